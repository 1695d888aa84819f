"""A store in memory that keeps the same promises as the real one (tests/store runs both)."""

from collections.abc import Sequence
from datetime import datetime
from threading import Lock

from giftledger.ledger import keys
from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.store.protocol import (
    MAX_ITEMS,
    Awaited,
    Choice,
    Commit,
    Conflict,
    ParkedFact,
    Place,
    Snapshot,
    items_of,
)


class MemoryStore:
    """Implements Store with dictionaries under one lock."""

    def __init__(self) -> None:
        self.card_by_id: dict[str, Card] = {}
        self.entries: dict[tuple[str, str], Entry] = {}
        self.entries_of: dict[str, dict[str, Entry]] = {}
        """The same, by card."""
        self.aliases: dict[str, str] = {}
        self.gifts: set[str] = set()
        """Cards that are to be mailed to somebody."""
        self.choices: dict[str, Choice] = {}
        self.keys: dict[str, str] = {}
        self.place_by_key: dict[tuple[str, str], Place] = {}
        self.cancellations: dict[str, tuple[str, datetime]] = {}
        self.parked: dict[tuple[str, str], ParkedFact] = {}
        self.commits: list[Commit] = []
        self._lock = Lock()

    def read(self, gift_card_id: str, entry: str) -> Snapshot:
        with self._lock:
            card = self.card_by_id.get(gift_card_id)
            return Snapshot(card, self.entries.get((gift_card_id, entry)))

    def cards(self, gift_card_ids: Sequence[str]) -> dict[str, Card]:
        with self._lock:
            return {key: self.card_by_id[key] for key in gift_card_ids if key in self.card_by_id}

    def card_of_alias(self, aliases: Sequence[str]) -> str | None:
        return next((self.aliases[alias] for alias in aliases if alias in self.aliases), None)

    def receipts(self, gift_card_ids: Sequence[str], entry: str) -> dict[str, Entry]:
        with self._lock:
            found = {one: self.entries.get((one, entry)) for one in gift_card_ids}
        return {one: entry for one, entry in found.items() if entry is not None}

    def choice(self, command_id: str) -> Choice | None:
        return self.choices.get(command_id)

    def key_use(self, command_id: str) -> str | None:
        return self.keys.get(command_id)

    def claim_key(self, command_id: str, use: str) -> str:
        with self._lock:
            return self.keys.setdefault(command_id, use)

    def history(self, gift_card_id: str, command_id: str) -> tuple[Entry, ...]:
        own = f"ENTRY#{command_id}"
        with self._lock:
            there = self.entries_of.get(gift_card_id, {})
            found = {
                key: entry
                for key, entry in there.items()
                if key == own or key.startswith(f"{own}#")
            }
        return tuple(found[key] for key in sorted(found)) if own in found else ()

    def has_gift(self, gift_card_id: str) -> bool:
        return gift_card_id in self.gifts

    def places(self, order_id: str, prefix: str) -> tuple[Place, ...]:
        with self._lock:
            found = [
                place
                for (order, item), place in self.place_by_key.items()
                if order == order_id and item.startswith(prefix)
            ]
        return tuple(sorted(found, key=lambda place: place.item))

    def cancellation(self, order_id: str) -> tuple[str, datetime] | None:
        return self.cancellations.get(order_id)

    def cancel_order(self, order_id: str, command_id: str, occurred_at: datetime) -> None:
        with self._lock:
            self.cancellations.setdefault(order_id, (command_id, occurred_at))

    def commit(self, *commits: Commit) -> None:
        assert sum(map(items_of, commits)) <= MAX_ITEMS, "more than one transaction holds"
        with self._lock:
            for commit in commits:
                if not self._holds(commit):
                    raise Conflict(commit.gift_card_id)
            for commit in commits:
                self._apply(commit)

    def _apply(self, commit: Commit) -> None:
        if commit.card is not None:
            self.card_by_id[commit.gift_card_id] = commit.card
        for entry in commit.entries:
            self.entries[commit.gift_card_id, entry.key] = entry
            self.entries_of.setdefault(commit.gift_card_id, {})[entry.key] = entry
        for alias in commit.aliases:
            self.aliases[alias] = commit.gift_card_id
        if commit.gift is not None:
            self.gifts.add(commit.gift_card_id)
        if commit.choice is not None:
            self.choices[commit.choice.command_id] = commit.choice
        for place in (*commit.places, *commit.claims):
            self.place_by_key[place.order_id, place.item] = place
        self.commits.append(commit)

    def park(self, awaited: Awaited, fact: ParkedFact) -> None:
        with self._lock:
            if awaited.card_version is not None:
                card = self.card_by_id[awaited.gift_card_id or ""]
                there = card.version != awaited.card_version
            else:
                there = self._exists(awaited.key)
            if there:
                raise Conflict(awaited.key)
            self.parked.setdefault((fact.key, fact.command_id), fact)

    def unpark(self, key: str, command_id: str) -> None:
        with self._lock:
            self.parked.pop((key, command_id), None)

    def _holds(self, commit: Commit) -> bool:
        card = self.card_by_id.get(commit.gift_card_id)
        version = None if card is None else card.version
        compared = commit.card is not None or commit.expected_version is not None
        if compared and version != commit.expected_version:
            return False
        claimed = [self.place_by_key[claim.order_id, claim.item] for claim in commit.claims]
        return not (
            any((commit.gift_card_id, entry.key) in self.entries for entry in commit.entries)
            or any(receipt in self.entries for receipt in commit.unanswered)
            or any(alias in self.aliases for alias in commit.aliases)
            or (commit.choice is not None and commit.choice.command_id in self.choices)
            or any((place.order_id, place.item) in self.place_by_key for place in commit.places)
            or any(place.claimed_by is not None for place in claimed)
            or (commit.mail_due and commit.gift_card_id not in self.gifts)
            or commit.uncancelled_order_id in self.cancellations
        )

    def _exists(self, key: str) -> bool:
        partition, item = key.split("|")
        kind, _, rest = partition.partition("#")
        if kind == "ALIAS":
            return rest in self.aliases
        if kind == "CARD":
            return (rest, item) in self.entries
        assert kind == "ORDER", key
        return (rest, item) in self.place_by_key


def awaited_keys(commit: Commit) -> set[str]:
    """What this commit makes available to parked facts: what the outbox derives from entries."""
    own = {keys.entry_key(commit.gift_card_id, entry.key) for entry in commit.entries}
    return own.union(*(entry.wakes for entry in commit.entries))
