"""The stored items of the three tables, one model per kind of item (docs/architecture.md, Data).

Keys: `pk` and `sk` are strings in every table. Attribute names are part of the stored format.
"""

from giftledger.settings import Settings
from giftledger.store.items.base import ByTodo
from giftledger.store.items.ledger import (
    AliasItem,
    BySeq,
    CardItem,
    ChoiceItem,
    EntryItem,
    LedgerItem,
)
from giftledger.store.items.people import CodeItem, GiftItem, LinkItem, OpenItem, PersonItem
from giftledger.store.items.work import CancelledItem, KeyItem, ParkedItem, PlaceItem, WorkItem

__all__ = [
    "AliasItem",
    "BySeq",
    "ByTodo",
    "CancelledItem",
    "CardItem",
    "ChoiceItem",
    "CodeItem",
    "EntryItem",
    "GiftItem",
    "KeyItem",
    "LedgerItem",
    "LinkItem",
    "OpenItem",
    "ParkedItem",
    "PersonItem",
    "PlaceItem",
    "WorkItem",
    "bind",
]


def bind(names: Settings) -> None:
    """Point the models at the tables of a stage."""
    LedgerItem.Meta.table_name = names.ledger_table
    WorkItem.Meta.table_name = names.work_table
    PersonItem.Meta.table_name = names.people_table
