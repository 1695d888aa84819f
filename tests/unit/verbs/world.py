"""A ledger in memory whose clock, programmes and codes a test chooses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from giftledger.ledger.card import Card
from giftledger.ledger.commands import CardCommand
from giftledger.ledger.entry import Entry
from giftledger.ledger.parts import SealedCode
from giftledger.ledger.programme import CodeProfile, Programme
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Outcome, Posted, PostedTogether, Rejected
from giftledger.service import execute
from tests.fakes.books import assert_sound, books_in_memory
from tests.fakes.commands import NOW
from tests.fakes.memory_store import MemoryStore
from tests.fakes.verbs import CARD
from tests.unit.verbs.asked import minting


@dataclass
class World:
    """Every command is told twice: the second time must hear the same and write nothing."""

    store: MemoryStore = field(default_factory=MemoryStore)
    now: datetime = NOW
    programme: Programme = field(default_factory=lambda: Programme(name="default"))
    mint: Callable[[CodeProfile], SealedCode] = field(default_factory=minting)

    def tell(self, command: CardCommand) -> Outcome:
        outcome = self._once(command)
        writes = len(self.store.commits)
        again = self._once(command)
        assert len(self.store.commits) == writes, "a replay writes nothing"
        if isinstance(outcome, Posted | PostedTogether):
            assert isinstance(again, type(outcome)) and again.replayed
        assert_sound(books_in_memory(self.store))
        return outcome

    def entry(self, command: CardCommand) -> Entry:
        """The entry that a command posted."""
        outcome = self.tell(command)
        assert isinstance(outcome, Posted), outcome
        return outcome.entry

    def together(self, command: CardCommand) -> dict[str, int]:
        """What a command moved on each of its cards."""
        outcome = self.tell(command)
        assert isinstance(outcome, PostedTogether), outcome
        return {card: entry.amount_minor for card, entry in outcome.entries.items()}

    def refused(self, command: CardCommand) -> Rejection:
        """Why a command was refused."""
        outcome = self.tell(command)
        assert isinstance(outcome, Rejected), outcome
        return outcome.rejection

    def card(self, gift_card_id: str = CARD) -> Card:
        return self.store.card_by_id[gift_card_id]

    def balance(self, gift_card_id: str = CARD) -> int:
        return self.card(gift_card_id).balance_minor

    def available(self, gift_card_id: str = CARD) -> int:
        return self.card(gift_card_id).at(self.now).available_minor

    def history(self, gift_card_id: str = CARD) -> list[tuple[str, int]]:
        """Kind and amount of each posted entry, in ledger order."""
        _, entries = books_in_memory(self.store)[gift_card_id]
        return [(entry.kind, entry.amount_minor) for entry in entries if entry.seq]

    def later(self, **interval: float) -> None:
        self.now += timedelta(**interval)

    def set(self, **settings: Any) -> None:
        """Change the programme of all cards."""
        self.programme = Programme.model_validate({"name": "default", **settings})

    def _once(self, command: CardCommand) -> Outcome:
        return execute(
            command,
            self.store,
            now=self.now,
            mint=self.mint,
            programme_of=lambda _: self.programme,
            pause=lambda _: None,
        )
