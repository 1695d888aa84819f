"""Holds: a part of a card is reserved for an order, then captured or let go."""

import re

from giftledger.checkout.answers import CaptureAnswer, HoldAnswer, VoidAnswer
from giftledger.checkout.finding import aliases_of, search_later
from giftledger.checkout.requests import CaptureRequest, HoldRequest
from giftledger.checkout.visit import Accepted, Answered, Visit
from giftledger.ledger.commands import Authorize, Capture, OnCard, Void
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Posted, Rejected

_PUBLIC_ID = re.compile(r"(gc_[a-z2-7]{26})\.([a-z2-7]{20})")
"""The card's id and the hold's own: so the card of a hold is found without a look-up."""

_UNKNOWN = Rejected(Rejection.UNKNOWN_HOLD)


def take(request: HoldRequest, visit: Visit) -> Answered:
    """POST /v1/holds: reserve an amount, or as much as possible."""
    aliases = aliases_of(request.code)
    gift_card_id = visit.store.card_of_alias(aliases)
    if gift_card_id is None:
        search_later([request.code], visit)
        return Rejected(Rejection.UNKNOWN_CARD)
    command = Authorize(
        **visit.common("hold", request.order_reference, test=request.test),
        aliases=aliases,
        amount_minor=request.amount_minor,
        currency=request.currency,
        timeout_seconds=request.timeout_seconds,
    )
    facts = (request.order_reference, str(request.timeout_seconds), str(request.test))
    outcome = visit.carry_out(command, gift_card_id, *facts)
    if isinstance(outcome, Rejected):
        return outcome
    # A merged card's hold is on its survivor, where it is captured too.
    (card,) = visit.store.cards([outcome.gift_card_id]).values()
    body = HoldAnswer(
        hold_id=f"{outcome.gift_card_id}.{command.hold_id}",
        amount_minor=outcome.entry.asked_minor,
        expires_at=outcome.entry.hold_expires_at,
        available_minor=card.at(visit.now).available_minor,
    )
    return Accepted(body, replayed=outcome.replayed)


def capture(request: CaptureRequest, visit: Visit) -> Answered:
    """POST /v1/holds/{hold_id}/capture: the hold, or a part of it, becomes a redemption."""
    found = _PUBLIC_ID.fullmatch(visit.path["hold_id"])
    if found is None:
        return _UNKNOWN
    gift_card_id, hold_id = found.groups()
    command = Capture(
        **visit.common("capture", request.order_reference, test=request.test),
        target=gift_card_id,
        hold_id=hold_id,
        amount_minor=request.amount_minor,
        currency=request.currency,
        remainder=request.remainder,
    )
    facts = (request.order_reference or "", str(request.test))
    outcome = _resolved(command, gift_card_id, visit, *facts)
    if isinstance(outcome, Rejected):
        return outcome
    body = CaptureAnswer(
        redemption_id=outcome.entry.command_id,
        amount_minor=-outcome.entry.amount_minor,
        balance_minor=outcome.entry.balance_after_minor,
        hold_remaining_minor=outcome.entry.hold_remaining_minor or 0,
    )
    return Accepted(body, replayed=outcome.replayed)


def void(_: None, visit: Visit) -> Answered:
    """POST /v1/holds/{hold_id}/void: let go of what the hold still reserves."""
    found = _PUBLIC_ID.fullmatch(visit.path["hold_id"])
    if found is None:
        return _UNKNOWN
    gift_card_id, hold_id = found.groups()
    # Neither test money nor live money moves: the ledger asks for no flag.
    common = visit.common("void", None, test=False)
    outcome = _resolved(Void(**common, target=gift_card_id, hold_id=hold_id), gift_card_id, visit)
    if isinstance(outcome, Rejected):
        return outcome
    body = VoidAnswer(
        hold_id=visit.path["hold_id"],
        released_minor=outcome.entry.asked_minor,
        balance_minor=outcome.entry.balance_after_minor,
    )
    return Accepted(body, replayed=outcome.replayed)


def _resolved(command: OnCard, gift_card_id: str, visit: Visit, *facts: str) -> Posted | Rejected:
    """A card that is not there has no hold either."""
    outcome = visit.carry_out(command, gift_card_id, *facts)
    is_unknown = isinstance(outcome, Rejected) and outcome.rejection is Rejection.UNKNOWN_CARD
    return _UNKNOWN if is_unknown else outcome
