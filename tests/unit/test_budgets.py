"""Budgets that are counts: what each verb asks of the database, and what handlers import."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.commands import Measured, measure
from bench.metering import Meter
from bench.sizes import (
    DOOR_ID_CHARACTERS,
    USUAL_REFERENCE,
    WRITE_UNIT_BYTES,
    card_bytes,
    choice_bytes,
    entry_bytes,
    full_sizes,
    life_sizes,
    longest_reference,
    of_redemption,
    of_refund,
    open_card,
)
from bench.startup import functions, modules_of, source_paths
from tests.fakes.engine import running_engine
from tests.fakes.fullest import fullest_entry

HISTORY = 100
OTHERS = 100
NEVER_IMPORTED = {"boto3", "aws_xray_sdk", "moto", "requests"}
"""boto3 and the X-Ray SDK cost start-up time; the others are no part of the layer."""

Burden = tuple[bool, bool]
"""Whether the card has a long history, and whether there are many other cards."""

UNBURDENED, LONG, CROWDED = (False, False), (True, False), (False, True)
Rows = dict[Burden, dict[str, Measured]]


@pytest.fixture(scope="module")
def rows() -> Iterator[Rows]:
    found: Rows = {UNBURDENED: {}, LONG: {}, CROWDED: {}}
    with running_engine("budgets") as engine:
        for row in measure(engine, long=HISTORY, many=OTHERS):
            found[row.entries == HISTORY, row.others == OTHERS][row.name] = row
        yield found


def meters(rows: Rows, name: str) -> list[Meter]:
    return [rows[burden][name].meter for burden in (UNBURDENED, LONG, CROWDED)]


@pytest.mark.parametrize("name", ["redeem", "redeem, asked"])
def test_a_redemption_takes_two_requests_and_its_alias_at_any_length_of_history(
    rows: Rows, name: str
) -> None:
    for meter in meters(rows, name):
        assert meter.requests == ["GetItem", "BatchGetItem", "TransactWriteItems"]
        assert meter.read_units <= 2 + 1
        assert (meter.table_write_units, meter.index_write_units) == (4, 1)


def test_a_hold_and_its_capture_take_ten_write_units_together(rows: Rows) -> None:
    for meter in meters(rows, "authorize + capture"):
        assert meter.write_units <= 10
        assert Counter(meter.requests)["TransactWriteItems"] == 2


@pytest.mark.parametrize("cards", [1, 2, 5, 25])
def test_a_payment_takes_three_requests_and_five_write_units_for_each_card(
    rows: Rows, cards: int
) -> None:
    """The aliases are resolved before it, at the door."""
    plural = "s" if cards > 1 else ""
    for meter in meters(rows, f"pay with {cards} card{plural}"):
        assert meter.requests == ["GetItem", "BatchGetItem", "TransactWriteItems"]
        assert meter.write_units <= 5 * cards + 3
        assert meter.read_units <= cards + 1


@pytest.mark.parametrize("cards", [2, 25])
def test_a_refund_of_a_payment_asks_each_card_that_paid_and_writes_once(
    rows: Rows, cards: int
) -> None:
    for meter in meters(rows, f"refund a payment of {cards}"):
        assert len(meter.requests) <= cards + 4
        assert Counter(meter.requests)["TransactWriteItems"] == 1
        assert meter.write_units <= 5 * cards + 3


def test_whatever_is_told_again_writes_nothing(rows: Rows) -> None:
    for some in rows.values():
        for row in some.values():
            assert row.again.write_units == 0, row.name
            assert "TransactWriteItems" not in row.again.requests, row.name
            assert len(row.again.requests) <= 3, row.name


def test_a_verb_on_one_card_writes_five_units_in_one_transaction(rows: Rows) -> None:
    """A refusal has no place in the index, and is compared with the card's version."""
    one_card = {
        *("refuse", "authorize", "capture", "capture a part", "capture a part, keep the rest"),
        *("void", "refund", "cash out", "reload", "adjust", "correct", "block", "unblock"),
        *("extend", "expire"),
        *(name for name in rows[UNBURDENED] if name.startswith("deactivate")),
    }
    assert len(one_card) == 20
    for name in one_card:
        for meter in meters(rows, name):
            assert meter.write_units <= 5, name
            assert Counter(meter.requests)["TransactWriteItems"] == 1, name
            assert len(meter.requests) <= 4, name


def test_nothing_is_scanned_on_the_way_of_a_request(rows: Rows) -> None:
    asked = {
        request
        for some in rows.values()
        for row in some.values()
        for request in (*row.meter.requests, *row.again.requests)
    }
    assert asked == {"GetItem", "BatchGetItem", "Query", "TransactWriteItems"}


@pytest.mark.parametrize("burden", [LONG, CROWDED], ids=["long history", "many other cards"])
def test_a_burdened_card_costs_what_a_young_one_alone_costs(rows: Rows, burden: Burden) -> None:
    assert len(rows[burden]) == 37
    for name, row in rows[burden].items():
        young = rows[UNBURDENED][name]
        assert (row.meter, row.again) == (young.meter, young.again), name


def test_every_item_of_a_cards_life_stays_within_one_write_unit() -> None:
    with running_engine("sizes") as engine:
        items = list(life_sizes(engine))
    assert {item.name for item in items} >= {"card", "choice", "entry: redeem", "entry: transfer"}
    assert all(item.size <= WRITE_UNIT_BYTES for item in items), items


def test_a_card_with_ten_holds_stays_within_one_write_unit() -> None:
    """Whatever else is on it at its longest, but for an order reference of more than 200 bytes."""
    assert card_bytes(open_card(reference="r" * 200)) <= WRITE_UNIT_BYTES
    assert longest_reference() >= 200


def test_entries_and_choices_with_the_ids_of_our_doors_stay_within_one_write_unit() -> None:
    full = fullest_entry(reference=USUAL_REFERENCE, id_characters=DOOR_ID_CHARACTERS)
    assert entry_bytes(of_redemption(full)) <= WRITE_UNIT_BYTES
    assert entry_bytes(of_refund(full)) <= WRITE_UNIT_BYTES
    assert choice_bytes(DOOR_ID_CHARACTERS, 999_999) <= WRITE_UNIT_BYTES


def test_nothing_takes_more_than_two_write_units_even_at_its_longest() -> None:
    assert max(item.units for item in full_sizes()) == 2


@pytest.mark.parametrize("folder", functions(), ids=lambda folder: folder.name)
def test_no_handler_imports_what_it_would_pay_for_at_every_start(folder: Path) -> None:
    modules = modules_of(folder, source_paths())
    assert "giftledger" in modules
    assert not NEVER_IMPORTED & modules
