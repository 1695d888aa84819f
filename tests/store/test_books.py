"""The books count every entry once, whatever the stream repeats, mixes up or loses on its way."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from giftledger.books import book_up_to, follow_changes
from giftledger.ledger.accounts import Account
from giftledger.service import execute
from giftledger.settings import settings
from giftledger.store.books import MAX_ACTIONS, BucketItem, Mark, book, buckets, marks
from giftledger.store.items import bind
from giftledger.store.protocol import Conflict, UnavailableError
from giftledger.tallies import Bucket, Segment, Tally
from tests.fakes.books import Books, stored_books
from tests.fakes.commands import NOW, native_issue, redemption
from tests.fakes.engine import Engine
from tests.fakes.faults import Fault, Killed, failing
from tests.fakes.history import BEGINNING, History, some_wishes
from tests.fakes.projected import figures, recounted

END = "9999-12-31"
SEED = 20261120
FAULTS = (
    *(Fault.NEVER_DELIVERED, Fault.REPLY_LOST, Fault.KILLED_BEFORE, Fault.KILLED_AFTER),
    *(Fault.THROTTLED, Fault.INTERNAL, Fault.CONFLICT),
)


@pytest.fixture(name="ledger")
def _ledger(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine that the process's settings name."""
    for table, name in engine.settings.model_dump().items():
        if table.endswith("_table"):
            monkeypatch.setenv(f"GIFTLEDGER_{table}".upper(), name)
    settings.cache_clear()
    yield engine
    settings.cache_clear()


def play(engine: Engine, seed: int = SEED, wishes: int = 60) -> Books:
    """A history in the ledger, and what it left."""
    history = History()
    history.play(*BEGINNING, *some_wishes(seed, wishes))
    for commit in history.store.commits:
        engine.store.commit(commit)
    return stored_books()


def records(books: Books) -> list[dict[str, Any]]:
    """As the stream brings them: every entry and every version of a card."""
    found = []
    for card, entries in books.values():
        partition = {"pk": {"S": f"CARD#{card.gift_card_id}"}}
        for entry in entries:
            keys = {**partition, "sk": {"S": entry.key}}
            seq = {} if entry.seq is None else {"seq": {"N": str(entry.seq)}}
            found.append({"Keys": keys, "NewImage": {**keys, "type": {"S": "entry"}, **seq}})
            version = {"last_seq": seq.get("seq", {"N": "1"}), "type": {"S": "card"}}
            found.append({"Keys": partition, "NewImage": {**partition, **version}})
    return [{"dynamodb": change} for change in found]


def booked() -> Any:
    return figures(buckets(last_day=END))


def test_a_history_is_booked_as_it_is_counted_and_every_bucket_balances(ledger: Engine) -> None:
    books = play(ledger)
    follow_changes(records(books))
    assert booked() == figures(recounted(books))
    assert len(booked()) > 3
    assert all(tally.is_sound for tally in buckets(last_day=END).values())
    total = sum(tally.liability_minor for tally in buckets(last_day=END).values())
    assert total == sum(card.balance_minor for card, _ in books.values())


def test_repeated_shuffled_and_torn_batches_count_nothing_twice(ledger: Engine) -> None:
    books = play(ledger)
    chance = random.Random(SEED)
    changes = records(books)
    for _ in range(3):
        told = changes * 2
        chance.shuffle(told)
        for start in range(0, len(told), 17):
            follow_changes(told[start : start + 17])
    assert booked() == figures(recounted(books))


def test_what_the_stream_lost_is_booked_with_the_next_change_of_the_card(ledger: Engine) -> None:
    books = play(ledger)
    last = []
    for card_id, own in books.items():
        changes = records({card_id: own})
        last.append(max(changes, key=lambda record: int(_seq(record))))
    follow_changes(last)
    assert booked() == figures(recounted(books))


def test_a_stream_that_lags_behind_books_more_than_it_was_told_and_never_less(
    ledger: Engine,
) -> None:
    execute(native_issue(), ledger.store, now=NOW)
    first = records(stored_books())
    execute(redemption(1, 1000), ledger.store, now=NOW)
    assert follow_changes(first) == 2
    assert follow_changes(records(stored_books())) == 0


def test_a_refusal_changes_nothing_in_the_books(ledger: Engine) -> None:
    execute(native_issue(), ledger.store, now=NOW)
    follow_changes(records(stored_books()))
    before = booked()
    execute(redemption(1, 1000, currency="EUR"), ledger.store, now=NOW)
    assert follow_changes(records(stored_books())) == 0
    assert booked() == before


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.value)
def test_a_fault_at_any_call_counts_nothing_twice_and_loses_nothing(
    ledger: Engine, fault: Fault
) -> None:
    books = play(ledger, wishes=25)
    newest = {card.gift_card_id: card.last_seq for card, _ in books.values()}
    expected = figures(recounted(books))
    with failing(ledger.clients, None) as calls:
        book_up_to(newest)
    assert booked() == expected
    for number in range(len(calls.made)):
        if fault is Fault.CONFLICT and calls.made[number] != "TransactWriteItems":
            continue
        _unbook(ledger)
        at = 0 if fault is Fault.CONFLICT else number
        with failing(ledger.clients, fault, range(at, at + 1)) as failed:
            _booked_at_last(newest)
        assert failed.injected == 1
        assert booked() == expected, f"{fault} at call {number} of {calls.made}"


def test_many_at_once_book_each_entry_once(ledger: Engine) -> None:
    books = play(ledger)
    changes = records(books)
    chance = random.Random(SEED)

    def follow(number: int) -> None:
        told = random.Random(number).sample(changes, len(changes))
        for start in range(0, len(told), 23):
            follow_changes(told[start : start + 23])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(follow, (chance.randrange(1000) for _ in range(8))))
    assert booked() == figures(recounted(books))


@pytest.mark.usefixtures("ledger")
def test_a_mark_that_has_moved_on_keeps_out_what_would_be_counted_again() -> None:
    bucket = Bucket("2026-11-20", Segment("USD", "default", "sold"))
    connection = bind(settings())
    steps = [(Mark(0, ""), Mark(2, bucket.day)), (Mark(2, bucket.day), Mark(3, bucket.day))]
    for old, new in steps:
        book({"gc_1": (old, new)}, {bucket: Tally(entries=1)}, connection)
    for old, new in [*steps, (Mark(1, bucket.day), Mark(4, bucket.day))]:
        with pytest.raises(Conflict):
            book({"gc_1": (old, new)}, {bucket: Tally(entries=1)}, connection)
    assert buckets(last_day=END) == {bucket: Tally(entries=2)}
    assert marks(["gc_1"]) == {"gc_1": Mark(3, bucket.day)}


def test_a_card_of_more_days_than_one_transaction_takes_is_booked_in_several(
    ledger: Engine,
) -> None:
    days = MAX_ACTIONS + 20
    execute(native_issue(), ledger.store, now=NOW)
    for day in range(1, days):
        execute(redemption(day, 1), ledger.store, now=NOW + timedelta(days=day))
    card_id = native_issue().gift_card_id
    with failing(ledger.clients, None) as calls:
        assert book_up_to({card_id: 1}) == days
    assert calls.made.count("TransactWriteItems") == 2
    assert marks([card_id])[card_id].seq == days
    assert booked() == figures(recounted(stored_books()))


def test_a_slow_clock_books_into_the_day_of_the_entry_before(ledger: Engine) -> None:
    execute(native_issue(), ledger.store, now=NOW)
    execute(redemption(1, 1000), ledger.store, now=NOW - timedelta(days=1))
    book_up_to({native_issue().gift_card_id: 2})
    assert {bucket.day for bucket in buckets(last_day=END)} == {"2026-11-20"}
    assert booked() == figures(recounted(stored_books()))


def test_nothing_is_booked_past_an_entry_that_is_not_there(ledger: Engine) -> None:
    execute(native_issue(), ledger.store, now=NOW)
    for number in (1, 2):
        execute(redemption(number, 1000), ledger.store, now=NOW)
    card_id = native_issue().gift_card_id
    key = {"pk": {"S": f"CARD#{card_id}"}, "sk": {"S": redemption(1).entry_key}}
    ledger.client.delete_item(TableName=ledger.settings.ledger_table, Key=key)
    with pytest.raises(UnavailableError):
        book_up_to({card_id: 3})
    assert marks([card_id])[card_id].seq == 1


@pytest.mark.parametrize("legs", [["sales_clearing", "gift_card_liability"], ["nobodys_account"]])
def test_legs_that_do_not_balance_are_booked_as_they_stand_and_ring(
    ledger: Engine, legs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    execute(native_issue(), ledger.store, now=NOW)
    card_id = native_issue().gift_card_id
    ledger.client.update_item(
        TableName=ledger.settings.ledger_table,
        Key={"pk": {"S": f"CARD#{card_id}"}, "sk": {"S": native_issue().entry_key}},
        UpdateExpression="SET legs = :legs",
        ExpressionAttributeValues={
            ":legs": {"L": [part for name in legs for part in ({"S": name}, {"N": "7"})]}
        },
    )
    book_up_to({card_id: 1})
    assert "BooksOutOfBalance" in capsys.readouterr().out
    assert marks([card_id])[card_id].seq == 1


def test_every_account_has_a_place_in_the_books() -> None:
    assert {account.value for account in Account} <= set(BucketItem.get_attributes())


def _seq(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["NewImage"].get("seq", {"N": "0"})["N"])


def _unbook(engine: Engine) -> None:
    for table, pk, sk in engine.items():
        if table == "work" and pk.startswith("BOOK"):
            key = {"pk": {"S": pk}, "sk": {"S": sk}}
            engine.client.delete_item(TableName=engine.settings.work_table, Key=key)


def _booked_at_last(newest: dict[str, int]) -> None:
    for _ in range(3):
        with suppress(UnavailableError, Killed):
            book_up_to(newest)
            return
    raise AssertionError("never booked")
