"""The harness is tested itself: every planted bug is found, and the right ledger is not blamed."""

import pytest

from tests.prove.tallying import tally
from tests.simulation.kernel import Kernel
from tests.simulation.planted import PLANTED
from tests.simulation.playing import found_at

SEEDS = range(200)


@pytest.mark.parametrize("kernel", PLANTED, ids=lambda kernel: kernel.name)
def test_a_planted_bug_is_found_within_two_hundred_seeds(kernel: Kernel) -> None:
    played = found_at(kernel, SEEDS)
    assert played is not None, f"{kernel.name}: nothing is wrong in {len(SEEDS)} schedules"
    tally("planted bugs", **{kernel.name: played.seed})
