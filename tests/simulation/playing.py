"""Playing a seed, and judging what happened."""

import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.simulation.auditor import audit, compare
from tests.simulation.kernel import SOUND, Kernel
from tests.simulation.linearizability import Exhausted, linearization
from tests.simulation.operations import Violation, operations
from tests.simulation.specification import LEDGER, Page, Told, take
from tests.simulation.world import World


@dataclass(frozen=True, slots=True)
class Played:
    """One schedule."""

    seed: int
    met: Counter[str]
    """Faults and other bad luck, by kind."""
    operations: int
    steps: int
    wrong: str | None = None
    """Why the promise is broken, if it is."""

    def verdict(self, lane: str = "memory") -> str:
        """What is wrong, and how to see it again."""
        return f"{self.wrong}\n    to see it again: make replay SEED={self.seed} ON={lane}"


def play(seed: int, kernel: Kernel = SOUND) -> Played:
    """Play a seed to its end on the store in memory."""
    return play_in(World(seed, kernel))


def play_in(world: World) -> Played:
    """Play a world to its end; whatever is wrong is said, not raised."""
    wrong = None
    found = 0
    try:
        world.play()
        found = judge(world)
    except Exception as error:  # noqa: BLE001  a wrong kernel may fail in any way
        wrong = f"{error or _where(error)}"
    return Played(world.seed, world.weather.met, found, world.step, wrong)


def found_at(kernel: Kernel, seeds: range) -> Played | None:
    """The first seed at which something is wrong."""
    return next((played for played in (play(seed, kernel) for seed in seeds) if played.wrong), None)


def judge(world: World) -> int:
    """What clients saw has an order, at the end of which the cards are what they are."""
    stored = world.stored()
    audit(stored)
    ops = operations(world.history, stored)
    try:
        order = linearization(ops, LEDGER)
    except Exhausted as exhausted:
        raise Violation(f"{exhausted}: {_objection(ops)}") from exhausted
    if order is None:
        raise Violation(f"nobody alone would have seen this: {_objection(ops)}")
    page = Page()
    for op in order:
        take(page, op)
    compare(stored, page, world.now)
    world.judge_readers(stored)
    return len(ops)


def _objection(ops: Sequence[Told]) -> str:
    page = Page()
    for op in sorted(ops, key=lambda one: one.hints):
        if not take(page, op):
            return page.why
    return "the order in which it was written breaks real time"


def _where(error: Exception) -> str:
    """An assertion without words is its place."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}: {last.line}"
