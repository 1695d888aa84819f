"""A fault at every call that a command makes: told again, it leaves what it would have left."""

from contextlib import suppress
from functools import cache

import pytest

from giftledger.ledger.commands import CancelOrder
from giftledger.processing import process
from giftledger.service import execute
from giftledger.store.protocol import UnavailableError
from tests.fakes.books import assert_sound, stored_books
from tests.fakes.commands import native_issue, redemption
from tests.fakes.engine import Engine, Items
from tests.fakes.faults import Fault, Killed, failing
from tests.fakes.scenes import SALES_AND_PLATFORMS, VERBS, Scene
from tests.fakes.verbs import minting, programme_of

CLOCK_ATTRIBUTES = {"recorded_at", "parked_at", "due_at"}
"""Of the run, not of the fact: `process` reads the clock."""
SCENES = (*SALES_AND_PLATFORMS, *VERBS)
ENDINGS = [Fault.NEVER_DELIVERED, Fault.REPLY_LOST, Fault.KILLED_BEFORE, Fault.KILLED_AFTER]


def tell(scene: Scene, engine: Engine) -> None:
    """The command under test, the way its queue brings it; codes come from a fixed mint."""
    if isinstance(scene.command, CancelOrder) or scene.parked_under:
        process(scene.command, engine.store, parked_under=scene.parked_under)
        return
    execute(
        scene.command,
        engine.store,
        now=scene.now,
        mint=minting(scene.codes),
        programme_of=programme_of,
        pause=lambda _: None,
    )


def set_the_scene(scene: Scene, engine: Engine) -> Items:
    engine.wipe()
    for command in (*scene.parked, *scene.before):
        tell(Scene("", (), command), engine)
    return engine.items()


def told_until_acknowledged(scene: Scene, engine: Engine) -> None:
    for _ in range(5):
        with suppress(UnavailableError, Killed):
            tell(scene, engine)
            return
    raise AssertionError("never acknowledged")


def timeless(stored: Items) -> Items:
    return {
        key: {name: value for name, value in item.items() if name not in CLOCK_ATTRIBUTES}
        for key, item in stored.items()
    }


def left_as(expected: Items, engine: Engine, what: str = "") -> Items:
    """What is stored now, which is what is expected."""
    stored = engine.items()
    assert timeless(stored) == expected, what
    return stored


@cache
def fault_free(scene: Scene, engine: Engine) -> tuple[Items, Items, int]:
    """Played once: the items before, the state that the command leaves, and its calls."""
    before = set_the_scene(scene, engine)
    with failing(engine.clients, None) as calls:
        tell(scene, engine)
    assert_sound(stored_books())
    return before, timeless(engine.items()), len(calls.made)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
@pytest.mark.parametrize("fault", ENDINGS, ids=lambda fault: fault.value)
def test_a_fault_at_any_call_changes_nothing_about_the_end(
    engine: Engine, scene: Scene, fault: Fault
) -> None:
    before, expected, calls_made = fault_free(scene, engine)
    assert calls_made >= 2
    left = None
    for number in range(calls_made):
        engine.restore(before, left)
        with failing(engine.clients, fault, range(number, number + 1)) as calls:
            told_until_acknowledged(scene, engine)
        assert calls.injected == 1
        left = left_as(expected, engine, f"{fault} at call {number} of {calls.made}")
        with failing(engine.clients, None) as again:
            told_until_acknowledged(scene, engine)
        if "TransactWriteItems" in again.made:
            left_as(expected, engine, f"told once more after {fault} at call {number}")


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
@pytest.mark.parametrize("fault", [Fault.NEVER_DELIVERED, Fault.REPLY_LOST], ids=lambda f: f.value)
def test_a_store_that_stays_away_is_unavailable_and_the_next_telling_completes(
    engine: Engine, scene: Scene, fault: Fault
) -> None:
    before, expected, calls_made = fault_free(scene, engine)
    left = None
    for number in range(calls_made):
        engine.restore(before, left)
        with (
            failing(engine.clients, fault, range(number, 1000)) as calls,
            pytest.raises(UnavailableError),
        ):
            tell(scene, engine)
        assert calls.injected >= 1
        told_until_acknowledged(scene, engine)
        left = left_as(expected, engine)


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.INTERNAL], ids=lambda f: f.value)
@pytest.mark.parametrize("scene", SCENES[1::5], ids=lambda scene: scene.name)
def test_throttled_again_and_again_a_command_counts_once(
    engine: Engine, scene: Scene, fault: Fault
) -> None:
    before, expected, calls_made = fault_free(scene, engine)
    left = None
    for number in range(calls_made):
        for times in (1, 2, 3, 6):
            engine.restore(before, left)
            with failing(engine.clients, fault, range(number, number + times)) as calls:
                told_until_acknowledged(scene, engine)
            assert calls.injected == times
            left = left_as(expected, engine)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_transaction_conflict_is_tried_again_and_never_doubles(
    engine: Engine, scene: Scene
) -> None:
    """Unless the first one makes the command look, and it finds its answer."""
    before, expected, _ = fault_free(scene, engine)
    left = None
    for times in range(1, 7):
        engine.restore(before, left)
        with failing(engine.clients, Fault.CONFLICT, range(times)) as calls:
            told_until_acknowledged(scene, engine)
        assert calls.injected == (1 if scene.name == "import a taken code" else times)
        left = left_as(expected, engine)


def test_conflicts_without_end_are_unavailable_and_leave_nothing(engine: Engine) -> None:
    scene = Scene("redeem", (native_issue(),), redemption())
    before = timeless(set_the_scene(scene, engine))
    with (
        failing(engine.clients, Fault.CONFLICT, range(1000)) as calls,
        pytest.raises(UnavailableError),
    ):
        tell(scene, engine)
    assert calls.injected == 10
    left_as(before, engine)
