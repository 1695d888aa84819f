"""What must hold of every card's history at every instant, whatever happened to it."""

from collections.abc import Iterable

from giftledger.ledger.accounts import Account
from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.store import items
from giftledger.store.mapping import card_from, entry_from
from tests.fakes.memory_store import MemoryStore

Books = dict[str, tuple[Card, list[Entry]]]
"""Each card with its entries, the posted ones first and in ledger order."""


def books_in_memory(store: MemoryStore) -> Books:
    """The books of the in-memory store."""
    return _books(store.card_by_id.values(), store.entries.items())


def stored_books() -> Books:
    """The books of the ledger table that is bound now, read item by item."""
    cards, entries = [], []
    for item in items.LedgerItem.scan(consistent_read=True):
        if isinstance(item, items.CardItem):
            cards.append(card_from(item))
        elif isinstance(item, items.EntryItem):
            entries.append(((item.pk.removeprefix("CARD#"), item.sk), entry_from(item)))
    return _books(cards, entries)


def assert_sound(books: Books) -> None:
    """Never negative, no gap, a right chain of balances, legs that sum to zero and to the card."""
    for card, entries in books.values():
        posted = [entry for entry in entries if entry.seq is not None]
        refused = [entry for entry in entries if entry.seq is None]
        assert [entry.seq for entry in posted] == list(range(1, card.last_seq + 1))
        assert card.version == card.last_seq
        balance = 0
        for entry in posted:
            balance += entry.amount_minor
            assert balance >= 0
            assert entry.balance_after_minor == balance
            assert sum(leg.amount_minor for leg in entry.legs) == 0
            assert _moved(entry) == -entry.amount_minor
        assert balance == card.balance_minor
        assert all(entry.rejection and not entry.amount_minor for entry in refused)


def _moved(entry: Entry) -> int:
    legs = (leg for leg in entry.legs if leg.account is Account.LIABILITY)
    return sum(leg.amount_minor for leg in legs)


def _books(cards: Iterable[Card], entries: Iterable[tuple[tuple[str, str], Entry]]) -> Books:
    books: Books = {card.gift_card_id: (card, []) for card in cards}
    for (gift_card_id, _), entry in entries:
        books[gift_card_id][1].append(entry)
    for _, own in books.values():
        own.sort(key=lambda entry: (entry.seq is None, entry.seq or 0, entry.key))
    return books
