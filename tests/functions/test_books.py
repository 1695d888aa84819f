"""The books function: the stream as Lambda brings it, answered so that nothing is left out."""

from collections.abc import Iterator

import pytest

from functions.books.handler import handler
from giftledger.ledger.accounts import Account
from giftledger.store import opening
from giftledger.store.books import buckets, marks
from tests.fakes.commands import digital_issue, native_issue, physical_issue, redemption
from tests.fakes.faults import Fault, failing
from tests.functions.queue_world import OTHER_CODE, World, world

END = "9999-12-31"


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as seen:
        yield seen


def test_a_batch_is_booked_once_however_often_it_comes(aws: World) -> None:
    aws.tell(native_issue(), physical_issue(3), redemption(1, 3000))
    aws.tell(digital_issue(2, paid_minor=4000), code=OTHER_CODE)
    for _ in range(3):
        assert handler(aws.stream(), None) == {"batchItemFailures": []}

    (tally,) = buckets(last_day=END).values()
    assert tally.entries == 4
    assert tally.balances_minor == tally.liability_minor == 7000
    assert tally.accounts == {
        Account.LIABILITY: -7000,
        Account.CLEARING: 9000,
        Account.DISCOUNT: 1000,
        Account.REDEMPTION: -3000,
    }
    assert marks([native_issue().gift_card_id])[native_issue().gift_card_id].seq == 2


def test_what_is_removed_or_refused_or_no_card_books_nothing(aws: World) -> None:
    aws.tell(native_issue(), redemption(1, 1000, currency="EUR"))
    event = aws.stream()
    entries = [
        record
        for record in event["Records"]
        if record["dynamodb"]["NewImage"].get("seq") or record["dynamodb"]["NewImage"]["type"] == ""
    ]
    assert len(entries) == 1
    others = [record for record in event["Records"] if "seq" not in record["dynamodb"]["NewImage"]]
    for record in others:
        record["dynamodb"]["NewImage"].pop("last_seq", None)
    removed = {**entries[0], "eventName": "REMOVE"}
    removed["dynamodb"] = {**removed["dynamodb"]}
    del removed["dynamodb"]["NewImage"]

    assert handler({"Records": [removed, *others]}, None) == {"batchItemFailures": []}
    assert buckets(last_day=END) == {}


def test_a_store_that_stays_away_gets_the_whole_batch_again(aws: World) -> None:
    aws.tell(native_issue())
    event = aws.stream()
    first = event["Records"][0]["dynamodb"]["SequenceNumber"]
    with failing([opening.store()._connection.client], Fault.NEVER_DELIVERED, range(100)):
        assert handler(event, None) == {"batchItemFailures": [{"itemIdentifier": first}]}
    assert buckets(last_day=END) == {}
    assert handler(event, None) == {"batchItemFailures": []}
    assert len(buckets(last_day=END)) == 1
