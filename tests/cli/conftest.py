"""A ledger in a real engine, which the process's settings name: empty, or with a history."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from giftledger.books import book_up_to
from giftledger.settings import settings
from tests.fakes.books import Books, stored_books
from tests.fakes.engine import Engine, Items, running_engine
from tests.fakes.history import BEGINNING, History, some_wishes

SEED = 20261120


@dataclass(frozen=True)
class Ledger:
    """What tests do with it."""

    engine: Engine

    def play(self, *, wishes: int = 60, seed: int = SEED) -> Books:
        """A history, and what it left."""
        history = History()
        history.play(*BEGINNING, *some_wishes(seed, wishes))
        for commit in history.store.commits:
            self.engine.store.commit(commit)
        return stored_books()

    def book(self) -> None:
        """Book every card to its end."""
        book_up_to({card.gift_card_id: card.last_seq for card, _ in stored_books().values()})

    def restore(self, wanted: Items) -> None:
        """Hold exactly these items again."""
        client, there = self.engine.client, self.engine.items()
        for (table, pk, sk), item in there.items():
            name = getattr(self.engine.settings, f"{table}_table")
            if (table, pk, sk) not in wanted:
                client.delete_item(TableName=name, Key={"pk": item["pk"], "sk": item["sk"]})
        for (table, pk, sk), item in wanted.items():
            if there.get((table, pk, sk)) != item:
                name = getattr(self.engine.settings, f"{table}_table")
                client.put_item(TableName=name, Item=item)

    def change(self, pk: str, sk: str, *, table: str = "ledger", **values: Any) -> None:
        """Set attributes of an item, as nobody should."""
        self.engine.client.update_item(
            TableName=getattr(self.engine.settings, f"{table}_table"),
            Key={"pk": {"S": pk}, "sk": {"S": sk}},
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
            ExpressionAttributeNames={f"#{name}": name for name in values},
            ExpressionAttributeValues={f":{name}": _typed(it) for name, it in values.items()},
        )

    def remove(self, pk: str, sk: str) -> None:
        """Delete an item of the ledger, as nobody should."""
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        self.engine.client.delete_item(TableName=self.engine.settings.ledger_table, Key=key)


@pytest.fixture(autouse=True)
def _environment() -> Iterator[None]:
    """A command points its process at a stage; the next test begins without that."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def running() -> Iterator[Engine]:
    with running_engine("cli") as engine:
        yield engine


@pytest.fixture
def ledger(
    running: Engine, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Ledger]:
    """Empty, unless the test asks for `books` as well."""
    for found in _named(running, monkeypatch):
        if "books" not in request.fixturenames:
            running.wipe()
        yield found


@pytest.fixture
def books(ledger: Ledger, snapshot: Items) -> Books:
    """A history in the ledger, which is booked."""
    ledger.restore(snapshot)
    return stored_books()


@pytest.fixture(scope="module")
def snapshot(running: Engine) -> Items:
    with pytest.MonkeyPatch.context() as patch:
        for ledger in _named(running, patch):
            running.wipe()
            ledger.play(wishes=150)
            ledger.book()
            items = running.items()
    return items


def _named(running: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    for table, name in running.settings.model_dump().items():
        if table.endswith("_table"):
            monkeypatch.setenv(f"GIFTLEDGER_{table}".upper(), name)
    settings.cache_clear()
    yield Ledger(running)
    settings.cache_clear()


def _typed(value: Any) -> Any:
    match value:
        case int():
            return {"N": str(value)}
        case list():
            return {"L": [_typed(each) for each in value]}
        case _:
            return {"S": value}
