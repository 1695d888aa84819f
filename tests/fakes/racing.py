"""Commands carried out at once, and what must hold of the ledger after any race."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

from giftledger.ledger.commands import CardCommand
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Outcome, Posted, PostedTogether, Rejected
from giftledger.service import execute
from giftledger.store.items import ChoiceItem, LedgerItem
from giftledger.store.protocol import UnavailableError
from tests.fakes.books import Books, assert_sound, stored_books
from tests.fakes.commands import NOW
from tests.fakes.engine import Engine
from tests.fakes.verbs import minting, programme_of

THREADS = 32
REDELIVERIES = 5
"""How often a contended command may come from its queue before it would be a dead letter."""
ROUNDS = 8
"""Of a race that may end in several ways, on each engine."""

Step = Callable[[], Outcome | None]


def carry_out(
    command: CardCommand, engine: Engine, *, now: datetime = NOW, codes: int = 1
) -> Outcome:
    """Execute as a queue would: what is unavailable comes again."""
    for _ in range(REDELIVERIES - 1):
        try:
            return _execute(command, engine, now, codes)
        except UnavailableError:
            continue
    return _execute(command, engine, now, codes)


def given(engine: Engine, *commands: CardCommand) -> None:
    """Begin with an empty ledger in which this has happened."""
    engine.wipe()
    for command in commands:
        carry_out(command, engine)


def race(*steps: Step) -> list[Outcome | None]:
    """Run the steps at once, each in its own thread as far as threads reach."""
    workers = min(THREADS, len(steps))
    barrier = Barrier(workers)
    with ThreadPoolExecutor(workers, initializer=barrier.wait) as pool:
        return [future.result() for future in [pool.submit(step) for step in steps]]


def at_once(engine: Engine, commands: Sequence[CardCommand]) -> list[Outcome | None]:
    return race(*(lambda one=one: carry_out(one, engine) for one in commands))


def posted(outcomes: Sequence[Outcome | None]) -> list[Posted]:
    return [one for one in outcomes if isinstance(one, Posted)]


def refusals(outcomes: Sequence[Outcome | None]) -> set[Rejection]:
    return {one.rejection for one in outcomes if isinstance(one, Rejected)}


def sound_books() -> Books:
    """The books after a race: sound, worth what they owe, and with one answer to each command."""
    books = stored_books()
    assert_sound(books)
    _assert_one_answer(books)
    return books


def assert_told_again_alike(
    engine: Engine,
    commands: Sequence[CardCommand],
    outcomes: Sequence[Outcome | None],
    *,
    now: datetime = NOW,
) -> None:
    """Every command hears what it heard in the race, and nothing is written."""
    before = engine.items()
    for command, first in zip(commands, outcomes, strict=True):
        again = carry_out(command, engine, now=now)
        assert type(again) is type(first), command.command_id
        if isinstance(first, Rejected):
            assert isinstance(again, Rejected) and again.rejection is first.rejection
        elif isinstance(first, Posted):
            assert isinstance(again, Posted) and again.replayed and again.entry == first.entry
        elif isinstance(first, PostedTogether):
            assert isinstance(again, PostedTogether) and again.replayed
            assert (again.choice, again.entries) == (first.choice, first.entries)
    assert engine.items() == before


def _execute(command: CardCommand, engine: Engine, now: datetime, codes: int) -> Outcome:
    mint = minting(codes)
    return execute(command, engine.store, now=now, mint=mint, programme_of=programme_of)


def _assert_one_answer(books: Books) -> None:
    """No command was answered both yes and no, nor no twice."""
    entries = [entry for _, own in books.values() for entry in own]
    yes = {entry.command_id for entry in entries if entry.seq is not None}
    no = [entry.command_id for entry in entries if entry.seq is None]
    choices = (item for item in LedgerItem.scan(consistent_read=True) if _refuses(item))
    no += [choice.pk.removeprefix("CHOICE#") for choice in choices]
    assert not yes & set(no)
    assert len(no) == len(set(no))


def _refuses(item: LedgerItem) -> bool:
    return isinstance(item, ChoiceItem) and item.rejection is not None
