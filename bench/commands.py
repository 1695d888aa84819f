"""What each row costs: on a young card, on one with a long history, and among many others."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from bench.metering import Meter, metered
from bench.rows import IN_USE, NEW_CARDS, SALE, Row
from giftledger.ledger.commands import CardCommand
from giftledger.ledger.parts import Sale
from giftledger.service import Terms, execute
from giftledger.service.issuing import issue_commit
from giftledger.store.mapping import card_item, entry_item
from giftledger.store.writing import new_items
from tests.fakes.commands import LINE, NOW, native_issue
from tests.fakes.engine import Engine, Items, Key
from tests.fakes.memory_store import MemoryStore
from tests.fakes.verbs import CARD, minting, programme_of

LONG = 10_000
"""Entries of a long history."""

MANY = 10_000
"""Other cards."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of the table."""

    name: str
    entries: int
    """On the card when the row begins."""
    others: int
    """Other cards in the table."""
    meter: Meter
    again: Meter
    """Of the same commands told once more."""


def measure(engine: Engine, *, long: int = LONG, many: int = MANY) -> Iterator[Measured]:
    """Every row on fresh tables, then those of a card in use under both burdens."""
    engine.wipe()
    for row in NEW_CARDS:
        yield _measured(engine, row, {}, 0, 0)
    _tell(engine, SALE)
    yield from _in_use(engine, 1, 0)
    _lengthen(engine, long)
    yield from _in_use(engine, long, 0)
    engine.wipe()
    _surround(engine, many)
    _tell(engine, SALE)
    yield from _in_use(engine, 1, many)


def _in_use(engine: Engine, entries: int, others: int) -> Iterator[Measured]:
    standing = {key: item for key, item in engine.items().items() if not _is_entry(key)}
    for row in IN_USE:
        yield _measured(engine, row, standing, entries, others)


def _is_entry(key: Key) -> bool:
    return key[2].startswith("ENTRY#")


def _measured(engine: Engine, row: Row, standing: Items, entries: int, others: int) -> Measured:
    with _undone(engine, standing):
        _tell(engine, *row.before)
        with metered(engine.clients) as meter:
            _tell(engine, *row.commands, row=row)
        with metered(engine.clients) as again:
            _tell(engine, *row.commands, row=row)
    return Measured(row.name, entries, others, meter, again)


def _tell(engine: Engine, *commands: CardCommand, row: Row | None = None) -> None:
    for command in commands:
        execute(
            command,
            engine.store,
            now=row.now if row else NOW,
            mint=minting(row.codes if row else 1),
            programme_of=programme_of,
        )


@contextmanager
def _undone(engine: Engine, standing: Items) -> Iterator[None]:
    """Take back what is written meanwhile, so that the next row begins like this one."""
    written: set[Key] = set()

    def note(params: dict[str, Any], **_: object) -> None:
        for item in params.get("TransactItems", ()):
            if "Put" in item:
                put = item["Put"]
                table = put["TableName"].rpartition("-")[2]
                written.add((table, put["Item"]["pk"]["S"], put["Item"]["sk"]["S"]))

    for client in engine.clients:
        client.meta.events.register("provide-client-params.dynamodb", note)
    try:
        yield
    finally:
        for client in engine.clients:
            client.meta.events.unregister("provide-client-params.dynamodb", note)
        engine.change({key: standing.get(key) for key in written})


def _lengthen(engine: Engine, history: int) -> None:
    """Write a history past the ledger: ten thousand commands would take the time of a test run."""
    first = engine.store.read(CARD, SALE.entry_key)
    assert first.card is not None
    assert first.receipt is not None
    plain = replace(first.receipt, kind="redeem", amount_minor=0, legs=(), wakes=())
    entries = [
        replace(plain, key=f"ENTRY#till.{number}", command_id=f"till.{number}", seq=number)
        for number in range(2, history + 1)
    ]
    _write(
        engine,
        card_item(replace(first.card, version=history, last_seq=history)),
        *(entry_item(CARD, entry) for entry in entries),
    )


def _surround(engine: Engine, many: int) -> None:
    """Put many cards of other orders beside the one in use, as if each had been sold."""
    terms, empty = Terms(NOW), MemoryStore()
    items: list[Any] = []
    for number in range(many):
        unit = Sale(order_id=f"shopify:{10**6 + number}", line_item_id=LINE, unit=1)
        sold = native_issue(str(10**6 + number), sale=unit)
        commit = issue_commit(sold, empty, terms, intent="i" * 32)
        assert commit.card is not None
        items += [card_item(commit.card), *new_items(commit)]
    _write(engine, *items)


def _write(engine: Engine, *items: Any) -> None:
    changes: dict[Key, dict[str, Any] | None] = {}
    for item in items:
        table = type(item).Meta.table_name.rpartition("-")[2]
        changes[table, item.pk, item.sk] = item.serialize()
    engine.change(changes)
