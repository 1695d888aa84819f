"""Ledger items as they are stored, also those that no code of ours would have written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from giftledger.ledger.entry import Entry
from giftledger.store.items import EntryItem
from giftledger.store.mapping import entry_from
from giftledger.tallies import Movement

Legs = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry without its legs, and the legs as they stand, whether or not they make sense."""

    entry: Entry
    legs: Legs

    @property
    def movement(self) -> Movement:
        """What a posted one moves."""
        entry = self.entry
        return Movement(entry.seq or 0, entry.recorded_at, entry.amount_minor, self.legs)


def stored_entry(item: EntryItem) -> StoredEntry:
    """An entry item. Raises ValueError or AssertionError where more than its legs is wrong."""
    legs = tuple(_pairs(item.legs))
    item.legs = []
    return StoredEntry(entry_from(item), legs)


def movement(item: EntryItem) -> Movement:
    """What a posted entry item moves: all that the books ask of it."""
    recorded_at = datetime.fromisoformat(item.recorded_at)
    return Movement(int(item.seq), recorded_at, int(item.amount_minor), tuple(_pairs(item.legs)))


def _pairs(parts: Sequence[Any]) -> Iterator[tuple[str, int]]:
    """Account and amount in turn; numbers in lists come back as floats where they are whole."""
    for at in range(0, len(parts), 2):
        yield str(parts[at]), int(parts[at + 1])
