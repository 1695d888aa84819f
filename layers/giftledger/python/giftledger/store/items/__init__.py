"""The stored items of the three tables, one model per kind of item (docs/architecture.md, Data).

Keys: `pk` and `sk` are strings in every table. Attribute names are part of the stored format.
"""

from pynamodb.connection import Connection

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
from giftledger.store.items.work import (
    CancelledItem,
    ExpiryItem,
    KeyItem,
    ParkedItem,
    PlaceItem,
    WorkItem,
)

__all__ = [
    "AliasItem",
    "BySeq",
    "ByTodo",
    "CancelledItem",
    "CardItem",
    "ChoiceItem",
    "CodeItem",
    "EntryItem",
    "ExpiryItem",
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


def bind(names: Settings) -> Connection:
    """Point the models at the tables of a stage, all over one connection; returns it.

    Without this every kind of item would make a client of its own at its first use, each of them
    tens of milliseconds of a cold start.
    """
    LedgerItem.Meta.table_name = names.ledger_table
    WorkItem.Meta.table_name = names.work_table
    PersonItem.Meta.table_name = names.people_table
    shared: Connection = LedgerItem._get_connection().connection
    for model in (WorkItem, PersonItem):
        table = model._get_connection()
        if table.connection is not shared and table.table_name:
            shared.add_meta_table(table.get_meta_table())
            table.connection = shared
    return shared
