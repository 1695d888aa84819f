"""What is put to the test: the ledger as it is, or one of the wrong ones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from giftledger.ledger.card import Card
from giftledger.outcomes import Outcome
from giftledger.processing import carry_out
from giftledger.service import execute
from tests.fakes.memory_store import MemoryStore


class Projection:
    """What a reader of the stream keeps of each card: the newest that it has seen."""

    def __init__(self) -> None:
        self.newest: dict[str, Card] = {}

    def see(self, card: Card) -> None:
        """A change was brought: maybe again, maybe late."""
        known = self.newest.get(card.gift_card_id)
        if known is None or known.version < card.version:
            self.newest[card.gift_card_id] = card


@dataclass(frozen=True, slots=True)
class Kernel:
    """The parts that a schedule is played with."""

    name: str = "as it is"
    execute: Callable[..., Outcome] = execute
    carry_out: Callable[..., Any] = carry_out
    store: Callable[[], MemoryStore] = MemoryStore
    projection: Callable[[], Projection] = Projection


SOUND = Kernel()
