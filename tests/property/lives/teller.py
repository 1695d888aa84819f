"""Telling the ledger and the child the same things, and comparing what they say."""

import hashlib
from collections.abc import Sequence
from itertools import count
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from giftledger.ledger.commands import (
    CancelOrder,
    CardCommand,
    Deactivate,
    parse_command,
)
from giftledger.ledger.parts import SealedCode
from giftledger.ledger.programme import CodeProfile, Programme
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Outcome, Parked, PostedTogether, Rejected
from giftledger.service import execute
from giftledger.store.protocol import Commit
from tests.fakes.books import assert_transaction_sound, card_book
from tests.fakes.card_books import assert_card_sound
from tests.fakes.commands import NOW, sealed
from tests.fakes.memory_store import MemoryStore, awaited_keys
from tests.property.plain import VERBS
from tests.property.plain.book import Book
from tests.property.plain.terms import TERMS, as_programme

UNKNOWN = "gc_" + "a" * 26


class Teller(RuleBasedStateMachine):
    """A ledger, a child's book beside it, and everything that both were told so far."""

    def __init__(self) -> None:
        super().__init__()
        self.store = MemoryStore()
        self.book = Book(NOW)
        self.told: list[CardCommand] = []
        self.answers: dict[str, Outcome] = {}
        self.codes: dict[str, list[str]] = {}
        self.to_come: list[tuple[str, tuple[str, ...]]] = []
        """Redemptions whose refund was told already."""
        self.astray: set[str] = set()
        """Refunds that were told of another card than the one that paid."""
        self._numbers = count(1)
        self._programmes: dict[tuple[object, ...], Programme] = {}

    def number(self) -> int:
        return next(self._numbers)

    def mint(self, _: CodeProfile) -> SealedCode:
        secret = str(self.number())
        return sealed(hash=hashlib.sha256(secret.encode()).hexdigest())

    def programme(self, name: str) -> Programme:
        off = frozenset(switch for of, switch in self.book.off if of == name)
        key = (name, off, name in self.book.dead_codes)
        if key not in self._programmes:
            self._programmes[key] = as_programme(name, TERMS[name], off, self.book.dead_codes)
        return self._programmes[key]

    def execute(self, command: CardCommand) -> tuple[Outcome, list[Commit]]:
        """The ledger's answer, and what it wrote."""
        before = len(self.store.commits)
        outcome = execute(
            command,
            self.store,
            now=self.book.now,
            mint=self.mint,
            programme_of=self.programme,
            pause=lambda _: None,
        )
        return outcome, self.store.commits[before:]

    def say(self, command: CardCommand) -> Outcome:
        """Tell something for the first time."""
        self.told.append(command)
        return self.tell(command)

    def tell(self, command: CardCommand) -> Outcome:
        """An answer that was kept comes again; every other one is what the child says too."""
        key = _key(command)
        if key in self.answers:
            return self._tell_again(command, self.answers[key])
        verb = VERBS[type(command)]
        waits = verb.waits(self.book, command)
        wrong = set() if waits else verb.no(self.book, command)
        maybe = set() if waits else verb.maybe(self.book, command)
        outcome, written = self.execute(command)
        match outcome:
            case Parked():
                assert waits, (wrong, command)
            case Rejected():
                assert outcome.rejection in wrong | maybe, (outcome.rejection, wrong, command)
            case _ if outcome.replayed:
                assert isinstance(command, Deactivate), "closed at once, when it was sold"
            case _:
                assert not waits and not wrong, (wrong, command)
                names = (commit.gift_card_id for commit in written)
                self.book.born = [name for name in names if name and name not in self.book.cards]
                verb.yes(self.book, command, outcome)
        if written:
            self.answers[key] = outcome
            self._note(written)
            self._wake(written)
        return outcome

    def _tell_again(self, command: CardCommand, kept: Outcome) -> Outcome:
        outcome, written = self.execute(command)
        assert not written, "what was answered before is not done again"
        assert type(outcome) is type(kept)
        assert not isinstance(outcome, Parked) and outcome.replayed
        if isinstance(outcome, PostedTogether):
            assert isinstance(kept, PostedTogether)
            assert (outcome.choice, outcome.entries) == (kept.choice, kept.entries)
        else:
            assert not isinstance(kept, Parked | PostedTogether)
            assert (outcome.entry, outcome.gift_card_id) == (kept.entry, kept.gift_card_id)
        return outcome

    def tell_otherwise(self, command: CardCommand, **changed: Any) -> None:
        """The id of what was answered, for something else."""
        other = command.model_copy(update=changed)
        outcome, written = self.execute(other)
        assert isinstance(outcome, Rejected)
        assert outcome.rejection is Rejection.KEY_REUSED
        assert not written

    def _note(self, written: Sequence[Commit]) -> None:
        """Every card that was written has a sound history, and its aliases stay its own."""
        for commit in written:
            for alias in commit.aliases:
                assert self.book.aliases.setdefault(alias, commit.gift_card_id) == (
                    commit.gift_card_id
                )
                self.codes.setdefault(commit.gift_card_id, []).append(alias)
            for entry in commit.entries:
                if entry.key == f"ENTRY#{entry.command_id}":
                    card = self.book.cards[commit.gift_card_id]
                    card.said[entry.command_id] = entry.seq is not None
            if commit.entries:
                assert_card_sound(*card_book(self.store, commit.gift_card_id))
        assert_transaction_sound(written)

    def _wake(self, written: Sequence[Commit]) -> None:
        """The outbox's part: what waits for something that is there now is told again."""
        keys = {key for commit in written for key in awaited_keys(commit)}
        for key in sorted(keys):
            for fact in [one for one in self.store.parked.values() if one.key == key]:
                command = parse_command(fact.body)
                assert not isinstance(command, CancelOrder)
                outcome = self.tell(command)
                if not (isinstance(outcome, Parked) and outcome.key == key):
                    self.store.unpark(key, fact.command_id)

    def was_kept(self, command: CardCommand) -> bool:
        return _key(command) in self.answers


def _key(command: CardCommand) -> str:
    """One id for every command, but for the cards of a cancelled order: they share its id."""
    target = command.target if isinstance(command, Deactivate) else ""
    return f"{command.command_id}|{target}"
