"""The bucket of points that every call to the Admin API is paid from, as this process knows it.

Shopify fills it by `restoreRate` points a second up to `maximumAvailable` and tells its state in
every answer. Other processes draw from the same bucket: what they took shows in the next answer.
"""

import threading
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeGuard

_ROUNDING_SECONDS = 0.001

RESERVED = 0.2
"""The share of a full bucket that is left for calls of other processes that this one does not know
of yet: as many as there are, each with one call of some forty points on its way."""


@dataclass(slots=True)
class Bucket:
    """Points left, counted down by each call before it is sent. Unknown until the first answer."""

    maximum: float | None = None
    restore_rate: float = 100.0
    available: float = 0.0
    low_mark: float | None = None
    """The fewest points that were ever left after a call was taken off; never below zero."""
    _at: float = 0.0
    _asked: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, name: str, cost: float, now: float) -> float:
        """Take a document's points off and give 0, or the seconds until there are enough.

        A document costs what it asked for last time; `cost` until then.
        """
        with self._lock:
            if self.maximum is None:
                return 0.0
            self._refill(now)
            wanted = min(self._asked.get(name, cost), self.maximum)
            needed = min(wanted + RESERVED * self.maximum, self.maximum)
            if self.available < needed:
                return (needed - self.available) / self.restore_rate + _ROUNDING_SECONDS
            self.available -= wanted
            self._mark()
            return 0.0

    def told(self, name: str, cost: dict[str, Any], now: float) -> None:
        """Read `extensions.cost` of an answer; what is missing or odd changes nothing."""
        status = cost.get("throttleStatus")
        with self._lock:
            asked = cost.get("requestedQueryCost")
            if _is_number(asked):
                self._asked[name] = float(asked)
            if not isinstance(status, dict):
                return
            keys = ("maximumAvailable", "currentlyAvailable", "restoreRate")
            numbers = [status[key] for key in keys if _is_number(status.get(key))]
            if len(numbers) == len(keys) and numbers[-1] > 0:
                self.maximum, self.available, self.restore_rate = map(float, numbers)
                self._at = now
                self._mark()

    def _refill(self, now: float) -> None:
        grown = self.available + max(0.0, now - self._at) * self.restore_rate
        self.available, self._at = min(grown, self.maximum or grown), now

    def _mark(self) -> None:
        low = self.available if self.low_mark is None else min(self.low_mark, self.available)
        self.low_mark = low


def _is_number(value: object) -> TypeGuard[int | Decimal]:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
