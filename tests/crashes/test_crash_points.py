"""A fault at every call of every function: the event comes again, and all ends as without it.

The real handlers run, each with the events that can come to it. Every call that a handler makes to
AWS, of whichever service, is once never delivered, once applied with its reply lost, once the last
thing before the process dies and once the last thing that it does; besides, AWS stays away from
that call on, so that no second attempt helps. Then AWS brings the event again, as long as it does,
and the whole system works on without a fault until it is quiet. What lies in the tables, queues,
dead letters, bucket, schedules and mails then, and the answer that was heard at last, are those of
the run without the fault; the few points where something may differ are listed in lawful.py, and
it is seen to differ at every one of them.
"""

import pytest

from tests.crashes.cases import CASES
from tests.crashes.conftest import SetUp
from tests.crashes.lawful import Point, allowance_of, cases_with_an_allowance, unlawful
from tests.crashes.network import ENDINGS
from tests.crashes.playing import Case
from tests.prove.tallying import tally


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_at_any_call_changes_nothing_about_the_end(case: Case, set_up_case: SetUp) -> None:
    stage, allowed = set_up_case(case), allowance_of(case)
    expected = stage.play()
    calls, differing = stage.made[0], set[Point]()
    for number, call in enumerate(calls):
        for ending in ENDINGS:
            found = stage.play([ending.at(number)])
            tally("crash points", runs=1, **{str(ending): 1})
            assert stage.failed[0][0] == call
            assert not unlawful(expected, found, allowed, faults=1), f"{ending}: {call}"
            if found != expected:
                differing.add((call, ending))
    assert differing == allowed.points


@pytest.mark.parametrize("case", CASES[::7], ids=str)
def test_what_is_played_without_a_fault_ends_alike_each_time(
    case: Case, set_up_case: SetUp
) -> None:
    stage = set_up_case(case)
    first = stage.play()
    stage.ends.clear()
    assert unlawful(first, stage.play(), allowance_of(case), faults=0) == []


def test_every_allowance_is_of_a_case_and_of_no_other_name() -> None:
    assert cases_with_an_allowance() <= {str(case) for case in CASES}
    assert len({str(case) for case in CASES}) == len(CASES)
