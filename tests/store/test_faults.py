"""A fault at every call that a command makes: told again, it leaves what it would have left."""

from contextlib import suppress
from dataclasses import dataclass

import pytest

from giftledger.ledger.commands import CancelOrder, CardCommand
from giftledger.ledger.parts import Mode
from giftledger.processing import process
from giftledger.service import execute
from giftledger.store.protocol import UnavailableError
from tests.fakes.books import assert_sound, stored_books
from tests.fakes.commands import (
    NOW,
    ORDER,
    activation,
    digital_issue,
    mint,
    native_issue,
    physical_issue,
    redemption,
    refund,
    sale_refund,
)
from tests.fakes.engine import Engine, Items
from tests.fakes.faults import Fault, Killed, failing

CANCELLATION = CancelOrder(
    command_id="shopify.order.5001.cancelled", occurred_at=NOW, source="shopify", order_id=ORDER
)
CLOCK_ATTRIBUTES = {"recorded_at", "parked_at", "due_at"}
"""Of the run, not of the fact: `process` reads the clock."""
TWO_NATIVE = (native_issue("1"), native_issue("2"))
TWO_PHYSICAL = (physical_issue(1), physical_issue(2))


@dataclass(frozen=True, slots=True)
class Scene:
    """What happened before, and the command under test."""

    name: str
    before: tuple[CardCommand | CancelOrder, ...]
    command: CardCommand | CancelOrder
    parked_under: str | None = None
    parked: tuple[CardCommand, ...] = ()
    """Told before `before`: they wait."""


SCENES = (
    Scene("issue native", (), native_issue()),
    Scene("issue digital", (), digital_issue()),
    Scene("issue physical", (), physical_issue()),
    Scene("issue into a cancelled order", (CANCELLATION,), digital_issue()),
    Scene("activate", TWO_PHYSICAL, activation()),
    Scene("activate early", (), activation()),
    Scene("activate a taken serial", (*TWO_PHYSICAL, activation()), activation(1, command_id="x")),
    Scene("redeem requested", (native_issue(),), redemption(mode=Mode.REQUESTED)),
    Scene("redeem all", (native_issue(),), redemption(1, 5000, mode=Mode.REQUESTED)),
    Scene("refuse", (native_issue(),), redemption(1, 6000, mode=Mode.REQUESTED)),
    Scene("redeem with shortfall", (native_issue(),), redemption(1, 6000)),
    Scene("redeem early", (), redemption()),
    Scene("refund", (native_issue(), redemption()), refund()),
    Scene("refund before its redemption", (native_issue(),), refund()),
    Scene("refund before its sale", (), refund()),
    Scene("deactivate a sold unit", TWO_NATIVE, sale_refund()),
    Scene("deactivate early", (), sale_refund()),
    Scene(
        "deactivate a named card",
        (native_issue(),),
        sale_refund(target=native_issue().gift_card_id),
    ),
    Scene("cancel an order", (*TWO_NATIVE, physical_issue(9)), CANCELLATION),
    Scene(
        "go on after parking",
        (native_issue(),),
        redemption(),
        parked_under="ALIAS#shopify#544934756566|ALIAS",
        parked=(redemption(),),
    ),
    Scene(
        "park again elsewhere",
        (native_issue(),),
        refund(),
        parked_under="ALIAS#shopify#544934756566|ALIAS",
        parked=(refund(),),
    ),
)
ENDINGS = [Fault.NEVER_DELIVERED, Fault.REPLY_LOST, Fault.KILLED_BEFORE, Fault.KILLED_AFTER]


def tell(scene: Scene, engine: Engine) -> None:
    """The command under test, the way its queue brings it; codes come from a fixed mint."""
    if isinstance(scene.command, CancelOrder) or scene.parked_under:
        process(scene.command, engine.store, parked_under=scene.parked_under)
    else:
        execute(scene.command, engine.store, now=NOW, mint=mint, pause=lambda _: None)


def set_the_scene(scene: Scene, engine: Engine) -> None:
    engine.wipe()
    for command in (*scene.parked, *scene.before):
        tell(Scene("", (), command), engine)


def told_until_acknowledged(scene: Scene, engine: Engine) -> None:
    for _ in range(5):
        with suppress(UnavailableError, Killed):
            tell(scene, engine)
            return
    raise AssertionError("never acknowledged")


def state(engine: Engine) -> Items:
    return {
        key: {name: value for name, value in item.items() if name not in CLOCK_ATTRIBUTES}
        for key, item in engine.items().items()
    }


def fault_free(scene: Scene, engine: Engine) -> tuple[Items, int]:
    """The state that the command leaves, and how many calls it takes."""
    set_the_scene(scene, engine)
    with failing(engine.clients, None) as calls:
        tell(scene, engine)
    assert_sound(stored_books())
    return state(engine), len(calls.made)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
@pytest.mark.parametrize("fault", ENDINGS, ids=lambda fault: fault.value)
def test_a_fault_at_any_call_changes_nothing_about_the_end(
    engine: Engine, scene: Scene, fault: Fault
) -> None:
    expected, calls_made = fault_free(scene, engine)
    assert calls_made >= 2
    for number in range(calls_made):
        set_the_scene(scene, engine)
        with failing(engine.clients, fault, range(number, number + 1)) as calls:
            told_until_acknowledged(scene, engine)
        assert calls.injected == 1
        assert state(engine) == expected, f"{fault} at call {number} of {calls.made}"
        told_until_acknowledged(scene, engine)
        assert state(engine) == expected, f"told once more after {fault} at call {number}"


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
@pytest.mark.parametrize("fault", [Fault.NEVER_DELIVERED, Fault.REPLY_LOST], ids=lambda f: f.value)
def test_a_store_that_stays_away_is_unavailable_and_the_next_telling_completes(
    engine: Engine, scene: Scene, fault: Fault
) -> None:
    expected, calls_made = fault_free(scene, engine)
    for number in range(calls_made):
        set_the_scene(scene, engine)
        with (
            failing(engine.clients, fault, range(number, 1000)) as calls,
            pytest.raises(UnavailableError),
        ):
            tell(scene, engine)
        assert calls.injected >= 1
        told_until_acknowledged(scene, engine)
        assert state(engine) == expected


@pytest.mark.parametrize(
    ("fault", "times"),
    [*((Fault.THROTTLED, times) for times in range(1, 7)), (Fault.INTERNAL, 2)],
)
@pytest.mark.parametrize("scene", SCENES[1:13:3], ids=lambda scene: scene.name)
def test_throttled_again_and_again_a_command_counts_once(
    engine: Engine, scene: Scene, fault: Fault, times: int
) -> None:
    expected, calls_made = fault_free(scene, engine)
    for number in range(calls_made):
        set_the_scene(scene, engine)
        with failing(engine.clients, fault, range(number, number + times)) as calls:
            told_until_acknowledged(scene, engine)
        assert calls.injected == times
        assert state(engine) == expected


@pytest.mark.parametrize("times", range(1, 7))
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_transaction_conflict_is_tried_again_and_never_doubles(
    engine: Engine, scene: Scene, times: int
) -> None:
    expected, _ = fault_free(scene, engine)
    set_the_scene(scene, engine)
    with failing(engine.clients, Fault.CONFLICT, range(times)) as calls:
        told_until_acknowledged(scene, engine)
    assert calls.injected == times
    assert state(engine) == expected


def test_conflicts_without_end_are_unavailable_and_leave_nothing(engine: Engine) -> None:
    scene = Scene("redeem", (native_issue(),), redemption())
    set_the_scene(scene, engine)
    before = state(engine)
    with (
        failing(engine.clients, Fault.CONFLICT, range(1000)) as calls,
        pytest.raises(UnavailableError),
    ):
        tell(scene, engine)
    assert calls.injected == 10
    assert state(engine) == before
