"""How a refund of an order is split over the tenders that paid it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from giftledger.ledger.rejections import Rejection


class Policy(StrEnum):
    """Which tender gets its money back first."""

    CARD_FIRST = "card_first"
    OTHER_FIRST = "other_first"
    LAST_IN_FIRST_OUT = "last_in_first_out"
    PRO_RATA = "pro_rata"


class TenderKind(StrEnum):
    """What an order was paid with, as far as a refund cares."""

    CARD = "card"
    """A gift card."""
    OTHER = "other"
    """Bank card, wallet, cash and so on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """One payment of an order, in minor units of the order's currency."""

    tender_id: str
    kind: TenderKind
    captured_minor: int
    refunded_minor: int = 0
    """What it got back already: 0 to `captured_minor`."""

    @property
    def refundable_minor(self) -> int:
        """What it can still get back."""
        return self.captured_minor - self.refunded_minor


def plan(
    amount_minor: int, tenders: Sequence[Tender], policy: Policy
) -> tuple[int, ...] | Rejection:
    """What each tender gets of a refund: one amount per tender, 0 included, in their order.

    `amount_minor` is 0 or more; the tenders come in the order in which they were captured. The
    amounts sum to `amount_minor`, and none is above what its tender can still get back. Rejected
    are an amount of 0 (`zero_amount`) and one above what all can still get back
    (`exceeds_redemption`).
    """
    assert amount_minor >= 0, amount_minor
    if amount_minor == 0:
        return Rejection.ZERO_AMOUNT
    if amount_minor > sum(tender.refundable_minor for tender in tenders):
        return Rejection.EXCEEDS_REDEMPTION
    shares = [0] * len(tenders)
    for turn in _turns(tenders, policy):
        _share_out(amount_minor - sum(shares), turn, tenders, shares)
    return tuple(shares)


def largest_remainder(amount_minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split an amount (0 or more) in proportion to weights (0 or more, not all 0), exactly.

    Each share is rounded down; what is left goes, one unit each, to the largest remainders. Of
    equal remainders the earlier goes first.
    """
    total = sum(weights)
    assert total > 0, weights
    shares = [amount_minor * weight // total for weight in weights]
    left_over = amount_minor - sum(shares)
    by_remainder = sorted(
        range(len(weights)), key=lambda place: -(amount_minor * weights[place] % total)
    )
    for place in by_remainder[:left_over]:
        shares[place] += 1
    return tuple(shares)


def _turns(tenders: Sequence[Tender], policy: Policy) -> list[list[int]]:
    """The places of the tenders in the groups that get their money one after the other."""
    places = range(len(tenders))
    cards = [place for place in places if tenders[place].kind is TenderKind.CARD]
    others = [place for place in places if tenders[place].kind is TenderKind.OTHER]
    match policy:
        case Policy.CARD_FIRST:
            return [cards, others]
        case Policy.OTHER_FIRST:
            return [others, cards]
        case Policy.LAST_IN_FIRST_OUT:
            return [[place] for place in reversed(places)]
        case Policy.PRO_RATA:
            return [list(places)]
        case _:
            assert_never(policy)


def _share_out(
    amount_minor: int, turn: Sequence[int], tenders: Sequence[Tender], shares: list[int]
) -> None:
    """Give an amount, or what of it fits, to the tenders of one turn, by what they captured.

    What would be more than a tender can get back goes to those that can still get some.
    """
    room = {place: tenders[place].refundable_minor for place in turn}
    rest_minor = min(amount_minor, sum(room.values()))
    while rest_minor:
        taking = [place for place in turn if room[place]]
        offers = largest_remainder(rest_minor, [tenders[place].captured_minor for place in taking])
        for place, offer_minor in zip(taking, offers, strict=True):
            taken_minor = min(offer_minor, room[place])
            shares[place] += taken_minor
            room[place] -= taken_minor
            rest_minor -= taken_minor
