"""A durable list of work that several processes share: what is not acknowledged comes again.

It survives whoever works on it: a worker that is killed leaves what it had taken, and whoever
keeps the workers gives that back.
"""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 5
"""How often what has no answer yet comes again; as long as a chain of facts that wait."""

TABLES = """
CREATE TABLE message (
    number INTEGER PRIMARY KEY, command INTEGER, body TEXT, round INTEGER DEFAULT 1,
    worker INTEGER, acknowledged INTEGER DEFAULT 0
);
CREATE INDEX of_command ON message (command);
CREATE INDEX open_ones ON message (acknowledged, round, number);
CREATE TABLE delivery (
    number INTEGER PRIMARY KEY, command INTEGER, worker INTEGER,
    started REAL, ended REAL, answer TEXT
);
"""

NEXT = """
SELECT number, command, body FROM message AS one
WHERE acknowledged = 0 AND worker IS NULL
AND round = (SELECT round FROM message WHERE acknowledged = 0 ORDER BY round LIMIT 1)
AND NOT EXISTS (SELECT 1 FROM message WHERE command = one.command AND worker = ?)
ORDER BY number LIMIT 1
"""
"""A round begins when the one before has ended; nobody works on both tellings of one command."""


@dataclass(frozen=True, slots=True)
class Message:
    """One telling of a command, and this delivery of it."""

    number: int
    delivery: int
    body: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that was answered, as the worker has written it down."""

    command: int
    started: float
    ended: float
    answer: str


class WorkList:
    """One connection to the list; every thread has its own."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, timeout=60, isolation_level=None)
        # A killed process loses nothing of this: only a power cut would.
        self._database.execute("PRAGMA synchronous = OFF")

    @classmethod
    def made(cls, path: Path, bodies: Sequence[str], twice: set[int]) -> "WorkList":
        """A new list of commands, of which some are told twice at once."""
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(TABLES)
            told = [
                (number, body)
                for number, body in enumerate(bodies)
                for _ in range(2 if number in twice else 1)
            ]
            database.executemany("INSERT INTO message (command, body) VALUES (?, ?)", told)
            database.commit()
        return cls(path)

    def take(self, worker: int) -> Message | None:
        """The next telling that nobody works on, if there is one now."""
        with self._database as database:
            database.execute("BEGIN IMMEDIATE")
            found = database.execute(NEXT, (worker,)).fetchone()
            if found is None:
                return None
            number, command, body = found
            database.execute("UPDATE message SET worker = ? WHERE number = ?", (worker, number))
            insert = "INSERT INTO delivery (command, worker, started) VALUES (?, ?, ?)"
            delivery = database.execute(insert, (command, worker, time.monotonic())).lastrowid
            assert delivery is not None
            return Message(number, delivery, body)

    def write_down(self, message: Message, answer: str) -> None:
        """Keep what was answered: it may still be told again, and must be the same then."""
        update = "UPDATE delivery SET ended = ?, answer = ? WHERE number = ?"
        self._database.execute(update, (time.monotonic(), answer, message.delivery))

    def acknowledge(self, message: Message) -> None:
        """This telling does not come again."""
        done = "UPDATE message SET acknowledged = 1, worker = NULL WHERE number = ?"
        self._database.execute(done, (message.number,))

    def give_back(self, message: Message) -> None:
        """The store could not be asked: soon again."""
        update = "UPDATE message SET worker = NULL WHERE number = ?"
        self._database.execute(update, (message.number,))

    def put_off(self, message: Message) -> None:
        """No answer yet: again when everything else was told; not for ever."""
        update = """
            UPDATE message SET worker = NULL, round = round + 1, acknowledged = (round >= ?)
            WHERE number = ?
        """
        self._database.execute(update, (ROUNDS, message.number))

    def take_from(self, worker: int) -> None:
        """Give back whatever a dead worker had."""
        self._database.execute("UPDATE message SET worker = NULL WHERE worker = ?", (worker,))

    def left(self) -> int:
        """How many tellings are not acknowledged."""
        query = "SELECT count(*) FROM message WHERE acknowledged = 0"
        return int(self._database.execute(query).fetchone()[0])

    def answered(self) -> list[Delivery]:
        """Every delivery that was answered, killed workers' included."""
        query = "SELECT command, started, ended, answer FROM delivery WHERE answer IS NOT NULL"
        return [Delivery(*row) for row in self._database.execute(query)]

    def first_taken(self) -> dict[int, float]:
        """When a worker first took each command."""
        return dict(
            self._database.execute("SELECT command, min(started) FROM delivery GROUP BY command")
        )

    def without_answer(self) -> int:
        """How many deliveries have none: their worker was killed, or they had to come again."""
        query = "SELECT count(*) FROM delivery WHERE answer IS NULL"
        return int(self._database.execute(query).fetchone()[0])

    def close(self) -> None:
        self._database.close()
