"""A real DynamoDB engine for tests of races and crashes: moto loses updates under threads."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import boto3
import pytest
from pynamodb.models import Model

from giftledger.settings import Settings
from giftledger.store import items
from giftledger.store.dynamo import DynamoStore
from tests.fakes.tables import make_tables

BINARY = Path(__file__).parents[2] / "node_modules/@dynoxide/linux-x64/dynoxide"
START_SECONDS = 10
ENDPOINT = "AWS_ENDPOINT_URL_DYNAMODB"

Items = dict[tuple[str, str, str], dict[str, Any]]


class Engine:
    """Three tables in an engine of their own, and the store on them."""

    def __init__(self, url: str, prefix: str) -> None:
        self.client = boto3.client("dynamodb", endpoint_url=url)
        self.settings: Settings = make_tables(prefix, self.client)
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
        for table in self.tables:
            pages = self.client.get_paginator("scan").paginate(
                TableName=table, ProjectionExpression="pk, sk"
            )
            found = [key for page in pages for key in page["Items"]]
            for start in range(0, len(found), 25):
                deletes: list[Any] = [
                    {"DeleteRequest": {"Key": key}} for key in found[start : start + 25]
                ]
                self.client.batch_write_item(RequestItems={table: deletes})

    def _connections(self) -> Iterator[Any]:
        yield self.store._connection
        for model in _models(items.LedgerItem, items.WorkItem, items.PersonItem):
            yield model._get_connection().connection


@contextmanager
def running_engine(name: str) -> Iterator[Engine]:
    """Start the engine on a free loopback port, and end it. Skips where it is not installed."""
    if not BINARY.exists():
        pytest.skip(f"no engine for races: npm ci installs {BINARY.parent.parent.name} on Linux")
    port = _free_port()
    process = subprocess.Popen(  # noqa: S603  the binary that package.json pins
        [str(BINARY), "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    before = os.environ.get(ENDPOINT)
    os.environ[ENDPOINT] = url
    try:
        _await_port(port)
        yield Engine(url, f"giftledger-{name}-{port}")
    finally:
        del os.environ[ENDPOINT]
        if before is not None:
            os.environ[ENDPOINT] = before
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _models(*roots: type[Model]) -> Iterator[type[Model]]:
    for root in roots:
        yield root
        yield from _models(*root.__subclasses__())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_port(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"the engine does not listen on {port}")
