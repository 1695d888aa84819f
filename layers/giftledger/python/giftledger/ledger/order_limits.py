"""What an order is worth in cards: the bonus it earns, and the most that may be issued for it."""

WHOLE_BASIS_POINTS = 10_000
"""A hundred per cent."""


def bonus_minor(
    order_total_minor: int,
    *,
    basis_points: int,
    minimum_order_minor: int = 0,
    cap_minor: int | None = None,
) -> int:
    """The bonus on an order total, in its minor units; a half is rounded up.

    1,000 basis points are 10 %. No argument is negative. An order below `minimum_order_minor`
    earns 0, and no order more than `cap_minor`.
    """
    if order_total_minor < minimum_order_minor:
        return 0
    half = WHOLE_BASIS_POINTS // 2
    earned_minor = (order_total_minor * basis_points + half) // WHOLE_BASIS_POINTS
    return earned_minor if cap_minor is None else min(earned_minor, cap_minor)


def exceeds_order_total(
    new_minor: int, *, order_total_minor: int, refunded_minor: int, issued_minor: int
) -> bool:
    """Whether a further card would give back more than the order's total.

    Counted are what was refunded and what was issued in cards for it before; no argument is
    negative, all are minor units of the order's currency.
    """
    return refunded_minor + issued_minor + new_minor > order_total_minor
