"""Real DynamoDB engines for tests of races and crashes: moto loses updates under threads.

There are two, written by different people in different languages: what both of them say is not
the quirk of one.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from pynamodb.models import Model

from giftledger.settings import Settings
from giftledger.store import items
from giftledger.store.dynamo import DynamoStore
from tests.fakes.servers import SERVERS, why_not
from tests.fakes.tables import make_tables

BATCH = 25
"""Writes in one request."""

ENDPOINT = "AWS_ENDPOINT_URL_DYNAMODB"

EVERY_ENGINE = [
    pytest.param(kind, marks=pytest.mark.skipif(bool(why_not(kind)), reason=why_not(kind)))
    for kind in SERVERS
]

ON_EVERY_ENGINE = pytest.mark.parametrize("running", EVERY_ENGINE, indirect=True)
"""A module of tests with this mark runs once on each engine that is installed."""

Key = tuple[str, str, str]
Items = dict[Key, dict[str, Any]]
"""Stored items by the last word of their table, pk and sk."""


class Engine:
    """Three tables in an engine of their own, and the store on them."""

    def __init__(self, url: str | None, prefix: str) -> None:
        self.client = boto3.client("dynamodb", endpoint_url=url)
        # No stream: nothing reads it here, and one of the engines walks it whole at every write.
        self.settings: Settings = make_tables(prefix, self.client, stream=False)
        self.store = DynamoStore(self.settings)
        # Thirty threads that make the same client at once cost more than what they then do.
        # Models of one table share a connection: each client is here once.
        clients = [connection.client for connection in self._connections()]
        self.clients = list({id(client): client for client in clients}.values())

    @property
    def tables(self) -> tuple[str, str, str]:
        names = self.settings
        return names.ledger_table, names.work_table, names.people_table

    def items(self) -> Items:
        """Everything that is stored, by table, pk and sk."""
        return {
            (table.rpartition("-")[2], item["pk"]["S"], item["sk"]["S"]): item
            for table in self.tables
            for page in self.client.get_paginator("scan").paginate(TableName=table)
            for item in page["Items"]
        }

    def wipe(self) -> None:
        """Begin again with empty tables."""
        self.restore({})

    def restore(self, wanted: Items, stored: Items | None = None) -> None:
        """Leave these items, and no other ones; `stored` saves looking what is there."""
        stored = self.items() if stored is None else stored
        keys = stored.keys() | wanted.keys()
        self.change({key: wanted.get(key) for key in keys if stored.get(key) != wanted.get(key)})

    def change(self, items: Mapping[Key, dict[str, Any] | None]) -> None:
        """Put these items, and delete those that are None, past the store."""
        names = {table.rpartition("-")[2]: table for table in self.tables}
        writes: dict[str, list[Any]] = {table: [] for table in self.tables}
        for (table, pk, sk), item in items.items():
            gone = {"DeleteRequest": {"Key": {"pk": {"S": pk}, "sk": {"S": sk}}}}
            writes[names[table]].append(gone if item is None else {"PutRequest": {"Item": item}})
        for table, requests in writes.items():
            for start in range(0, len(requests), BATCH):
                self.client.batch_write_item(RequestItems={table: requests[start : start + BATCH]})

    def _connections(self) -> Iterator[Any]:
        yield self.store._connection
        for model in _models(items.LedgerItem, items.WorkItem, items.PersonItem):
            yield model._get_connection().connection


@contextmanager
def running_engine(name: str, kind: str = "dynoxide") -> Iterator[Engine]:
    """Start an engine on a free loopback port, and end it. Skips where it is not installed."""
    missing = why_not(kind)
    if missing:
        pytest.skip(missing)
    before = os.environ.get(ENDPOINT)
    with SERVERS[kind]() as port:
        url = os.environ[ENDPOINT] = f"http://127.0.0.1:{port}"
        try:
            yield Engine(url, f"giftledger-{name}-{port}")
        finally:
            del os.environ[ENDPOINT]
            if before is not None:
                os.environ[ENDPOINT] = before


def _models(*roots: type[Model]) -> Iterator[type[Model]]:
    for root in roots:
        yield root
        yield from _models(*root.__subclasses__())
