"""What goes wrong in one schedule, and how often: drawn from the seed, different for each."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from random import Random

LARGEST_SKEW_SECONDS = 600
MOST_REPEATED = 20


class Fault(StrEnum):
    """What may happen to one call."""

    DROPPED = "never delivered"
    THROTTLED = "throttled"
    CONFLICT = "transaction conflict"
    REPLY_LOST = "reply lost"
    LATE = "applied after its caller had given up"
    KILLED_BEFORE = "killed before a call"
    KILLED_AFTER = "killed after a call"


FOR_WRITES = frozenset({Fault.CONFLICT, Fault.LATE})
KILLS = frozenset({Fault.KILLED_BEFORE, Fault.KILLED_AFTER})
LEAPS = (
    *(timedelta(seconds=1), timedelta(seconds=45), timedelta(minutes=16)),
    *(timedelta(hours=7), timedelta(days=1), timedelta(days=40)),
)


@dataclass(slots=True)
class Weather:
    """How likely what is. Each schedule has some kinds of faults, few or many."""

    dice: Random
    workers: int = 1
    """At the same time; 8 at most."""
    faults: tuple[Fault, ...] = ()
    rate: float = 0.0
    """Of calls that meet a fault."""
    left: int = 0
    """So many faults are still to come: then the sky clears."""
    window: int = 1
    """How far a message may overtake others."""
    duplicates: float = 0.0
    impatience: float = 0.0
    """Of messages that are handed out again while they are still worked on."""
    loss: float = 0.0
    """Of changes that the stream never brings."""
    surrender: float = 0.0
    """Of woken facts whose queue gives up when they fail: they still wait in their table."""
    leaps: float = 0.0
    skew_seconds: int = 0
    torn_reads: float = 0.0
    """Of reads of several items that others come in between of."""
    repeated: int = 0
    met: Counter[str] = field(default_factory=Counter)
    """How often what happened."""

    @classmethod
    def drawn(cls, dice: Random) -> "Weather":
        """The weather of a seed."""
        kinds = list(Fault)
        return cls(
            dice,
            workers=dice.randint(2, 8),
            faults=tuple(dice.sample(kinds, dice.randint(0, len(kinds)))),
            rate=dice.choice((0.02, 0.06, 0.15)),
            left=dice.choice((3, 10, 30)),
            window=dice.choice((1, 2, 4, 10, 100)),
            duplicates=dice.choice((0.0, 0.1, 0.4)),
            impatience=dice.choice((0.0, 0.1, 0.3)),
            loss=dice.choice((0.0, 0.0, 0.1, 0.5)),
            surrender=dice.choice((0.0, 0.5)),
            leaps=dice.choice((0.0, 0.02, 0.15)),
            skew_seconds=dice.choice((0, 5, LARGEST_SKEW_SECONDS)),
            torn_reads=dice.choice((0.0, 0.3, 0.8)),
        )

    def clear(self) -> None:
        """Nothing goes wrong from now on."""
        self.left = 0
        self.duplicates = self.impatience = self.loss = self.surrender = self.leaps = 0.0

    def fault(self, *, writes: bool) -> Fault | None:
        """What happens to the call that is about to be made."""
        # There are a few reads to each write, and it is the writes that matter.
        rate = 3 * self.rate if writes else self.rate
        if not self.left or not self.faults or self.dice.random() >= rate:
            return None
        fault = self.dice.choice(self.faults)
        if (fault in FOR_WRITES) > writes:
            return None
        self.left -= 1
        self.met[fault] += 1
        return fault

    def happens(self, likelihood: float, what: str = "") -> bool:
        """Whether something that is this likely happens now."""
        if not likelihood or self.dice.random() >= likelihood:
            return False
        if what:
            self.met[what] += 1
        return True

    def repeats(self, what: str, likelihood: float) -> bool:
        """Whether a message comes again: so often in all, or a history had no end."""
        if self.repeated == MOST_REPEATED or not self.happens(likelihood, what):
            return False
        self.repeated += 1
        return True

    def skew(self) -> timedelta:
        """How wrong the clock of a worker is."""
        return timedelta(seconds=self.dice.randint(-self.skew_seconds, self.skew_seconds))

    def leap(self) -> timedelta:
        """How much time passes at once."""
        return self.dice.choice(LEAPS) if self.happens(self.leaps, "leap of time") else timedelta()
