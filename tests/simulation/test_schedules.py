"""Some thousand schedules of the ledger as it is: nothing is lost, doubled or negative."""

import pytest

from tests.fakes.servers import why_not
from tests.simulation.chunk import play_all
from tests.simulation.playing import play

IN_MEMORY, ON_STORE = 2_000, 60
CHUNKS = 8

ONCE_WRONG = (8, 20, 56, 93, 317, 1111, 22076)
"""Seeds at which something was found that is mended now. What a seed plays follows from the harness
too, so the same mistakes are played step by step in tests/store/test_interleaved_choices.py."""


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_whatever_happens_the_ledger_is_what_one_client_alone_would_see(chunk: int) -> None:
    seeds = range(chunk * IN_MEMORY // CHUNKS, (chunk + 1) * IN_MEMORY // CHUNKS)
    assert not [played.verdict() for played in play_all("memory", seeds)]


@pytest.mark.skipif(bool(why_not("dynoxide")), reason=why_not("dynoxide"))
@pytest.mark.parametrize("chunk", range(2))
def test_the_store_the_outbox_and_the_books_as_they_are_keep_the_promise_too(chunk: int) -> None:
    seeds = range(chunk * ON_STORE // 2, (chunk + 1) * ON_STORE // 2)
    assert not [played.verdict("store") for played in play_all("store", seeds)]


@pytest.mark.parametrize("seed", ONCE_WRONG)
def test_what_was_wrong_once_is_not_wrong_again(seed: int) -> None:
    assert play(seed).wrong is None


def test_a_seed_plays_the_same_life_every_time() -> None:
    one, other = play(17), play(17)
    assert (one.met, one.operations, one.steps) == (other.met, other.operations, other.steps)
