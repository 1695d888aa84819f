"""Which accounts a posting moves. Every set of legs sums to zero.

Signs: positive is a debit, negative a credit. Finance maps the account names to its own chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from giftledger.ledger.parts import Funding, Reason


class Account(StrEnum):
    """The counter-accounts of a card."""

    LIABILITY = "gift_card_liability"
    CLEARING = "sales_clearing"
    """Money received for cards sold, on its way from the platform."""
    DISCOUNT = "deferred_discount"
    """Spendable value that nobody paid for."""
    REDEMPTION = "redemption_clearing"
    """Value drawn for goods: turns into revenue and tax where the order is booked."""
    PROMOTION = "promotion_expense"
    """Value given away: bonus, goodwill."""
    REFUNDS = "refund_clearing"
    """Money due back to a customer that a card was issued for instead."""
    OPENING = "migration_opening"
    """Balances brought from another system."""
    ADJUSTMENT = "balance_adjustments"
    """What operators put on or took off, each with its reason."""
    TRANSFER = "card_transfers"
    """Value on its way between cards: zero after every commit."""
    CASH_OUT = "cash_paid"
    BREAKAGE = "breakage_income"
    """Value that expired, or was written off."""
    ESCHEAT = "unclaimed_property"
    """Value owed to a state."""


FINANCE_WORDS: dict[Account, str] = {
    Account.LIABILITY: "Gift card liability",
    Account.CLEARING: "Sales clearing",
    Account.DISCOUNT: "Deferred discount",
    Account.REDEMPTION: "Redemption clearing",
    Account.PROMOTION: "Promotion expense",
    Account.REFUNDS: "Refund clearing",
    Account.OPENING: "Opening balances",
    Account.ADJUSTMENT: "Balance adjustments",
    Account.TRANSFER: "Transfers between cards",
    Account.CASH_OUT: "Cash paid out",
    Account.BREAKAGE: "Breakage income",
    Account.ESCHEAT: "Unclaimed property payable",
}
"""What the people of finance call them."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One account and the signed amount it is moved by, in minor units."""

    account: Account
    amount_minor: int


LEGS: dict[str, frozenset[Account]] = {
    "issue": frozenset(
        {
            *(Account.LIABILITY, Account.CLEARING, Account.DISCOUNT),
            *(Account.PROMOTION, Account.REFUNDS, Account.OPENING),
        }
    ),
    "import": frozenset({Account.LIABILITY, Account.OPENING}),
    "redeem": frozenset({Account.LIABILITY, Account.REDEMPTION}),
    "authorize": frozenset(),
    "void": frozenset(),
    "block": frozenset(),
    "unblock": frozenset(),
    "extend": frozenset(),
    "link": frozenset(),
    "adjust": frozenset({Account.LIABILITY, Account.ADJUSTMENT}),
    "transfer": frozenset({Account.LIABILITY, Account.TRANSFER}),
    "cash_out": frozenset({Account.LIABILITY, Account.CASH_OUT}),
    "expire": frozenset({Account.LIABILITY, Account.BREAKAGE}),
}
"""Which accounts the entries of a kind may move; a kind of the same legs as another is below."""
LEGS |= {
    "activate": LEGS["issue"],
    "release": LEGS["issue"],
    "reload": LEGS["issue"],
    "capture": LEGS["redeem"],
    "refund": LEGS["redeem"],
    "take_back": LEGS["issue"],
    "deactivate": LEGS["issue"] | {Account.BREAKAGE, Account.ESCHEAT},
    "correct": LEGS["issue"] | LEGS["adjust"] | LEGS["cash_out"],
}


def loaded(face_minor: int, paid_minor: int, funding: Funding) -> tuple[Leg, ...]:
    """Value becomes spendable: the liability rises by it, paid for in part, whole or not at all."""
    return _legs(
        (Account.CLEARING, paid_minor),
        (unpaid(funding), face_minor - paid_minor),
        (Account.LIABILITY, -face_minor),
    )


def unsold(
    unspent_minor: int, *, face_minor: int, paid_minor: int, funding: Funding
) -> tuple[Leg, ...]:
    """The unspent part of a sale is taken back, its paid share pro rata (rounded down)."""
    paid_back = unspent_minor * paid_minor // face_minor if unspent_minor else 0
    return _legs(
        (Account.LIABILITY, unspent_minor),
        (Account.CLEARING, -paid_back),
        (unpaid(funding), paid_back - unspent_minor),
    )


def moved(amount_minor: int, counter: Account) -> tuple[Leg, ...]:
    """A balance moves by this signed amount, against one account."""
    return _legs((Account.LIABILITY, -amount_minor), (counter, amount_minor))


def redeemed(amount_minor: int) -> tuple[Leg, ...]:
    """Value is spent; a negative amount gives it back."""
    return _legs((Account.LIABILITY, amount_minor), (Account.REDEMPTION, -amount_minor))


def reversed_legs(legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """What takes a posting back."""
    return _legs(*((leg.account, -leg.amount_minor) for leg in legs))


def destination(reason: Reason) -> Account:
    """Where the rest of a card goes that is closed for a reason other than its sale's undoing."""
    return Account.ESCHEAT if reason is Reason.ESCHEATED else Account.BREAKAGE


def unpaid(funding: Funding) -> Account:
    """What stands for value that no money came in for."""
    match funding:
        case Funding.SOLD:
            return Account.DISCOUNT
        case Funding.PROMOTIONAL:
            return Account.PROMOTION
        case Funding.REFUND:
            return Account.REFUNDS
        case Funding.MIGRATED:
            return Account.OPENING
        case _:
            assert_never(funding)


def _legs(*pairs: tuple[Account, int]) -> tuple[Leg, ...]:
    legs = tuple(Leg(account, amount) for account, amount in pairs if amount)
    assert sum(leg.amount_minor for leg in legs) == 0, legs
    return legs
