"""A thousand operations on real engines, by threads of processes that are killed all the time.

Every command is answered once and for ever, however often it was delivered and to whom, and the
books are sound.
"""

import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from giftledger.ledger.commands import CardCommand
from giftledger.outcomes import Outcome
from sandbox.local_server import ROOT
from tests.engines.answers import carry_out_once, entry_text, is_kept, kept_in, text_of
from tests.engines.operations import CARDS, operations
from tests.engines.workers import KILLS, PROCESSES, THREADS
from tests.engines.worklist import WorkList
from tests.fakes.books import Books
from tests.fakes.engine import EVERY_ENGINE, Engine, running_engine
from tests.fakes.racing import sound_books
from tests.prove.tallying import tally

SEED = 20261120
OPERATIONS = 1000
TWICE = OPERATIONS // 10
LONGEST_SECONDS = 300


@pytest.fixture(params=EVERY_ENGINE)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with running_engine("processes", request.param) as running:
        yield running


def test_of_a_thousand_operations_none_is_lost_or_doubled_by_killed_workers(
    engine: Engine, tmp_path: Path
) -> None:
    commands = operations(OPERATIONS, SEED)
    path = tmp_path / "work.sqlite"
    twice = set(random.Random(SEED).sample(range(CARDS, OPERATIONS), TWICE))
    bodies = [command.model_dump_json() for command in commands]
    with closing(WorkList.made(path, bodies, twice)) as todo:
        assert todo.left() == OPERATIONS + TWICE
        killed = _work(path, engine)
        assert killed == KILLS

        assert todo.left() == 0
        answers = _one_answer_each(todo)
        books = sound_books()
        assert len(answers) > OPERATIONS * 9 // 10
        _assert_stored(books, answers)
        _assert_in_order_of_time(books, commands, todo)
        _assert_told_again_alike(engine, commands, answers)
        counts = {
            "told twice at once": TWICE,
            "deliveries without an answer": todo.without_answer(),
        }
        tally("real engines", operations=OPERATIONS, kills=killed, **counts)


def _work(path: Path, engine: Engine) -> int:
    """Have it all carried out; returns how many workers were killed meanwhile."""
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "tests.engines.workers", path, *engine.tables, str(SEED)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
        timeout=LONGEST_SECONDS,
        check=True,
    )
    return int(done.stdout)


def _one_answer_each(todo: WorkList) -> dict[int, str]:
    """The answer of each command, the same to whoever heard it."""
    heard = defaultdict(set)
    for delivery in todo.answered():
        heard[delivery.command].add(delivery.answer)
    assert {number: answers for number, answers in heard.items() if len(answers) > 1} == {}
    return {number: answer for number, (answer,) in heard.items()}


def _assert_stored(books: Books, answers: dict[int, str]) -> None:
    """What a worker wrote down is what the ledger keeps, entry by entry."""
    stored = {
        (card, entry_text(entry)) for card, (_, entries) in books.items() for entry in entries
    }
    for answer in answers.values():
        assert kept_in(answer) <= stored, answer


def _assert_in_order_of_time(books: Books, commands: Sequence[CardCommand], todo: WorkList) -> None:
    """What was answered before another command was first taken stands before it on a card."""
    number_of = {command.command_id: number for number, command in enumerate(commands)}
    taken = todo.first_taken()
    answered: dict[int, float] = {}
    for delivery in todo.answered():
        answered[delivery.command] = min(
            delivery.ended, answered.get(delivery.command, delivery.ended)
        )
    for _, entries in books.values():
        latest = 0.0
        for entry in (one for one in entries if one.seq is not None):
            number = number_of[entry.command_id]
            assert latest < answered[number], entry
            latest = max(latest, taken[number])


def _assert_told_again_alike(
    engine: Engine, commands: Sequence[CardCommand], answers: dict[int, str]
) -> None:
    """Everything is told once more: it hears the same answer, and nothing is written."""
    before = engine.items()
    with ThreadPoolExecutor(PROCESSES * THREADS) as pool:
        outcomes = list(pool.map(partial(_told, engine), commands))
    for number, outcome in enumerate(outcomes):
        assert is_kept(outcome) == (number in answers), outcome
        assert text_of(outcome) == answers.get(number, text_of(outcome))
    assert engine.items() == before


def _told(engine: Engine, command: CardCommand) -> Outcome:
    return carry_out_once(command, engine.store)
