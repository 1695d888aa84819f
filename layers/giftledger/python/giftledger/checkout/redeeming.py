"""POST /v1/redemptions: a code is spent in one step."""

from giftledger.checkout.answers import PendingAnswer, RedemptionAnswer
from giftledger.checkout.finding import aliases_of, search_later
from giftledger.checkout.requests import RedemptionRequest
from giftledger.checkout.visit import PENDING, Accepted, Answered, Visit
from giftledger.ledger.commands import Redeem
from giftledger.ledger.entry import Entry
from giftledger.ledger.hold import capture_id_for, void_id_for
from giftledger.ledger.parts import Mode
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Posted, Rejected
from giftledger.store.reading import entries_of


def redeem(request: RedemptionRequest, visit: Visit) -> Answered:
    """Spend a code; of a mirrored card, as soon as Shopify has taken it as well.

    An unknown code keeps nothing, so that a mistyped one can be corrected.
    """
    aliases = aliases_of(request.code)
    gift_card_id = visit.store.card_of_alias(aliases)
    if gift_card_id is None:
        search_later([request.code], visit)
        return Rejected(Rejection.UNKNOWN_CARD)
    command = Redeem(
        **visit.common("", request.order_reference, test=request.test),
        aliases=aliases,
        amount_minor=request.amount_minor,
        currency=request.currency,
        mode=Mode.REQUESTED,
    )
    facts = (request.order_reference, *(("test",) if request.test else ()))
    outcome = visit.carry_out(command, gift_card_id, *facts)
    if isinstance(outcome, Rejected):
        return outcome
    if outcome.entry.hold_id is not None:
        return _end_of_hold(outcome)
    return Accepted(_receipt(outcome.entry), replayed=outcome.replayed)


def _end_of_hold(held: Posted) -> Answered:
    """A mirrored card's value is held until Shopify's own debit stands, and then captured.

    Whatever else ended the hold (Shopify refused, the card was closed) has spent nothing.
    """
    redemption_id = held.entry.command_id
    capture, void = capture_id_for(redemption_id), void_id_for(redemption_id)
    ends = entries_of(held.gift_card_id, capture, void) if held.replayed else {}
    if capture in ends and ends[capture].rejection is None:
        return Accepted(_receipt(ends[capture]), replayed=True)
    if ends:
        return Rejected(Rejection.INSUFFICIENT_BALANCE, held.gift_card_id, replayed=True)
    pending = PendingAnswer(redemption_id=redemption_id)
    return Accepted(pending, PENDING, replayed=held.replayed)


def _receipt(entry: Entry) -> RedemptionAnswer:
    return RedemptionAnswer(
        redemption_id=entry.command_id,
        amount_minor=-entry.amount_minor,
        balance_minor=entry.balance_after_minor,
    )
