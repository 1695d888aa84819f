"""Everything that `make prove` runs: many small jobs, so that it can be stopped and go on."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.crashes.cases import CASES
from tests.prove.guarded import GUARDS

MACHINES = ("TestEverything", "TestCheckout", "TestCounter", "TestWallet", "TestHeirs")
ROUNDS, LIVES, STEPS = 6, 500, 100
"""Two of the machines live twice as many lives in a round: 21,000 in all."""

IN_MEMORY, IN_MEMORY_AT_ONCE = 50_000, 2_500
ON_STORE, ON_STORE_AT_ONCE = 2_000, 100
CASES_AT_ONCE = 4
GUARDS_AT_ONCE = 13

PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")


@dataclass(frozen=True, slots=True)
class Job:
    """One command, which ends with 0 if the promise was kept."""

    lane: str
    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    alone: bool = False
    """It makes its own crowd: nothing else runs beside it."""


def all_jobs() -> list[Job]:
    """In the order in which they are run: what is likeliest to fail comes first."""
    return [
        *_planted(),
        *_guards(),
        *_schedules("memory", IN_MEMORY, IN_MEMORY_AT_ONCE),
        *_crashes("crash points", "tests/crashes/test_crash_points.py", {}),
        *_schedules("store", ON_STORE, ON_STORE_AT_ONCE),
        *_crashes("pairs of faults", "tests/crashes/test_pairs.py", {"GIFTLEDGER_LONG_RUN": "1"}),
        *_lives(),
        *_crowds(),
    ]


def _planted() -> Iterator[Job]:
    yield Job("planted bugs", "all", (*PYTEST, "tests/simulation/test_planted.py"))


def _guards() -> Iterator[Job]:
    for first in range(0, len(GUARDS), GUARDS_AT_ONCE):
        last = min(first + GUARDS_AT_ONCE, len(GUARDS))
        command = (sys.executable, "-m", "tests.prove.guards", "--part", str(first), str(last))
        yield Job("guards", f"{first + 1} to {last}", command)


def _schedules(lane: str, seeds: int, at_once: int) -> Iterator[Job]:
    for first in range(0, seeds, at_once):
        last = first + at_once
        command = (sys.executable, "-m", "tests.simulation.chunk", lane, str(first), str(last))
        yield Job(f"schedules on the {lane}", f"seeds {first:,} to {last - 1:,}", command)


def _crashes(lane: str, file: str, environment: dict[str, str]) -> Iterator[Job]:
    test = "test_two_faults_change_nothing_about_the_end"
    if "pairs" not in lane:
        test = "test_a_fault_at_any_call_changes_nothing_about_the_end"
    for first in range(0, len(CASES), CASES_AT_ONCE):
        cases = CASES[first : first + CASES_AT_ONCE]
        tests = (f"{file}::{test}[{case}]" for case in cases)
        name = f"cases {first + 1} to {first + len(cases)}"
        yield Job(lane, name, (*PYTEST, *tests), environment)


def _lives() -> Iterator[Job]:
    for number in range(ROUNDS):
        for machine in MACHINES:
            test = f"tests/property/test_lives.py::{machine}"
            yield Job(
                "lives",
                f"{machine.removeprefix('Test').lower()}, round {number + 1}",
                (*PYTEST, test, f"--hypothesis-seed={number + 1}"),
                {"GIFTLEDGER_LIVES": f"{LIVES}x{STEPS}"},
            )


def _crowds() -> Iterator[Job]:
    yield Job("real engines", "killed processes", (*PYTEST, "tests/engines"), alone=True)
    yield Job(
        "whole stack",
        "a thousand webhooks",
        (*PYTEST, "tests/e2e/test_thousand_webhooks.py"),
        {"GIFTLEDGER_E2E": "1", "GIFTLEDGER_LONG_RUN": "1"},
        alone=True,
    )
