"""Whatever the verb, a command that is told many times at once has one effect and one answer."""

from functools import partial

import pytest

from giftledger.ledger.commands import CancelOrder, CardCommand
from giftledger.outcomes import Outcome
from tests.fakes.engine import ON_EVERY_ENGINE, Engine, Items
from tests.fakes.racing import carry_out, given, race, sound_books
from tests.fakes.scenes import VERBS, Scene

pytestmark = ON_EVERY_ENGINE
TIMES = 10


@pytest.mark.parametrize("scene", VERBS, ids=lambda scene: scene.name)
def test_a_command_told_ten_times_at_once_has_one_effect(engine: Engine, scene: Scene) -> None:
    expected, _ = _after(1, scene, engine)
    left, outcomes = _after(TIMES, scene, engine)

    assert left == expected
    assert {type(one) for one in outcomes} == {type(outcomes[0])}
    assert len({getattr(one, "rejection", None) for one in outcomes}) == 1
    fresh = [one for one in outcomes if not getattr(one, "replayed", True)]
    assert len(fresh) == (TIMES if scene.name in UNKEPT else 1)
    sound_books()


UNKEPT = {"import a taken code"}
"""Its no is not kept: there is no card to keep it with. It is found out anew each time."""


def _after(times: int, scene: Scene, engine: Engine) -> tuple[Items, list[Outcome | None]]:
    given(engine, *(_of_one_card(each) for each in scene.before))
    command = _of_one_card(scene.command)
    tell = partial(carry_out, command, engine, now=scene.now, codes=scene.codes)
    outcomes = race(*[tell] * times)
    return engine.items(), outcomes


def _of_one_card(command: CardCommand | CancelOrder) -> CardCommand:
    assert not isinstance(command, CancelOrder)
    return command
