"""A small world: lives that are told, one store, and a stream that says what was written."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from itertools import count

from giftledger.ledger.commands import Capture, CardCommand, Redeem, parse_command
from giftledger.ledger.hold import redemption_id_of
from giftledger.ledger.parts import SealedCode
from giftledger.ledger.programme import CodeProfile, Programme, Switch
from giftledger.outcomes import Outcome
from giftledger.store.protocol import Commit, ParkedFact, Store
from tests.fakes.memory_store import MemoryStore, awaited_keys
from tests.property.plain.terms import DEAD_CODES, TERMS, as_programme
from tests.simulation.history import History, Off, Settings, Telling, is_by_checkout
from tests.simulation.kernel import Kernel
from tests.simulation.lives import lives_of
from tests.simulation.operations import Violation, assert_nothing_lost
from tests.simulation.scheduler import Message, Scheduler, Worker
from tests.simulation.script import Command
from tests.simulation.shaky import ShakyStore

SWITCHES = (Switch.REDEEM, Switch.RELOAD, Switch.REFUND_TO, Switch.ACTIVATE)


class World(Scheduler):
    """Plays one schedule."""

    def __init__(self, seed: int, kernel: Kernel) -> None:
        super().__init__(seed)
        self.script = lives_of(self.dice)
        self.kernel = kernel
        self.inner = kernel.store()
        self.store: Store = ShakyStore(self.inner, self)
        """As a worker meets it."""
        self.history = History()
        self.changes: list[Message] = []
        """Everything that the stream has to bring, or brought."""
        self.projection = kernel.projection()
        self.settings = Settings(dead_codes=DEAD_CODES)
        self._codes = count(1)

    def play(self) -> None:
        """The whole schedule: everything is told, then told again in good weather."""
        self.queue = [self.telling_of(command) for command in self.script.commands]
        for _ in range(self.dice.choice((0, 0, 1, 3))):
            self.put(Message(self.turn_a_switch))
        self.put(Message(self.sweep))
        self.run()
        self.weather.clear()
        self._sweep_until_quiet()
        assert_nothing_lost(self.history, self.stored())
        self.weather.met["stream replayed"] += len(self.changes)
        for change in self.changes:
            self.put(change)
        for command in self.script.commands:
            self.put(self.telling_of(command))
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
            self.put(Message(self.sweep))
            self.run()

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
            self.store.claim_key(redemption_id_of(command.command_id), f"{card}#order")
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
        name = self.script.programme
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
