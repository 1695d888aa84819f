"""Gathering the items of a walk into cards: checked and forgotten as soon as they are whole."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cli.auditing.card_checks import check_card
from cli.auditing.entry_checks import check_refusal
from cli.auditing.findings import Fault, Finding
from giftledger.ledger.card import Card
from giftledger.store.stored import StoredEntry
from giftledger.store.walking import Seen, SeenCard, SeenEntry, SeenNames, Strange, walk_card

LOOKS = 6
"""A card that moves while it is read is read again, this often at most."""

PAUSE_SECONDS = 0.3


@dataclass(slots=True)
class Gathered:
    """What was seen of a card so far."""

    card: Card | None = None
    posted: list[StoredEntry] = field(default_factory=list)
    strange: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether all of it was seen, unless something is wrong with it."""
        return self.card is not None and len(self.posted) == self.card.last_seq

    @property
    def is_nothing(self) -> bool:
        """Whether there is no such card, and nothing that belongs to it."""
        return self.card is None and not self.posted

    def add(self, seen: SeenCard | SeenEntry) -> None:
        """Take one more of its items."""
        if isinstance(seen, SeenCard):
            self.card = seen.card
        elif seen.stored.entry.seq is not None:
            self.posted.append(seen.stored)
        else:
            faults = check_refusal(seen.stored)
            self.strange += [Finding(seen.gift_card_id, fault) for fault in faults]

    def in_order(self) -> list[StoredEntry]:
        """The posted entries in ledger order."""
        return sorted(self.posted, key=lambda stored: stored.entry.seq or 0)

    def findings(self, gift_card_id: str) -> list[Finding]:
        """What does not hold of it, as far as it was seen."""
        if self.card is None:
            numbers = ", ".join(str(stored.entry.seq) for stored in self.in_order())
            entries = f"entries {numbers}" if numbers else "nothing"
            lost = Finding(gift_card_id, Fault("card of the entries", "a card", entries))
            return [*self.strange, lost]
        return [*self.strange, *check_card(self.card, self.in_order())]


Take = Callable[[Card, Sequence[StoredEntry]], None]
"""What is done with a card that was read to its end."""


class Gathering:
    """Takes the items of a walk in any order. A doubtful card is read again before it is told."""

    def __init__(self, take: Take) -> None:
        self.findings: list[Finding] = []
        self.cards: set[str] = set()
        """Those that exist."""
        self.entries = 0
        self._take = take
        self._open: dict[str, Gathered] = {}
        self._doubtful: set[str] = set()
        self._named: dict[str, str] = {}
        """Cards that something leads to, and what does."""

    def add(self, seen: Seen) -> None:
        """Take the next item."""
        match seen:
            case SeenCard(card=card):
                self.cards.add(card.gift_card_id)
                self._add_to(card.gift_card_id, seen)
                if card.successor_id is not None:
                    self._named.setdefault(card.successor_id, card.gift_card_id)
            case SeenEntry(gift_card_id=gift_card_id, stored=stored):
                self.entries += 1
                if stored.entry.seq is not None:
                    self._add_to(gift_card_id, seen)
                    return
                self._named.setdefault(gift_card_id, gift_card_id)
                if any(check_refusal(stored)):
                    self._doubtful.add(gift_card_id)
            case SeenNames(name=name, gift_card_ids=gift_card_ids):
                for gift_card_id in gift_card_ids:
                    if gift_card_id not in self.cards:
                        self._named.setdefault(gift_card_id, name)
            case Strange(partition=partition, sort_key=sort_key, why=why):
                fault = Fault(f"item {sort_key}", "one that can be read", why)
                subject = partition.removeprefix("CARD#")
                self.findings.append(Finding(subject, fault))

    def finish(self) -> None:
        """Look again at what did not become whole, and at what seems to lead nowhere."""
        for gift_card_id in sorted(self._doubtful | set(self._open)):
            self._look_again(gift_card_id)
        for gift_card_id, name in self._named.items():
            if gift_card_id not in self.cards and read_again(gift_card_id).card is None:
                fault = Fault("card that it leads to", "a card", f"no {gift_card_id}")
                self.findings.append(Finding(name, fault))

    def _add_to(self, gift_card_id: str, seen: SeenCard | SeenEntry) -> None:
        gathered = self._open.setdefault(gift_card_id, Gathered())
        gathered.add(seen)
        if not gathered.is_whole:
            return
        del self._open[gift_card_id]
        assert gathered.card is not None
        posted = gathered.in_order()
        if check_card(gathered.card, posted):
            self._doubtful.add(gift_card_id)
        else:
            self._take(gathered.card, posted)

    def _look_again(self, gift_card_id: str) -> None:
        """Two looks in a row have to see the same: a card that moves was never wrong."""
        before: list[Finding] | None = None
        for _ in range(LOOKS):
            gathered = read_again(gift_card_id)
            findings = [] if gathered.is_nothing else gathered.findings(gift_card_id)
            if not findings or findings == before:
                break
            before = findings
            time.sleep(PAUSE_SECONDS)
        self.findings += findings
        if gathered.card is not None:
            self._take(gathered.card, gathered.in_order())


def read_again(gift_card_id: str) -> Gathered:
    """All of a card as it is now."""
    gathered = Gathered()
    for seen in walk_card(gift_card_id):
        if isinstance(seen, SeenCard | SeenEntry):
            gathered.add(seen)
    return gathered
