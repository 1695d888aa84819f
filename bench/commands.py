"""What each kind of command costs on a card with a short and with a long history."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bench.metering import Meter, item_bytes, metered
from giftledger.ledger.commands import CardCommand
from giftledger.ledger.parts import Mode
from giftledger.service import execute
from giftledger.store.mapping import card_item, entry_item
from tests.fakes.commands import (
    NOW,
    activation,
    digital_issue,
    mint,
    native_issue,
    physical_issue,
    redemption,
    refund,
    sale_refund,
    sealed,
)
from tests.fakes.engine import Engine

BATCH = 25
LONG = 10_000
"""Entries of a long history."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of the table."""

    name: str
    entries: int
    """On the card before the command."""
    meter: Meter


ROWS: tuple[tuple[str, tuple[CardCommand, ...], CardCommand], ...] = (
    ("issue, minted elsewhere", (), native_issue()),
    ("issue, mailed", (), digital_issue()),
    ("issue, plastic", (), physical_issue()),
    ("activate", (physical_issue(),), activation()),
    ("redeem", (native_issue(),), redemption(900_001, 10)),
    ("redeem, asked", (native_issue(),), redemption(900_001, 10, mode=Mode.REQUESTED)),
    ("replay", (native_issue(), redemption(900_001, 10)), redemption(900_001, 10)),
    (
        "refund",
        (native_issue(), redemption(900_001, 10)),
        refund(900_101, of=900_001, amount_minor=5),
    ),
    ("refuse", (native_issue(),), redemption(900_002, 10**9, mode=Mode.REQUESTED)),
    ("park", (), redemption(900_001, 10)),
    ("take back a sold unit", (native_issue(),), sale_refund()),
)
_IN_USE = {"redeem", "replay", "refund", "refuse", "take back a sold unit"}
ON_A_CARD = tuple(row for row in ROWS if row[0] in _IN_USE)
"""Told one after another on one card."""


def measure(engine: Engine, *, long: int = LONG) -> Iterator[Measured]:
    """Every row on fresh tables, then those of a card in use on one card with a long history."""
    for name, before, command in ROWS:
        engine.wipe()
        for each in before:
            _run(engine, each)
        yield _measured(engine, name, len(before), command)
    engine.wipe()
    _run(engine, native_issue(amount_minor=LONG))
    _lengthen(engine, long)
    for name, _, command in ON_A_CARD:
        yield _measured(engine, name, long, command)


def item_sizes(engine: Engine) -> Iterator[tuple[str, int]]:
    """Bytes of each item of a card's life, by its kind."""
    engine.wipe()
    life = (physical_issue(), activation(), redemption(1, 10, aliases=sealed("1").aliases()))
    credit = refund(101, amount_minor=5, aliases=sealed("1").aliases())
    for command in (*life, credit, sale_refund()):
        _run(engine, command)
    for (table, pk, sk), item in sorted(engine.items().items()):
        if table == "ledger" and pk.startswith("CARD#"):
            kind = item["type"]["S"]
            what = f"entry: {item['kind']['S']}" if kind == "entry" else kind
            yield what, item_bytes(item)
        elif table == "ledger":
            yield f"{item['type']['S']} ({sk.lower()})", item_bytes(item)


def _measured(engine: Engine, name: str, entries: int, command: CardCommand) -> Measured:
    with metered(engine.clients) as meter:
        _run(engine, command)
    return Measured(name, entries, meter)


def _run(engine: Engine, command: CardCommand) -> None:
    execute(command, engine.store, now=NOW, mint=mint)


def _lengthen(engine: Engine, history: int) -> None:
    """Write a history past the ledger: ten thousand commands would take the time of a test run."""
    gift_card_id = native_issue().gift_card_id
    first = engine.store.read(gift_card_id, native_issue().entry_key)
    assert first.card is not None
    assert first.receipt is not None
    items = [
        entry_item(
            gift_card_id,
            replace(
                first.receipt,
                key=f"ENTRY#shopify.transaction.{number}",
                command_id=f"shopify.transaction.{number}",
                kind="redeem",
                seq=number,
                amount_minor=0,
                legs=(),
                wakes=(),
            ),
        ).serialize()
        for number in range(2, history + 1)
    ]
    items.append(card_item(replace(first.card, version=history, last_seq=history)).serialize())
    table = engine.settings.ledger_table
    for start in range(0, len(items), BATCH):
        puts: list[Any] = [{"PutRequest": {"Item": item}} for item in items[start : start + BATCH]]
        engine.client.batch_write_item(RequestItems={table: puts})
