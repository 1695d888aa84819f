"""The checker itself: it finds an order where there is one, and none where there is none."""

from dataclasses import dataclass
from random import Random

import pytest

from tests.simulation.linearizability import (
    FOREVER,
    MAX_CLIENTS,
    MAX_OPERATIONS,
    Exhausted,
    Specification,
    linearization,
)


@dataclass(frozen=True, slots=True)
class Draw:
    """Takes from a balance; heard is what was left, or None for a no."""

    amount: int
    heard: int | None
    earliest: int
    latest: int
    hints: tuple[int, ...] = (0,)

    @property
    def changes(self) -> bool:
        return self.heard is not None


def _take(state: list[int], op: Draw) -> bool:
    if op.heard is None:
        return op.amount > state[0]
    state[0] -= op.amount
    return state[0] == op.heard


DRAWING = Specification(begin=lambda: [100], copy=list, key=lambda state: state[0], take=_take)


def history_of(dice: Random, operations: int, clients: int) -> list[Draw]:
    """Clients that draw at once, each of which hears the truth of one instant of its call."""
    balance, clock = 100, 0
    free_at = [0] * clients
    found: list[Draw] = []
    for _ in range(operations):
        client = min(range(clients), key=lambda one: free_at[one])
        clock = max(clock + 1, free_at[client] + 1)
        amount = dice.randint(1, 4) if dice.random() < 0.9 else 200
        covered = amount <= balance
        balance -= amount if covered else 0
        earliest = clock - dice.randint(0, max(0, clock - free_at[client] - 1))
        latest = clock + dice.randint(0, 3 * clients)
        free_at[client] = latest
        found.append(Draw(amount, balance if covered else None, earliest, latest))
    return found


@pytest.mark.parametrize("seed", range(20))
def test_a_history_that_happened_one_after_the_other_has_an_order(seed: int) -> None:
    history = history_of(Random(seed), MAX_OPERATIONS, MAX_CLIENTS)
    assert linearization(history, DRAWING, budget=200_000) is not None


@pytest.mark.parametrize("seed", range(20))
def test_a_draw_that_counted_twice_has_none(seed: int) -> None:
    dice = Random(seed)
    history = history_of(dice, 20, 4)
    yes = [at for at, op in enumerate(history) if op.heard is not None]
    at = dice.choice(yes[:-3])
    twice = history[at]
    for later in range(at, len(history)):
        op = history[later]
        if op.heard is not None:
            history[later] = Draw(op.amount, op.heard - twice.amount, op.earliest, op.latest)
    assert linearization(history, DRAWING, budget=200_000) is None


def test_what_was_answered_before_another_began_comes_first() -> None:
    no = Draw(60, None, 1, 2)
    yes = Draw(60, 40, 3, 4)
    assert linearization([no, yes], DRAWING) is None
    assert linearization([Draw(60, None, 3, 4), Draw(60, 40, 1, 2)], DRAWING) is not None


def test_what_nobody_heard_of_may_take_effect_whenever_it_explains_the_rest() -> None:
    unheard = Draw(60, 40, 1, FOREVER)
    later = [Draw(10, 90, 2, 3), Draw(50, None, 8, 9)]
    assert linearization([unheard, *later], DRAWING) is None
    assert linearization([Draw(60, 30, 1, FOREVER), *later], DRAWING) is not None


def test_a_wrong_hint_changes_no_answer() -> None:
    history = [
        Draw(10, 90, 1, 9, hints=(2,)),
        Draw(10, 80, 1, 9, hints=(1,)),
        Draw(10, 70, 1, 9, hints=(0,)),
    ]
    assert linearization(history, DRAWING) is not None


def test_a_search_that_takes_too_long_is_no_pass() -> None:
    wrong = [Draw(2**n, None if n == 6 else 0, 1, 9) for n in range(7)]
    alike = [Draw(n + 1, 100 - n - 1, 1, 9) for n in range(12)]
    with pytest.raises(Exhausted):
        linearization([*alike, *wrong], DRAWING, budget=10)
