"""Which accounts a posting moves. Every set of legs sums to zero.

Signs: positive is a debit, negative a credit. Finance maps the account names to its own chart.
"""

from dataclasses import dataclass
from enum import StrEnum


class Account(StrEnum):
    """The counter-accounts of a card."""

    LIABILITY = "gift_card_liability"
    CLEARING = "sales_clearing"
    """Money received for cards sold, on its way from the platform."""
    DISCOUNT = "deferred_discount"
    """Spendable value that nobody paid for."""
    REDEMPTION = "redemption_clearing"
    """Value drawn for goods: turns into revenue and tax where the order is booked."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One account and the signed amount it is moved by, in minor units."""

    account: Account
    amount_minor: int


def sold(face_minor: int, paid_minor: int) -> tuple[Leg, ...]:
    """A card becomes spendable: the liability rises by its face, paid for in part or whole."""
    return _legs(
        (Account.CLEARING, paid_minor),
        (Account.DISCOUNT, face_minor - paid_minor),
        (Account.LIABILITY, -face_minor),
    )


def unsold(unspent_minor: int, *, face_minor: int, paid_minor: int) -> tuple[Leg, ...]:
    """The unspent part of a sale is taken back, its paid share pro rata (rounded down)."""
    paid_back = unspent_minor * paid_minor // face_minor
    return _legs(
        (Account.LIABILITY, unspent_minor),
        (Account.CLEARING, -paid_back),
        (Account.DISCOUNT, paid_back - unspent_minor),
    )


def redeemed(amount_minor: int) -> tuple[Leg, ...]:
    """Value is spent; a negative amount gives it back."""
    return _legs((Account.LIABILITY, amount_minor), (Account.REDEMPTION, -amount_minor))


def _legs(*pairs: tuple[Account, int]) -> tuple[Leg, ...]:
    legs = tuple(Leg(account, amount) for account, amount in pairs if amount)
    assert sum(leg.amount_minor for leg in legs) == 0, legs
    return legs
