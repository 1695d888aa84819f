"""POST /v1/refunds: a payment is given back, split over the tenders that paid."""

from giftledger.checkout.answers import RefundAnswer, RefundedCard, RefundedTender
from giftledger.checkout.requests import RefundRequest
from giftledger.checkout.visit import Accepted, Answered, Visit
from giftledger.ledger.card import Card
from giftledger.ledger.commands import OtherTender, RefundPayment
from giftledger.ledger.entry import Entry
from giftledger.outcomes import PostedTogether, Rejected
from giftledger.store.protocol import Share, Store


def refund(request: RefundRequest, visit: Visit) -> Answered:
    """Credit the cards' part at once; the other tenders' part is planned, for the caller to do."""
    command = RefundPayment(
        **visit.common("refund", request.order_reference, test=request.test),
        redemption_id=request.payment_id,
        amount_minor=request.amount_minor,
        currency=request.currency,
        policy=request.policy,
        tenders=tuple(OtherTender(**one.model_dump()) for one in request.other_tenders),
    )
    outcome = visit.carry_out_together(command)
    if isinstance(outcome, Rejected):
        return outcome
    return Accepted(_answer(command, outcome, visit), replayed=outcome.replayed)


def _answer(command: RefundPayment, outcome: PostedTogether, visit: Visit) -> RefundAnswer:
    choice = outcome.choice
    ids = [share.of for share in choice.cards]
    cards = visit.store.cards(ids) if ids else {}
    return RefundAnswer(
        refund_id=command.command_id,
        amount_minor=sum(share.amount_minor for share in (*choice.cards, *choice.others)),
        cards=tuple(
            _refunded_card(share, cards[share.of], outcome.entries[share.of], command, visit.store)
            for share in choice.cards
        ),
        other_tenders=tuple(
            RefundedTender(tender_id=share.of, amount_minor=share.amount_minor)
            for share in choice.others
        ),
    )


def _refunded_card(
    share: Share, card: Card, told: Entry, command: RefundPayment, store: Store
) -> RefundedCard:
    heir, credited = None, told
    settled_minor = -told.shortfall_minor
    if told.amount_minor + settled_minor < share.amount_minor:
        heir, credited = _credited_instead(card, command, store)
    return RefundedCard(
        last_four=card.last_four,
        amount_minor=share.amount_minor,
        credited_minor=credited.amount_minor,
        balance_minor=credited.balance_after_minor,
        to_successor=heir.last_four if heir else None,
    )


def _credited_instead(card: Card, command: RefundPayment, store: Store) -> tuple[Card, Entry]:
    """The card after it that took the value: successors are only ever added at the end."""
    key, heir = command.key_from(card.gift_card_id), card
    while True:
        assert heir.successor_id is not None, f"{card.gift_card_id}: nobody took its refund"
        after = store.read(heir.successor_id, key)
        assert after.card is not None, f"{heir.successor_id} is a successor, but no card"
        heir = after.card
        if after.receipt is not None and after.receipt.amount_minor:
            return heir, after.receipt
