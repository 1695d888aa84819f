"""A message whose every receive dies at one call: a dead letter, and nothing is lost with it."""

import pytest

from tests.crashes.cases import CASES
from tests.crashes.conftest import SetUp
from tests.crashes.lambdas import MAX_RECEIVES, deliver, pump
from tests.crashes.network import KILLED_BEFORE
from tests.crashes.picture import Picture, differences, picture
from tests.crashes.playing import Case, Faults

WOKEN = {"redemption: woken", "refund: woken, to wait elsewhere"}
CHOSEN = [
    case
    for case in CASES
    if str(case)
    in {
        *WOKEN,
        "purchase: a card to be mailed",
        "activation: a serial",
        "refund: to a new linked card",
    }
]
"""Each kind of choice that is made once: no fact waits for them but in their message."""


def in_the_tables(end: Picture) -> Picture:
    return {part: end[part] for part in ("items", "mails")}


@pytest.mark.parametrize("case", CHOSEN, ids=str)
def test_what_a_queue_gave_up_is_carried_out_when_it_is_sent_back(
    case: Case, set_up_case: SetUp
) -> None:
    """A fact that was parked does not even need that: it stays parked until its receipt exists."""
    stage = set_up_case(case)
    expected, calls = stage.play(), len(stage.made[0])
    deadly: list[Faults] = []
    for number in range(calls):
        end = stage.play([KILLED_BEFORE.at(number)] * MAX_RECEIVES)
        letters = end["queues"][f"{case.function} dead letters"]
        # A receive that finds its work done makes fewer calls, and lives.
        assert len(letters) == all(stage.failed), f"{case}: call {number}"
        deadly += [KILLED_BEFORE.at(number)] if letters else []
        if str(case) in WOKEN:
            assert not differences(in_the_tables(expected), in_the_tables(end))
    assert deadly
    for faults in (deadly[0], deadly[-1]):
        stage.play([faults] * MAX_RECEIVES)
        pump(stage.cloud)
        deliver(stage.cloud, "dead_letter", {"redrive": case.function}, {})
        pump(stage.cloud)
        sent_back = picture(stage.cloud)
        assert not differences(in_the_tables(expected), in_the_tables(sent_back))
        assert sent_back["queues"] == expected["queues"]
