"""Workers that take turns as the seed says, each at work on one message of a queue."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from greenlet import getcurrent, greenlet

from giftledger.processing import KeyReusedError
from giftledger.store.protocol import Conflict, UnavailableError
from tests.fakes.commands import NOW
from tests.fakes.faults import Killed
from tests.simulation.history import Telling
from tests.simulation.operations import Violation
from tests.simulation.weather import Weather

MOST_STEPS = 30_000
"""A world that is not quiet by then never will be."""

GIVEN_UP = "woken fact given up by its queue"


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be done, by whichever worker gets it."""

    work: Callable[["Worker"], None]
    is_woken: bool = False
    """It brings a fact that is parked as well."""


@dataclass(slots=True)
class Worker:
    """A process with a clock of its own, at work on one message."""

    message: Message
    skew: timedelta
    telling: Telling | None = None


class Scheduler:
    """One thread, in which a worker goes on until its next call to the store."""

    failures: tuple[type[BaseException], ...] = (UnavailableError, Conflict, Killed)
    """After which a message comes again."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.dice = Random(seed)
        self.weather = Weather.drawn(self.dice)
        self.step = 0
        self.now = NOW
        self.queue: list[Message] = []
        self.late: list[Callable[[], object]] = []
        """Calls that are applied some time after their caller gave them up."""
        self._workers: dict[greenlet, Worker] = {}

    def put(self, message: Message) -> None:
        """Somewhere into the queue."""
        self.queue.insert(self.dice.randint(0, len(self.queue)), message)

    def run(self) -> None:
        """Until nothing is left to do."""
        while self.queue or self._workers or self.late:
            self.step += 1
            if self.step > MOST_STEPS:
                raise Violation("it never comes to rest")
            self._take_a_turn()

    @property
    def worker(self) -> Worker | None:
        """Whose turn it is; None where nobody's is."""
        return self._workers.get(getcurrent())

    @property
    def telling(self) -> Telling | None:
        """What the worker whose turn it is carries out."""
        worker = self.worker
        return None if worker is None else worker.telling

    def _take_a_turn(self) -> None:
        roll = self.dice.random()
        free = len(self._workers) < self.weather.workers
        if self.late and (roll < 0.1 or not (self.queue or self._workers)):
            late = self.late.pop(self.dice.randrange(len(self.late)))
            with suppress(Conflict):
                late()
        elif self.queue and (not self._workers or (free and roll < 0.4)):
            self._start()
        elif self._workers:
            turn = self.dice.choice(list(self._workers))
            turn.switch(self._workers[turn])
            if turn.dead:
                del self._workers[turn]

    def _start(self) -> None:
        weather = self.weather
        reach = min(weather.window, len(self.queue))
        message = self.queue.pop(self.dice.randrange(reach))
        if weather.repeats("delivered twice", weather.duplicates):
            self.put(message)
        if weather.repeats("delivered again while at work", weather.impatience):
            self.queue.insert(0, message)
        self.now += timedelta(microseconds=self.step) + weather.leap()
        self._workers[greenlet(self._work)] = Worker(message, weather.skew())

    def _work(self, worker: Worker) -> None:
        message = worker.message
        try:
            message.work(worker)
        except self.failures:
            if not message.is_woken or not self.weather.happens(self.weather.surrender, GIVEN_UP):
                self.put(message)
        except KeyReusedError:
            self.weather.met["dead letter"] += 1
