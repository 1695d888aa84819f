"""Plays one seed and shows what happened: `make replay SEED=17`, and ON=store or BUG="..."."""

import argparse
import sys

from giftledger.outcomes import Outcome, Parked, Posted, PostedTogether, Rejected
from tests.simulation.history import Telling
from tests.simulation.kernel import SOUND
from tests.simulation.planted import PLANTED
from tests.simulation.playing import Played, play_in
from tests.simulation.stored import StoredWorld, engine_of_simulation, play_stored
from tests.simulation.world import World


def main() -> int:
    """What was told, from which step to which, and what it heard."""
    parser = argparse.ArgumentParser(prog="make replay")
    parser.add_argument("seed", type=int)
    parser.add_argument("--on", choices=("memory", "store"), default="memory")
    parser.add_argument("--bug", choices=("", *(one.name for one in PLANTED)), default="")
    wanted = parser.parse_args()
    if wanted.on == "store":
        with engine_of_simulation() as engine:
            stored = StoredWorld(wanted.seed, engine)
            return _show(stored, play_stored(stored))
    kernel = next((one for one in PLANTED if one.name == wanted.bug), SOUND)
    world = World(wanted.seed, kernel)
    return _show(world, play_in(world))


def _show(world: World, played: Played) -> int:
    weather = world.weather
    print(f"{weather.workers} workers, clocks up to {weather.skew_seconds} s wrong")
    print(f"{'from':>6}{'to':>6}  {'command':22}{'on':30}heard")
    for telling in world.history.tellings:
        print(_line(telling))
    print(", ".join(f"{kind}: {times}" for kind, times in sorted(played.met.items())))
    print(played.wrong or "nothing is wrong")
    return int(played.wrong is not None)


def _line(telling: Telling) -> str:
    command = telling.command
    named = ("target", "aliases", "targets", "redemption_id", "order_id", "gift_card_id")
    on = next((str(getattr(command, one)) for one in named if hasattr(command, one)), "")
    heard = "nothing" if telling.outcome is None else _words(telling.outcome)
    ended = "" if telling.ended is None else telling.ended
    return f"{telling.began:>6}{ended:>6}  {command.command_id[:20]:22}{on[:28]:30}{heard}"


def _words(outcome: Outcome) -> str:
    match outcome:
        case Posted():
            entry = outcome.entry
            short = f", short by {entry.shortfall_minor}" if entry.shortfall_minor else ""
            left = f"{entry.balance_after_minor} left on {outcome.gift_card_id[:9]}"
            return f"{entry.amount_minor:+}, {left}{short}"
        case PostedTogether():
            shares = (f"{one.of[:9]}: {one.amount_minor}" for one in outcome.choice.cards)
            return f"together {', '.join(shares) or 'nothing'}"
        case Rejected():
            return f"no: {outcome.rejection}"
        case Parked():
            return f"waits for {outcome.key[:40]}"


if __name__ == "__main__":
    sys.exit(main())
