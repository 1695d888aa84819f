"""A small world: one store, queues, a stream, and workers that take turns as the seed says."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import count
from random import Random

from greenlet import getcurrent, greenlet

from giftledger.ledger.commands import Capture, CardCommand, Redeem, parse_command
from giftledger.ledger.parts import SealedCode
from giftledger.ledger.programme import CodeProfile, Programme, Switch
from giftledger.outcomes import Outcome
from giftledger.processing import KeyReusedError
from giftledger.store.protocol import Commit, Conflict, ParkedFact, Store, UnavailableError
from tests.fakes.commands import NOW
from tests.fakes.faults import Killed
from tests.fakes.memory_store import MemoryStore, awaited_keys
from tests.property.plain.terms import DEAD_CODES, TERMS, as_programme
from tests.simulation.history import History, Off, Settings, Telling, is_by_checkout
from tests.simulation.kernel import Kernel
from tests.simulation.operations import Violation, assert_nothing_lost
from tests.simulation.script import Command, Script
from tests.simulation.shaky import ShakyStore
from tests.simulation.weather import Weather

MOST_STEPS = 30_000
"""A world that is not quiet by then never will be."""

GIVEN_UP = "woken fact given up by its queue"
SWITCHES = (Switch.REDEEM, Switch.RELOAD, Switch.REFUND_TO, Switch.ACTIVATE)


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


class World:
    """Plays one schedule."""

    failures: tuple[type[BaseException], ...] = (UnavailableError, Conflict, Killed)
    """After which a message comes again."""

    def __init__(self, seed: int, kernel: Kernel) -> None:
        self.seed = seed
        self.dice = Random(seed)
        self.weather = Weather.drawn(self.dice)
        self.script = Script.drawn(self.dice)
        self.kernel = kernel
        self.inner = kernel.store()
        self.store: Store = ShakyStore(self.inner, self)
        """As a worker meets it."""
        self.history = History()
        self.step = 0
        self.now = NOW
        self.queue: list[Message] = []
        self.changes: list[Message] = []
        """Everything that the stream has to bring, or brought."""
        self.projection = kernel.projection()
        self.late: list[Callable[[], object]] = []
        self.settings = Settings(dead_codes=DEAD_CODES)
        self._workers: dict[greenlet, Worker] = {}
        self._codes = count(1)

    def play(self) -> None:
        """The whole schedule: everything is told, then told again in good weather."""
        self.queue = [self.telling_of(command) for command in self.script.commands]
        for _ in range(self.dice.choice((0, 0, 1, 3))):
            self._put(Message(self.turn_a_switch))
        self._put(Message(self.sweep))
        self.run()
        self.weather.clear()
        self._sweep_until_quiet()
        assert_nothing_lost(self.history, self.stored())
        self.weather.met["stream replayed"] += len(self.changes)
        for change in self.changes:
            self._put(change)
        for command in self.script.commands:
            self._put(self.telling_of(command))
        self.run()
        self._sweep_until_quiet()

    def stored(self) -> MemoryStore:
        """What the tables hold now."""
        return self.inner

    def judge_readers(self, stored: MemoryStore) -> None:
        """What was made of the stream is what the ledger holds."""
        if self.projection.newest != stored.card_by_id:
            raise Violation("what the stream brought is not what the ledger holds")

    def _sweep_until_quiet(self) -> None:
        for _ in range(3):
            self._put(Message(self.sweep))
            self.run()

    def _put(self, message: Message) -> None:
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
            self._put(message)
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
                self._put(message)
        except KeyReusedError:
            self.weather.met["dead letter"] += 1

    def telling_of(self, command: Command, parked_under: str | None = None) -> Message:
        """A message that tells a command."""

        def work(worker: Worker) -> None:
            if is_by_checkout(command) and not self._claim(command):
                return
            self.kernel.carry_out(
                command,
                self.store,
                lambda told: self.answer(told, worker),
                parked_under=parked_under,
                pause=lambda _: None,
            )

        return Message(work, is_woken=parked_under is not None)

    def _claim(self, command: Command) -> bool:
        """The checkout API ties what is asked to the card first; False where there is none."""
        if isinstance(command, Capture):
            card: str | None = command.target
        else:
            assert isinstance(command, Redeem)
            card = self.store.card_of_alias(command.aliases)
        if card is not None:
            self.store.claim_key(command.command_id, f"{card}#order")
        return card is not None

    def answer(self, command: CardCommand, worker: Worker) -> Outcome:
        """Have a command executed, and keep what was heard."""
        now = self.now + worker.skew + timedelta(microseconds=self.step)
        telling = Telling(command, self.step, now, self.settings)
        worker.telling = telling
        self.history.tellings.append(telling)
        settings = self.settings
        telling.outcome = self.kernel.execute(
            command,
            self.store,
            now=now,
            mint=self.mint,
            programme_of=lambda name: programme(name, settings),
            pause=lambda _: None,
        )
        telling.ended = self.step
        return telling.outcome

    def wrote(self, telling: Telling | None, commits: Sequence[Commit]) -> None:
        """A commit was applied: the stream will bring it, unless it is lost."""
        assert telling is not None
        self.history.wrote(self.step, telling, commits)
        self.bring(self.change(tuple(commits)))

    def bring(self, change: Message) -> None:
        """What the stream has to say, which may be lost."""
        self.changes.append(change)
        if not self.weather.happens(self.weather.loss, "change lost by the stream"):
            self.queue.append(change)

    def change(self, commits: Sequence[Commit]) -> Message:
        """A change that the stream brings: what waits for it is told again."""

        def follow(_: Worker) -> None:
            for commit in commits:
                if commit.card is not None:
                    self.projection.see(commit.card)
            keys = {key for commit in commits for key in awaited_keys(commit)}
            self.wake([fact for fact in self.inner.parked.values() if fact.key in keys])

        return Message(follow)

    def sweep(self, _: Worker) -> None:
        """Whatever waits is told again."""
        self.wake(list(self.inner.parked.values()))

    def wake(self, facts: Sequence[ParkedFact]) -> None:
        for fact in facts:
            self.queue.append(self.telling_of(parse_command(fact.body), fact.key))

    def turn_a_switch(self, _: Worker) -> None:
        """A programme changes its mind, about what it allows or about merged codes."""
        name = self.script.plain["programme"]
        off: Off = self.settings.off
        dead = self.settings.dead_codes
        if self.dice.random() < 0.5:
            dead ^= {name}
        else:
            off ^= {(name, self.dice.choice(SWITCHES))}
        self.weather.met["programme changed"] += 1
        self.settings = Settings(off, dead)

    def mint(self, _: CodeProfile) -> SealedCode:
        number = hashlib.sha256(str(next(self._codes)).encode()).hexdigest()
        return SealedCode(key_id="k1", hash=number, ciphertext="Y2lw", last_four="M1NT")


@lru_cache(maxsize=1000)
def programme(name: str, settings: Settings) -> Programme:
    """As somebody has read it."""
    off = frozenset(switch for of, switch in settings.off if of == name)
    return as_programme(name, TERMS[name], off, settings.dead_codes)
