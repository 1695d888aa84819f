"""POST /v1/balance-inquiries: what a card is worth, for a caller who has its code."""

from giftledger.checkout.answers import BalanceAnswer
from giftledger.checkout.finding import ids_of, paying_cards, search_later
from giftledger.checkout.requests import BalanceInquiryRequest
from giftledger.checkout.visit import Accepted, Answered, Visit
from giftledger.ledger.card import Card
from giftledger.ledger.conditions import unusable
from giftledger.ledger.programme import Switch
from giftledger.ledger.rejections import Rejection
from giftledger.observability import count, logger
from giftledger.outcomes import Rejected
from giftledger.programmes import programme_of


def inquire(request: BalanceInquiryRequest, visit: Visit) -> Answered:
    """The balance of a card that can be spent. Whatever else is asked for is answered alike."""
    (card,) = paying_cards(ids_of([request.code]), visit)
    reason = _refuses(card, request, visit)
    outcome = "found" if reason is None else "missed"
    extra = {"operation": "balance", "outcome": outcome}
    if card is not None:
        extra["gift_card_id"] = card.gift_card_id
    logger().info("balance", extra=extra)
    count("BalanceEnquiries", outcome=outcome)
    if reason is Rejection.UNKNOWN_CARD:
        # Known ones that are refused alike, too: the time of the answer must not tell them apart.
        search_later([request.code], visit)
    if reason is not None or card is None:
        return Rejected(reason or Rejection.UNKNOWN_CARD)
    body = BalanceAnswer(
        status=card.status.value,
        currency=card.currency,
        balance_minor=card.balance_minor,
        available_minor=card.available_minor,
        held_minor=card.held_minor,
        expires_on=card.expires_on,
        last_four=card.last_four,
        test=card.test,
    )
    return Accepted(body, status=200)


def _refuses(card: Card | None, request: BalanceInquiryRequest, visit: Visit) -> Rejection | None:
    """Unknown, pending, blocked, closed and expired are one answer: guessing learns nothing."""
    if card is None or unusable(card, visit.now) is not None:
        return Rejection.UNKNOWN_CARD
    if not programme_of(card.programme).allows(Switch.ENQUIRY):
        return Rejection.SWITCHED_OFF
    if request.currency not in {None, card.currency}:
        return Rejection.CURRENCY_MISMATCH
    return None
