"""A draft: what one command is about to change, on one card or several, to be written as one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from giftledger.ledger import keys
from giftledger.ledger.card import Card, Status
from giftledger.ledger.entry import Entry, Posting
from giftledger.ledger.parts import Recipient, SealedCode
from giftledger.ledger.programme import CodeProfile, Programme
from giftledger.store.protocol import MAX_ITEMS, Commit, Conflict, Store, items_of

Mint = Callable[[CodeProfile], SealedCode]
"""Makes a sealed code of a profile; called only when a card with a code of ours is really made."""


@cache
def standard_programme(name: str) -> Programme:
    """The programme that nobody has set: it allows everything and limits nothing."""
    return Programme(name=name)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which a command is decided."""

    now: datetime
    programme_of: Callable[[str], Programme] = standard_programme
    mint: Mint | None = None


class Draft:
    """The cards of one command as they become. Each is read once, and written once if changed."""

    def __init__(self, store: Store, terms: Terms) -> None:
        self.terms = terms
        self.store = store
        self._cards: dict[str, Card] = {}
        self._read_at: dict[str, int] = {}
        self._commits: dict[str, Commit] = {}
        self.unanswered: tuple[tuple[str, str], ...] = ()

    def know(self, card: Card) -> Card:
        """Take over a card that was read; answers it as of now."""
        self._read_at[card.gift_card_id] = card.version
        self._cards[card.gift_card_id] = card.at(self.terms.now)
        return self._cards[card.gift_card_id]

    def read(self, *gift_card_ids: str) -> None:
        """Read cards together that are not known yet."""
        missing = [one for one in dict.fromkeys(gift_card_ids) if one not in self._cards]
        for card in self.store.cards(missing).values() if missing else ():
            self.know(card)

    def card(self, gift_card_id: str) -> Card | None:
        """A card as it becomes, or as it is; None where there is no such card."""
        self.read(gift_card_id)
        return self._cards.get(gift_card_id)

    def heir_of(self, card: Card) -> Card:
        """Where the value of a card is now: the last of its successors, or itself."""
        while card.status is Status.CLOSED and card.successor_id is not None:
            heir = self.card(card.successor_id)
            assert heir is not None, f"{card.successor_id} is a successor, but no card"
            card = heir
        return card

    def post(self, posting: Posting, **parts: Any) -> None:
        """Add a posting, and what else is created with it (the fields of a Commit)."""
        gift_card_id = posting.card.gift_card_id
        self._cards[gift_card_id] = posting.card
        commit = self._commits.get(gift_card_id) or Commit(
            gift_card_id=gift_card_id, expected_version=self._read_at.get(gift_card_id)
        )
        entries = (*commit.entries, posting.entry)
        self._commits[gift_card_id] = replace(commit, card=posting.card, entries=entries, **parts)

    def post_new(self, posting: Posting, recipient: Recipient | None) -> None:
        """Add the first posting of a card that comes into being, and mint its code."""
        programme = self.terms.programme_of(posting.card.programme)
        code = minted(self.terms, programme)
        alias = code.aliases()[0]
        entry = replace(posting.entry, wakes=(keys.alias_key(alias),), mail=recipient is not None)
        born = Posting(replace(posting.card, last_four=code.last_four), entry)
        self.post(born, aliases=(alias,), code=code, gift=recipient)

    def entry(self, gift_card_id: str, key: str) -> Entry:
        """What was posted on a card under this key."""
        entries = self._commits[gift_card_id].entries
        return next(entry for entry in entries if entry.key == key)

    @property
    def keys_answered(self) -> tuple[str, ...]:
        """Under which something may wait for this answer: on the cards that led on to its card."""
        return tuple(keys.entry_key(*led_on) for led_on in self.unanswered)

    def wake(self, gift_card_id: str, key: str) -> None:
        """What waits for this entry on a card that led on to this one can go on as well."""
        commit = self._commits[gift_card_id]
        entries = tuple(
            replace(entry, wakes=(*entry.wakes, *self.keys_answered)) if entry.key == key else entry
            for entry in commit.entries
        )
        self._commits[gift_card_id] = replace(commit, entries=entries)

    def as_read(self, *, besides: Collection[str] = ()) -> list[Commit]:
        """Nothing but the condition that the cards that were read are as they were.

        Reads are no snapshot: what is decided on several cards may be true of none of its moments.
        """
        return [
            Commit(gift_card_id=gift_card_id, expected_version=version)
            for gift_card_id, version in self._read_at.items()
            if gift_card_id not in besides
        ]

    def commit(self, command_id: str, beside: Commit, *, if_unchanged: bool = False) -> bool:
        """Write everything as one, `beside` with its card.

        `if_unchanged`: only if the cards that were read and stay as they are have not changed.

        False where the command's id was used for something else before: an entry of it, or a card
        made from it, is there without its receipt. Raises Conflict where reading again will tell.
        """
        commits = dict(self._commits)
        mine = commits.get(beside.gift_card_id, beside)
        commits[beside.gift_card_id] = replace(
            mine, choice=beside.choice, claims=beside.claims, unanswered=beside.unanswered
        )
        unchanged = self.as_read(besides=commits) if if_unchanged else ()
        try:
            self.store.commit(*commits.values(), *unchanged)
        except Conflict:
            others = [one for one in self._commits.values() if one is not mine]
            there = any(self._is_there(one, command_id) for one in others)
            # In this order: whoever wrote the one has written the other with it.
            if not there or self._is_answered(mine, beside):
                raise
            return False
        return True

    @property
    def fits(self) -> bool:
        """Whether one transaction holds all of it, with a choice beside it."""
        unchanged = len(self._read_at.keys() - self._commits.keys())
        return sum(map(items_of, self._commits.values())) + unchanged < MAX_ITEMS

    def _is_there(self, commit: Commit, command_id: str) -> bool:
        if commit.expected_version is None and self.store.cards([commit.gift_card_id]):
            return True
        own = (entry for entry in commit.entries if entry.command_id == command_id)
        return any(self._has(commit, entry) for entry in own)

    def _is_answered(self, mine: Commit, beside: Commit) -> bool:
        if beside.choice is not None and self.store.choice(beside.choice.command_id) is not None:
            return True
        return any(self._has(mine, entry) for entry in mine.entries)

    def _has(self, commit: Commit, entry: Entry) -> bool:
        return self.store.read(commit.gift_card_id, entry.key).receipt is not None


def minted(terms: Terms, programme: Programme) -> SealedCode:
    """A new code of a programme's profile."""
    assert terms.mint is not None, "a card with a code of ours needs somebody who mints it"
    return terms.mint(programme.code_profile)
