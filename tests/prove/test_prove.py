"""The runner goes on where it was stopped, and says what broke; no report of what was not run."""

import sys
from pathlib import Path

import pytest

from tests.prove.jobs import Job, all_jobs
from tests.prove.report import ABOUT, report
from tests.prove.running import BrokenError, Done, Memory, Runner
from tests.prove.state import Sources

HERE = Sources("a" * 40, b"")


def job(name: str, program: str, *, alone: bool = False) -> Job:
    return Job("lane", name, (sys.executable, "-c", program), alone=alone)


def writes(path: Path) -> str:
    return f"open({str(path)!r}, 'a').write('once'); print('what -> it said')"


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    trace, memory = tmp_path / "trace", Memory(tmp_path / "memory")
    jobs = [job("first", writes(trace)), job("second", "raise SystemExit(3)", alone=True)]
    with pytest.raises(BrokenError, match="lane: second"):
        Runner(jobs, memory).run()
    jobs[1] = job("second", "pass", alone=True)
    done = Runner(jobs, memory).run()
    assert trace.read_text() == "once"
    assert [one.name for one in done] == ["first", "second"]
    assert done[0].notes == ["what -> it said"]


def test_counts_of_all_processes_of_a_job_are_summed(tmp_path: Path) -> None:
    program = "from tests.prove.tallying import tally as t; t('lives', lives=2, a=1)"
    program += "; t('lives', lives=3)"
    (done,) = Runner([job("counting", program)], Memory(tmp_path)).run()
    assert done.counts == {"lives": {"lives": 5, "a": 1}}


def test_what_broke_is_said_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(BrokenError, match="seed 17 is wrong"):
        Runner(
            [job("wrong", "print('seed 17 is wrong'); raise SystemExit(1)")], Memory(tmp_path)
        ).run()


def test_a_lane_that_tried_nothing_is_no_proof() -> None:
    done = [
        Done(lane, "all", 1.0, {lane: {"runs": 1}}, ["guard -> test (AssertionError), 1 s"])
        for lane in ABOUT
    ]
    assert "Nothing broke it" in report(done, HERE)
    for idle in ABOUT:
        kept = [one for one in done if one.lane != idle]
        with pytest.raises(BrokenError, match=idle):
            report(kept, HERE)


def test_every_job_is_of_a_lane_of_the_report_and_has_a_name_of_its_own() -> None:
    jobs = all_jobs()
    assert {one.lane for one in jobs} == set(ABOUT)
    assert len({(one.lane, one.name) for one in jobs}) == len(jobs)
