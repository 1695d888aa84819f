"""A case, and how it is played: a fault where it is told, again until heard, then until quiet."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.crashes.cloud import Cloud, Saved
from tests.crashes.lambdas import MAX_RECEIVES, deliver, pump, wait
from tests.crashes.picture import Picture, picture
from tests.fakes.faults import Fault

Faults = Mapping[int, Fault]
Step = Callable[[Cloud], None]


def nothing(_: Cloud) -> None:
    """No step."""


@dataclass(frozen=True, slots=True)
class Case:
    """One event of one function, and what happened before and happens after it."""

    function: str
    name: str
    before: Step = nothing
    event: Callable[[], Any] = dict
    """Of an HTTP call or a schedule; a queue and a stream are filled by `arrives`."""
    arrives: Step = nothing
    after: Step = nothing
    """What comes once this event has been heard: mostly what it waited for."""

    def __str__(self) -> str:
        return f"{self.function}: {self.name}"


@dataclass(slots=True)
class Stage:
    """A case that is set up: it is played again and again from the same beginning."""

    case: Case
    cloud: Cloud
    start: Saved
    event: Any
    ends: dict[str, Picture] = field(default_factory=dict)
    """How all ends, by the state that the event's deliveries left. What follows is without a fault
    and depends on that state alone, so that it is let run once for each."""
    made: list[list[str]] = field(default_factory=list)
    """The calls of each delivery of the last play."""
    failed: list[list[str]] = field(default_factory=list)
    """The calls of each delivery of the last play that met their fault."""

    def play(self, deliveries: Sequence[Faults] = ()) -> Picture:
        """Bring the event, with these faults at its first deliveries, and let all come to rest."""
        self.cloud.restore(self.start)
        heard = self._bring(deliveries)
        left = json.dumps(picture(self.cloud, heard), sort_keys=True)
        if left not in self.ends:
            self.case.after(self.cloud)
            pump(self.cloud)
            self.ends[left] = picture(self.cloud, heard)
        return self.ends[left]

    def left_by(self, faults: Faults) -> str | None:
        """What a first delivery with these faults leaves for another one; None for no other."""
        self.cloud.restore(self.start)
        heard = deliver(self.cloud, self.case.function, self.event, faults)
        self.made, self.failed = [self.cloud.network.made], [self.cloud.network.failed]
        if heard is not None:
            return None
        left = json.dumps(picture(self.cloud), sort_keys=True)
        return f"{left} {self.cloud.network.is_dead}"

    def _bring(self, deliveries: Sequence[Faults]) -> Any:
        # As often as a queue does at most.
        self.made, self.failed = [], []
        for number in range(MAX_RECEIVES):
            faults = deliveries[number] if number < len(deliveries) else {}
            heard = deliver(self.cloud, self.case.function, self.event, faults)
            self.made.append(self.cloud.network.made)
            self.failed.append(self.cloud.network.failed)
            if heard is not None:
                return heard
            wait(self.cloud, self.case.function)
        raise AssertionError(f"{self.case}: never heard of")


def set_up(case: Case, cloud: Cloud, empty: Saved) -> Stage:
    """Let happen what comes before, up to the arrival of the event."""
    cloud.restore(empty)
    case.before(cloud)
    case.arrives(cloud)
    return Stage(case, cloud, cloud.saved(), case.event())
