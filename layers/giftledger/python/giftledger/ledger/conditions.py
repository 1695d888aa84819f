"""What must hold before a card may be used: asked in one place, answered alike for every verb."""

from datetime import datetime

from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import (
    Activate,
    Authorize,
    Capture,
    CardCommand,
    Issue,
    Pay,
    Redeem,
    RefundPayment,
    Reload,
)
from giftledger.ledger.parts import Mode
from giftledger.ledger.programme import Programme, Switch
from giftledger.ledger.rejections import Rejection

SWITCH_OF: dict[type[CardCommand], Switch] = {
    Issue: Switch.SELL,
    Activate: Switch.ACTIVATE,
    Reload: Switch.RELOAD,
    Redeem: Switch.REDEEM,
    Authorize: Switch.REDEEM,
    Capture: Switch.REDEEM,
    Pay: Switch.REDEEM,
    RefundPayment: Switch.REFUND_TO,
}
"""Each command obeys one switch at most, so that stopping one thing stops no other."""


def is_switched_off(command: CardCommand, programme: Programme) -> bool:
    """Whether its programme has switched this off.

    A reported fact obeys no switch: what was done elsewhere can't be undone here.
    """
    switch = SWITCH_OF.get(type(command))
    reported = getattr(command, "mode", Mode.REQUESTED) is Mode.REPORTED
    return switch is not None and not reported and not programme.allows(switch)


def mismatch(card: Card, *, currency: str | None, test: bool) -> Rejection | None:
    """Never another currency, never test money for live goods or live money for test ones."""
    if card.test is not test:
        return Rejection.TEST_MISMATCH
    if currency is not None and card.currency != currency:
        return Rejection.CURRENCY_MISMATCH
    return None


def unusable(card: Card, now: datetime) -> Rejection | None:
    """Why a card can't be spent, loaded or merged now."""
    if card.status is not Status.ACTIVE:
        return Rejection.NOT_ACTIVE
    if card.is_past_its_last_day(now):
        return Rejection.EXPIRED
    return None


def not_alive(card: Card) -> Rejection | None:
    """Why those who keep a card can book nothing on it: it has no value yet, or none any more."""
    match card.status:
        case Status.CLOSED:
            return Rejection.ALREADY_CLOSED
        case Status.PENDING:
            return Rejection.NOT_ACTIVE
        case Status.ACTIVE | Status.BLOCKED:
            return None
