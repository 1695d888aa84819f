"""Budgets that are counts: what a redemption asks of the database, and what handlers import."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.commands import Measured, item_sizes, measure
from bench.startup import functions, modules_of, source_paths
from tests.fakes.engine import running_engine

HISTORY = 200
WRITE_UNIT_BYTES = 1024
NEVER_IMPORTED = {"boto3", "aws_xray_sdk", "moto", "requests"}
"""boto3 and the X-Ray SDK cost start-up time; the others are no part of the layer."""


@pytest.fixture(scope="module")
def rows() -> Iterator[list[Measured]]:
    with running_engine("budgets") as engine:
        yield list(measure(engine, long=HISTORY))


def test_a_redemption_takes_two_requests_and_its_alias_at_any_length_of_history(
    rows: list[Measured],
) -> None:
    redemptions = [row for row in rows if row.name.startswith("redeem")]
    assert {row.entries for row in redemptions} == {1, HISTORY}
    for row in redemptions:
        assert row.meter.requests == ["GetItem", "BatchGetItem", "TransactWriteItems"]
        assert row.meter.read_units <= 2 + 1
        assert row.meter.table_write_units == 4
        assert row.meter.index_write_units == 1


def test_a_replay_writes_nothing(rows: list[Measured]) -> None:
    replays = [row for row in rows if row.name == "replay"]
    assert len(replays) == 2
    for row in replays:
        assert row.meter.requests == ["GetItem", "BatchGetItem"]
        assert row.meter.write_units == 0


def test_a_long_history_costs_what_a_short_one_costs(rows: list[Measured]) -> None:
    short = {row.name: row.meter for row in rows if row.entries < HISTORY}
    long = {row.name: row.meter for row in rows if row.entries == HISTORY}
    assert len(long) == 5
    for name, meter in long.items():
        assert meter == short[name], name


def test_every_item_of_the_ledger_stays_within_one_write_unit() -> None:
    with running_engine("sizes") as engine:
        sizes = list(item_sizes(engine))
    assert {name for name, _ in sizes} >= {"card", "entry: redeem", "entry: refund"}
    for name, size in sizes:
        assert size <= WRITE_UNIT_BYTES, name


@pytest.mark.parametrize("folder", functions(), ids=lambda folder: folder.name)
def test_no_handler_imports_what_it_would_pay_for_at_every_start(folder: Path) -> None:
    modules = modules_of(folder, source_paths())
    assert "giftledger" in modules
    assert not NEVER_IMPORTED & modules
