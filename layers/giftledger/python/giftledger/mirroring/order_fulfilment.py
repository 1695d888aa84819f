"""Which lines of an order to fulfil, or to stop, decided from what the shop says is left of them.

Pure, and safe to repeat: what is fulfilled, cancelled or held is no longer in what is left.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from giftledger.mirroring.order_desk import FulfilmentOrder, OrderState
from giftledger.mirroring.order_units import Readiness, SoldCard

FULFILLABLE = frozenset({"OPEN", "IN_PROGRESS"})
HELD = "ON_HOLD"
WAITING = frozenset({"SCHEDULED", HELD})
"""Somebody in the shop lets it wait: it is fulfilled once it is open again."""

STILL_TO_SHIP = FULFILLABLE | WAITING

Plan = Mapping[str, Mapping[str, int]]
"""By fulfilment order: its lines and how many units of each."""


def lines_to_fulfil(there: Iterable[FulfilmentOrder], sold: Iterable[SoldCard]) -> Plan:
    """All that is left of the lines whose every unit left is handed over; nothing of others.

    Always the whole rest of a line: a call that is made twice finds nothing left, and is refused.
    """
    orders = tuple(there)
    ready = Counter(one.line_item_id for one in sold if one.readiness is Readiness.READY)
    left = _left(orders)
    whole = {line for line, units in left.items() if 0 < units <= ready[line]}
    plan: dict[str, Mapping[str, int]] = {}
    for order in orders:
        lines = {
            line.id: line.remaining
            for line in order.lines
            if line.line_item_id in whole and line.remaining > 0
        }
        if lines and order.status in FULFILLABLE:
            plan[order.id] = lines
    return plan


def is_waiting(there: Iterable[FulfilmentOrder], sold: Sequence[SoldCard]) -> bool:
    """Whether more of our lines can be fulfilled later, without any other telling of it."""
    orders = tuple(there)
    ours = {one.line_item_id for one in sold}
    known = Counter(one.line_item_id for one in sold)
    held = any(
        line.line_item_id in ours and line.remaining > 0
        for order in orders
        if order.status in WAITING
        for line in order.lines
    )
    unknown = any(units > known[line] for line, units in _left(orders).items() if line in ours)
    return held or unknown or any(one.readiness is Readiness.WAITING for one in sold)


def left_to_stop(there: Iterable[FulfilmentOrder]) -> Iterator[FulfilmentOrder]:
    """The fulfilment orders of which somebody may still ship something."""
    for order in there:
        may_move = order.status in STILL_TO_SHIP and order.status != HELD
        if may_move and any(line.remaining > 0 for line in order.lines):
            yield order


def is_shipped(order: OrderState) -> bool:
    """Whether the order has been sent.

    A digital line of an order with parcels counts for nothing: it is fulfilled within seconds.
    """
    return order.has_shipped if order.needs_shipping else order.has_left


def _left(orders: Iterable[FulfilmentOrder]) -> Counter[str]:
    """Units still to be fulfilled by order line."""
    left: Counter[str] = Counter()
    for order in orders:
        if order.status in STILL_TO_SHIP:
            for line in order.lines:
                left[line.line_item_id] += line.remaining
    return left
