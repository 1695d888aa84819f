"""Is there an order in which what clients saw could have happened one after the other?

A depth-first search over (what is done, the state it led to), after Wing and Gong, "Testing and
Verifying Concurrent Objects" (1993), with the memory of Lowe, "Testing for linearizability" (2017).
What changes nothing is taken as soon as it is explained: that never closes another way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

MAX_CLIENTS = 8
MAX_OPERATIONS = 100
"""That change something, on all cards of a history together."""
BUDGET = 5_000
"""States that are tried: a search that needs more has failed, whatever the truth is."""

FOREVER = 1 << 60
"""When an operation of which nobody knows that it ended may still take effect."""


class Exhausted(AssertionError):  # noqa: N818  an outcome of a search
    """The budget is used up: no answer, which is never a pass."""


class Operation(Protocol):
    """Something that took effect at one instant from `earliest` to `latest`."""

    @property
    def earliest(self) -> int:
        """When it was called."""

    @property
    def latest(self) -> int:
        """When its answer was first known; FOREVER where none ever was."""

    @property
    def hints(self) -> tuple[int, ...]:
        """Where to look first. Right or wrong, they change no answer, only how soon it is found."""

    @property
    def changes(self) -> bool:
        """Whether what comes later can tell that it was there."""


Op = TypeVar("Op", bound=Operation)
State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Specification(Generic[State, Op]):
    """What one client alone would see."""

    begin: Callable[[], State]
    copy: Callable[[State], State]
    key: Callable[[State], object]
    """Equal for states that answer everything alike."""
    take: Callable[[State, Op], bool]
    """Let an operation take effect; False where it can't have been answered like that. One that
    changes nothing must leave the state as it is."""


def linearization(
    operations: Sequence[Op], specification: Specification[State, Op], *, budget: int = BUDGET
) -> list[Op] | None:
    """An order that explains every answer, or None. Raises Exhausted."""
    changing = sum(op.changes for op in operations)
    assert changing <= MAX_OPERATIONS, f"{changing} operations are too many to search"
    tried = [0] * len(operations)
    while True:
        hints = [op.hints[at] for op, at in zip(operations, tried, strict=True)]
        order, stuck = _walk(operations, hints, specification)
        if stuck is None:
            return order
        tried[stuck] += 1
        if tried[stuck] == len(operations[stuck].hints):
            break
    ranked = sorted(operations, key=lambda op: op.hints[0])
    return _search(ranked, specification, budget)


def _walk(
    ops: Sequence[Op], hints: Sequence[int], specification: Specification[State, Op]
) -> tuple[list[Op], int | None]:
    """The order of the hints, as far as it explains what was seen; and what it gets stuck at."""
    state = specification.begin()
    changing = sorted((at for at in range(len(ops)) if ops[at].changes), key=lambda at: hints[at])
    left = set(range(len(ops)))
    order: list[int] = []
    for at in (*changing, None):
        order += _absorb(ops, left, state, specification)
        if at is None:
            break
        deadline = min(ops[one].latest for one in left)
        if ops[at].earliest > deadline or not specification.take(state, ops[at]):
            return [ops[one] for one in order], at
        left.remove(at)
        order.append(at)
    return [ops[one] for one in order], min(left, default=None)


def _absorb(
    ops: Sequence[Op], left: set[int], state: State, specification: Specification[State, Op]
) -> list[int]:
    """Take all that changes nothing and may come now."""
    taken: list[int] = []
    found = True
    while found:
        found = False
        for at in _candidates(ops, left):
            if not ops[at].changes and specification.take(state, ops[at]):
                left.remove(at)
                taken.append(at)
                found = True
    return taken


def _search(
    ops: Sequence[Op], specification: Specification[State, Op], budget: int
) -> list[Op] | None:
    seen: set[tuple[frozenset[int], object]] = set()
    state = specification.begin()
    left = set(range(len(ops)))
    path = _absorb(ops, left, state, specification)
    stack = [(left, state, path, _changing(ops, left))]
    while stack:
        left, state, path, candidates = stack[-1]
        if not left:
            return [ops[at] for at in path]
        if not candidates:
            stack.pop()
            continue
        at = candidates.pop()
        after = specification.copy(state)
        if not specification.take(after, ops[at]):
            continue
        rest = left - {at}
        absorbed = _absorb(ops, rest, after, specification)
        reached = (frozenset(rest), specification.key(after))
        if reached in seen:
            continue
        seen.add(reached)
        if len(seen) > budget:
            raise Exhausted(f"no answer after {budget} states")
        stack.append((rest, after, [*path, at, *absorbed], _changing(ops, rest)))
    return None


def _candidates(ops: Sequence[Operation], left: set[int]) -> list[int]:
    """What may come next: all that began before anything else was answered."""
    if not left:
        return []
    deadline = min(ops[at].latest for at in left)
    return [at for at in left if ops[at].earliest <= deadline]


def _changing(ops: Sequence[Operation], left: set[int]) -> list[int]:
    """Those of them that change something, the likeliest last."""
    return sorted((at for at in _candidates(ops, left) if ops[at].changes), reverse=True)
