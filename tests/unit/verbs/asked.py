"""What these tests ask for: the shared builders, for one till and one card."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from giftledger.ledger.commands import (
    Authorize,
    Capture,
    Correct,
    Deactivate,
    ImportCard,
    Pay,
    RefundPayment,
    Void,
)
from giftledger.ledger.parts import Mode, Reason, SealedCode
from giftledger.ledger.programme import CodeProfile
from tests.fakes import verbs
from tests.fakes.commands import sealed
from tests.fakes.verbs import CARD

TILL = "till"


def minting() -> Callable[[CodeProfile], SealedCode]:
    """Codes that are all different."""
    numbers = count()
    return lambda _: sealed(hash=f"{next(numbers):064x}")


def authorization(number: int = 1, amount_minor: int | None = 2000, **facts: Any) -> Authorize:
    return verbs.authorization(number, amount_minor, actor=TILL, **facts)


def captured(number: int = 1, **facts: Any) -> Capture:
    """Of the first hold, whole unless an amount is given."""
    return verbs.capture(number, authorization(), **{"actor": TILL} | facts)


def voided(number: int = 1, **facts: Any) -> Void:
    return verbs.void(number, authorization(), **{"actor": TILL} | facts)


def payment(
    number: int = 1, cards: Sequence[str] = (CARD,), amount_minor: int | None = None, **facts: Any
) -> Pay:
    return verbs.payment(number, cards, amount_minor, **facts)


def payment_refund(number: int = 1, *, of: str = "till.pay.1", **facts: Any) -> RefundPayment:
    return verbs.payment_refund(number, payment(), redemption_id=of, **facts)


def correction(corrects: str, number: int = 1, **facts: Any) -> Correct:
    return verbs.correction(number, payment(), corrects=corrects, **facts)


def closing(reason: Reason, number: int = 1, **facts: Any) -> Deactivate:
    """A person closes a card by its id."""
    return verbs.closing(number, reason, mode=Mode.REQUESTED, **facts)


def imported(number: int, **facts: Any) -> ImportCard:
    """A card with face 50.00, of which 32.50 are left."""
    return verbs.importing(number, 3250, **facts)
