"""The leaky bucket of query costs, and how low callers ever took it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Bucket:
    """Fills with `restore_rate` points a second up to `size`."""

    clock: Callable[[], float]
    size: float = 2000.0
    restore_rate: float = 100.0
    level: float = 2000.0
    as_of: float = 0.0
    low_water: float = 2000.0
    throttled: int = 0
    overdraft: float = 0.0
    """The most that a refused call lacked."""

    def available(self) -> float:
        """What it holds now."""
        now = self.clock()
        gained = max(0.0, now - self.as_of) * self.restore_rate
        self.level, self.as_of = min(self.size, self.level + gained), now
        return self.level

    def take(self, points: float) -> bool:
        """Whether it held that much; it is taken."""
        held = self.available()
        if held < points:
            self.throttled += 1
            self.overdraft = max(self.overdraft, points - held)
            return False
        self.level = held - points
        self.low_water = min(self.low_water, self.level)
        return True

    def give_back(self, points: float) -> None:
        """What a call asked for and did not use."""
        self.level = min(self.size, self.level + points)

    def resize(self, size: float, restore_rate: float) -> None:
        """Another plan: the bucket is full and its history forgotten."""
        self.size, self.restore_rate = size, restore_rate
        self.level, self.as_of, self.low_water = size, self.clock(), size
        self.throttled, self.overdraft = 0, 0.0

    def status(self) -> dict[str, Any]:
        """`throttleStatus` of an answer."""
        return {
            "maximumAvailable": int(self.size),
            "currentlyAvailable": int(self.available()),
            "restoreRate": int(self.restore_rate),
        }
