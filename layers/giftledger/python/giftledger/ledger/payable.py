"""How much of an order several cards can pay together, where each covers portions of its own.

They can pay no more than, for any set of portions, what is unpaid in the set and what is in the
purses that could pay outside of it. And they can pay the least of these sums: it is a flow from
purses to portions, and a flow is as large as its smallest cut.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

from giftledger.ledger.programme import Portion

Purse = tuple[frozenset[Portion], int]
"""What a card may pay, and how many minor units it has for it."""

_SETS = tuple(frozenset(some) for size in range(6) for some in combinations(Portion, size))
"""Every set of portions, from none to all five."""


def payable_minor(unpaid: Mapping[Portion, int], purses: Sequence[Purse]) -> int:
    """The most that the purses can pay together, 0 or more."""
    return min(_sums(unpaid, purses).values())


def spare_minor(
    portion: Portion, unpaid: Mapping[Portion, int], own: Purse, others: Sequence[Purse]
) -> int:
    """What a purse can pay of a portion, 0 or more, so that all together still pay the most.

    A unit that it pays into a set, when it could pay outside of it, lowers the sum of that set by
    two, while what all can still pay may fall by one only.
    """
    sums = _sums(unpaid, (own, *others))
    least = min(sums.values())
    spare = (sums[some] - least for some in _SETS if portion in some and not own[0] <= some)
    return min(own[1], unpaid[portion], *spare)


def _sums(unpaid: Mapping[Portion, int], purses: Sequence[Purse]) -> dict[frozenset[Portion], int]:
    return {
        some: sum(unpaid[portion] for portion in some)
        + sum(amount_minor for coverage, amount_minor in purses if not coverage <= some)
        for some in _SETS
    }
