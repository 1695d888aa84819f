"""The tables of an engine as a store in memory, for those who judge."""

from datetime import datetime
from typing import Any

from giftledger.store import items
from giftledger.store.choices import choice_from
from giftledger.store.mapping import card_from, entry_from
from giftledger.store.protocol import ParkedFact
from tests.fakes.engine import Items
from tests.fakes.memory_store import MemoryStore


def read_back(stored: Items) -> MemoryStore:
    """Cards, entries, aliases, choices and parked facts."""
    store = MemoryStore()
    for (table, pk, sk), raw in stored.items():
        if table == "ledger":
            _read_ledger(store, raw)
        elif pk.startswith("PARKED#"):
            item = items.ParkedItem()
            item.deserialize(dict(raw))
            parked_at = datetime.fromisoformat(item.parked_at)
            key = pk.removeprefix("PARKED#")
            store.parked[key, sk] = ParkedFact(key, sk, item.command, item.queue, parked_at)
    return store


def _read_ledger(store: MemoryStore, raw: dict[str, Any]) -> None:
    item = items.LedgerItem.from_raw_data(dict(raw))
    match item:
        case items.CardItem():
            card = card_from(item)
            store.card_by_id[card.gift_card_id] = card
        case items.EntryItem():
            entry = entry_from(item)
            name = item.pk.removeprefix("CARD#")
            store.entries[name, entry.key] = entry
            store.entries_of.setdefault(name, {})[entry.key] = entry
        case items.AliasItem():
            store.aliases[item.pk.removeprefix("ALIAS#")] = item.gift_card_id
        case items.ChoiceItem():
            choice = choice_from(item)
            store.choices[choice.command_id] = choice
