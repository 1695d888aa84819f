"""What must hold of all cards and their histories at every instant, whatever happened to them."""

from collections import defaultdict
from collections.abc import Iterable

from giftledger.ledger.accounts import Account
from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.store import items
from giftledger.store.mapping import card_from, entry_from
from giftledger.store.protocol import Commit
from tests.fakes.card_books import assert_card_sound
from tests.fakes.memory_store import MemoryStore

Books = dict[str, tuple[Card, list[Entry]]]
"""Each card with its entries, the posted ones first and in ledger order."""


def books_in_memory(store: MemoryStore) -> Books:
    """The books of the in-memory store."""
    return {name: card_book(store, name) for name in store.card_by_id}


def card_book(store: MemoryStore, gift_card_id: str) -> tuple[Card, list[Entry]]:
    """One card of the in-memory store with its entries."""
    own = store.entries_of.get(gift_card_id, {}).values()
    return store.card_by_id[gift_card_id], sorted(own, key=_place)


def stored_books() -> Books:
    """The books of the ledger table that is bound now, read item by item."""
    cards, entries = [], []
    for item in items.LedgerItem.scan(consistent_read=True):
        if isinstance(item, items.CardItem):
            cards.append(card_from(item))
        elif isinstance(item, items.EntryItem):
            entries.append((item.pk.removeprefix("CARD#"), entry_from(item)))
    books: Books = {card.gift_card_id: (card, []) for card in cards}
    for gift_card_id, entry in entries:
        books[gift_card_id][1].append(entry)
    for _, own in books.values():
        own.sort(key=_place)
    return books


def assert_sound(books: Books) -> None:
    """Every card is sound by itself, and all of them are together."""
    for card, entries in books.values():
        assert_card_sound(card, entries)
    for card, _ in books.values():
        if card.successor_id is not None:
            assert _for_life(books[card.successor_id][0]) == _for_life(card)
    _assert_passed_on(books)
    _assert_liability(books)


def assert_transaction_sound(commits: Iterable[Commit]) -> None:
    """What is written as one moves value between cards alike, and loses nothing on its way."""
    commits = list(commits)
    cards = [commit.card for commit in commits if commit.card is not None]
    assert len({(card.test, card.currency) for card in cards}) <= 1
    moved = [entry for commit in commits for entry in commit.entries if entry.kind == "transfer"]
    if any(entry.seq for entry in moved):
        assert len({card.funding for card in cards}) == 1
        assert sum(entry.amount_minor for entry in moved) == 0


def _place(entry: Entry) -> tuple[bool, int, str]:
    return (entry.seq is None, entry.seq or 0, entry.key)


def _for_life(card: Card) -> tuple[object, ...]:
    return card.currency, card.funding, card.test


def _assert_passed_on(books: Books) -> None:
    """What a refund credits elsewhere is what it did not settle on the card that paid."""
    passed_on: dict[tuple[str, str], int] = defaultdict(int)
    for card, entries in books.values():
        for entry in entries:
            _, is_from, source = entry.key.partition("#FROM#")
            if is_from:
                assert _for_life(books[source][0]) == _for_life(card)
            if is_from and entry.kind == "refund":
                passed_on[source, entry.command_id] += entry.amount_minor
    for (source, command_id), amount_minor in passed_on.items():
        told = [entry for entry in books[source][1] if entry.command_id == command_id]
        (own,) = (entry for entry in told if "#REFUND#" in entry.key)
        assert (own.amount_minor, own.asked_minor + own.shortfall_minor) == (0, amount_minor)


def _assert_liability(books: Books) -> None:
    """The cards of a currency and funding are worth what their liability account says."""
    worth: dict[tuple[object, ...], int] = defaultdict(int)
    owed: dict[tuple[object, ...], int] = defaultdict(int)
    on_its_way: dict[tuple[str, str], int] = defaultdict(int)
    for card, entries in books.values():
        worth[_for_life(card)] += card.balance_minor
        for entry in entries:
            for leg in entry.legs:
                if leg.account is Account.LIABILITY:
                    owed[_for_life(card)] -= leg.amount_minor
                if leg.account is Account.TRANSFER:
                    on_its_way[entry.command_id, card.currency] += leg.amount_minor
    assert {key: value for key, value in worth.items() if value} == {
        key: value for key, value in owed.items() if value
    }
    assert not any(on_its_way.values())
