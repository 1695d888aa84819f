"""What cards would pay of an order: taxes first, credit later, to the last minor unit.

A card is a tender, never a coupon: the order's amounts, its tax above all, are the same with and
without it. All amounts here are minor units of the one currency that order and cards share.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import assert_never

from giftledger.ledger.fields import AmountOrZeroMinor
from giftledger.ledger.parts import Funding, Part
from giftledger.ledger.payable import Purse, payable_minor, spare_minor
from giftledger.ledger.programme import Portion


class OrderAmounts(Part):
    """An order by portion; goods, shipping, fees and tips without the tax on them."""

    goods_minor: AmountOrZeroMinor
    shipping_minor: AmountOrZeroMinor = 0
    tax_minor: AmountOrZeroMinor = 0
    fees_minor: AmountOrZeroMinor = 0
    tips_minor: AmountOrZeroMinor = 0

    @property
    def gross_minor(self) -> int:
        """What is to be paid: the sum of the five."""
        return sum(self.of(portion) for portion in Portion)

    def of(self, portion: Portion) -> int:
        """One of the five."""
        match portion:
            case Portion.GOODS:
                return self.goods_minor
            case Portion.SHIPPING:
                return self.shipping_minor
            case Portion.TAX:
                return self.tax_minor
            case Portion.FEES:
                return self.fees_minor
            case Portion.TIPS:
                return self.tips_minor
            case _:
                assert_never(portion)


@dataclass(frozen=True, slots=True)
class Fund:
    """A card that may be drawn from."""

    gift_card_id: str
    available_minor: int
    """Balance less holds, 0 or more."""
    coverage: frozenset[Portion]
    expires_on: str | None
    funding: Funding


@dataclass(frozen=True, slots=True)
class Draw:
    """What one card pays, more than 0."""

    gift_card_id: str
    amount_minor: int
    covered: Mapping[Portion, int]
    """The amount by what it pays for; only portions it pays for are there."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """What each card pays, in the order in which they are drawn."""

    draws: tuple[Draw, ...]

    @property
    def drawn_minor(self) -> int:
        """What all cards pay together."""
        return sum(draw.amount_minor for draw in self.draws)

    @property
    def covered(self) -> dict[Portion, int]:
        """What they pay of each of the five portions, 0 included."""
        return {
            portion: sum(draw.covered.get(portion, 0) for draw in self.draws) for portion in Portion
        }


@dataclass(frozen=True, slots=True)
class Quote:
    """The four numbers of the summary (gross, tax, tenders, due) and what they cover."""

    gross_minor: int
    tax_minor: int
    """Of the full order, whatever the cards pay."""
    tenders: tuple[Draw, ...]
    due_minor: int
    """What is left for other tenders, 0 or more."""
    covered: Mapping[Portion, int]
    uncovered: Mapping[Portion, int]


def draw_order(funds: Iterable[Fund]) -> tuple[Fund, ...]:
    """The order in which cards are drawn unless the holder says otherwise.

    Earliest expiry first, those that never expire last; then promotional before other funding,
    the smaller before the larger, and by id, so that the same cards always come out the same.
    """
    return tuple(sorted(funds, key=_urgency))


def quote(order: OrderAmounts, funds: Sequence[Fund]) -> Quote:
    """What these cards would pay of the order, drawn in the order given. Changes nothing."""
    allocation = allocate(order, funds)
    covered = allocation.covered
    return Quote(
        gross_minor=order.gross_minor,
        tax_minor=order.tax_minor,
        tenders=allocation.draws,
        due_minor=order.gross_minor - allocation.drawn_minor,
        covered=covered,
        uncovered={portion: order.of(portion) - covered[portion] for portion in Portion},
    )


def allocate(
    order: OrderAmounts, funds: Sequence[Fund], *, limit_minor: int | None = None
) -> Allocation:
    """Draw from different cards in the order given, from each as much as it can pay.

    What a card pays for is chosen so that it leaves room for the later ones: first what the
    fewest of them could pay, and never so much of it that they would pay less. So no other split
    leaves a smaller amount due. Stops when `limit_minor` (0 or more) is drawn in total. A card
    that pays nothing has no draw.
    """
    assert len({fund.gift_card_id for fund in funds}) == len(funds), "a card is drawn once"
    unpaid = {portion: order.of(portion) for portion in Portion}
    limit = order.gross_minor if limit_minor is None else limit_minor
    purses = _purses(funds, unpaid, limit)
    draws = []
    for place, fund in enumerate(funds):
        covered = _pay(purses[place], unpaid, later=purses[place + 1 :])
        for portion, amount_minor in covered.items():
            unpaid[portion] -= amount_minor
        if covered:
            draws.append(Draw(fund.gift_card_id, sum(covered.values()), covered))
    return Allocation(tuple(draws))


def _urgency(fund: Fund) -> tuple[bool, str, bool, int, str]:
    return (
        fund.expires_on is None,
        fund.expires_on or "",
        fund.funding is not Funding.PROMOTIONAL,
        fund.available_minor,
        fund.gift_card_id,
    )


def _purses(funds: Sequence[Fund], unpaid: Mapping[Portion, int], limit_minor: int) -> list[Purse]:
    """What is drawn from each card: what it adds to that which those before it can pay."""
    full = [(fund.coverage, fund.available_minor) for fund in funds]
    reached = [
        min(limit_minor, payable_minor(unpaid, full[:count])) for count in range(len(full) + 1)
    ]
    added = (after - before for before, after in pairwise(reached))
    return [(fund.coverage, amount_minor) for fund, amount_minor in zip(funds, added, strict=True)]


def _pay(
    purse: Purse, unpaid: Mapping[Portion, int], *, later: Sequence[Purse]
) -> dict[Portion, int]:
    """What a card pays for with what is drawn from it."""
    coverage, rest_minor = purse
    left = dict(unpaid)
    covered = {}

    def payers(portion: Portion) -> int:
        return sum(amount_minor > 0 and portion in others for others, amount_minor in later)

    for portion in sorted((one for one in Portion if one in coverage), key=payers):
        paid_minor = spare_minor(portion, left, (coverage, rest_minor), later)
        if paid_minor:
            covered[portion] = paid_minor
            left[portion] -= paid_minor
            rest_minor -= paid_minor
    assert rest_minor == 0, "what is drawn pays for something"
    return covered
