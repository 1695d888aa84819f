"""Plays many seeds: `python -m tests.simulation.chunk memory|store FIRST LAST`."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.prove.tallying import tally
from tests.simulation.playing import Played, play


@contextmanager
def player(lane: str) -> Iterator[Callable[[int], Played]]:
    """Plays a seed on the store in memory, or on the store as it is."""
    if lane == "memory":
        yield play
        return
    from tests.simulation.stored import (  # noqa: PLC0415  slow to import
        StoredWorld,
        engine_of_simulation,
        play_stored,
    )

    with engine_of_simulation() as engine:
        yield lambda seed: play_stored(StoredWorld(seed, engine))


def play_all(lane: str, seeds: range) -> list[Played]:
    """Play them all, count them for the report, and return those that are wrong."""
    met: Counter[str] = Counter()
    operations = 0
    wrong = []
    with player(lane) as play_one:
        for seed in seeds:
            played = play_one(seed)
            met += played.met
            operations += played.operations
            if played.wrong:
                wrong.append(played)
    tally(f"schedules on the {lane}", schedules=len(seeds), operations=operations)
    tally("faults in schedules", **met)
    return wrong


def main(lane: str, first: int, last: int) -> int:
    """Seeds from `first` up to, not including, `last`."""
    wrong = play_all(lane, range(first, last))
    for played in wrong:
        print(f"seed {played.seed}: {played.verdict(lane)}")
    print(f"{last - first} schedules, {len(wrong)} wrong")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
