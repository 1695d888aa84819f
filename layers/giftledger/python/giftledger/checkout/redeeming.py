"""POST /v1/redemptions: a code is spent in one step."""

from giftledger.checkout.answers import RedemptionAnswer
from giftledger.checkout.finding import aliases_of
from giftledger.checkout.requests import RedemptionRequest
from giftledger.checkout.visit import Accepted, Answered, Visit
from giftledger.ledger.commands import Redeem
from giftledger.ledger.parts import Mode
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Rejected


def redeem(request: RedemptionRequest, visit: Visit) -> Answered:
    """Spend a code. An unknown code keeps nothing, so that a mistyped one can be corrected."""
    aliases = aliases_of(request.code)
    gift_card_id = visit.store.card_of_alias(aliases)
    if gift_card_id is None:
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
    body = RedemptionAnswer(
        redemption_id=outcome.entry.command_id,
        amount_minor=-outcome.entry.amount_minor,
        balance_minor=outcome.entry.balance_after_minor,
    )
    return Accepted(body, replayed=outcome.replayed)
