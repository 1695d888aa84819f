"""The AWS that all functions share: what lies in it is put back between runs, not made anew."""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import boto3
import moto.backends
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models.table import StreamRecord

from giftledger import programmes, secret_values
from giftledger.ledger.commands import CancelOrder, CardCommand
from giftledger.mirroring.shop_limits import forget_shop_limits
from giftledger.platforms.shopify.admin import client
from giftledger.platforms.shopify.admin.token import access_token, forget_token
from giftledger.processing import process
from giftledger.queues import PARKED_UNDER
from giftledger.service import execute
from giftledger.settings import settings
from giftledger.shops import forget_shop_settings
from giftledger.store import opening
from giftledger.store.items import bind
from giftledger.vault import seal
from tests.crashes.clock import Clock, stop_time
from tests.crashes.network import Network, lay_line
from tests.fakes.shop_line import ShopLine
from tests.functions.queue_world import BUCKET, World, world

SHOP = "lumen.myshopify.com"
ACCOUNT = "7654321_SB1"
SECRETS = {
    "shopify": {"current": "new", "previous": "old"},
    "shopify_admin": {"access_token": "shpat_sandbox", "expires_at": ""},
    "netsuite": {"key_id": "n1", "current": "whsec"},
}
SCHEDULES = "gifts"
TOLD = {
    "SHOPIFY_SECRET": "shopify",
    "SHOPIFY_ADMIN_SECRET": "shopify_admin",
    "NETSUITE_SECRET": "netsuite",
    "SHOP_DOMAIN": SHOP,
    "SHOP_NAME": "Lumen Books",
    "NETSUITE_ACCOUNT": ACCOUNT,
    "MAIL_FROM": "gifts@lumen.example",
    "PUBLIC_URL": "https://cards.example.com/gift",
    "DELIVERY_QUEUE_ARN": "arn:aws:sqs:us-east-1:123456789012:delivery",
    "SCHEDULER_ROLE_ARN": "arn:aws:iam::123456789012:role/wake",
    "SCHEDULE_GROUP": SCHEDULES,
}
SHOP_PARTS = ("cards", "customers", "orders", "subscriptions", "_next_id")
"""What the shop knows."""

TABLES = ("ledger", "work", "people")
READERS = ("outbox", "books")
"""The functions that follow the ledger's stream."""

LETTERS = {True: "dlq", False: "queue"}
Command = CardCommand | CancelOrder


@dataclass(slots=True)
class Saved:
    """What lay in it."""

    tables: dict[str, Any]
    stream: list[Any]
    queues: dict[str, list[Any]]
    read: dict[str, int]
    at: datetime
    shop: dict[str, Any]


@dataclass(slots=True)
class Cloud:
    """The AWS, past every API: looking costs nothing and is never counted as a call."""

    aws: World
    network: Network
    line: ShopLine
    """To the shop, whose Admin API is no part of AWS."""
    read: dict[str, int] = field(default_factory=lambda: dict.fromkeys(READERS, 0))
    """How much of the stream each of its readers has read."""
    receives: dict[str, int] = field(default_factory=dict)
    """How often each message was received in vain."""

    def table(self, name: str) -> Any:
        return _backend("dynamodb").tables[f"giftledger-test-{name}"]

    def queue(self, name: str, *, letters: bool = False) -> Any:
        return _backend("sqs").queues[f"giftledger-test-{name}-{LETTERS[letters]}"]

    @property
    def stream(self) -> list[dict[str, Any]]:
        return [record.to_json() for record in self.table("ledger").stream_shard.items]

    @property
    def objects(self) -> Any:
        return _backend("s3", "aws").buckets[BUCKET].keys

    @property
    def schedules(self) -> dict[str, Any]:
        found: dict[str, Any] = _backend("scheduler").schedule_groups[SCHEDULES].schedules
        return found

    def tell(self, *commands: Command, parked_under: str | None = None) -> None:
        """Have commands carried out as by the queues' functions."""
        for command in commands:
            process(command, opening.store(), parked_under=parked_under)

    def sell(self, command: CardCommand, code: str) -> None:
        """Issue a card with this code."""
        execute(command, opening.store(), now=Clock.at, mint=lambda _: seal(code))

    def lose_stream(self) -> None:
        """The outbox never sees what has happened so far."""
        self.read["outbox"] = len(self.stream)

    def put(
        self, *commands: Command | str, queue: str = "", parked_under: str | None = None
    ) -> None:
        """Put commands on their queues, or texts on this one."""
        attributes = {PARKED_UNDER: parked_under} if parked_under else {}
        for command in commands:
            if isinstance(command, str):
                self.aws.put(queue, command, **attributes)
            else:
                body = command.model_dump_json()
                self.aws.put(queue or command.operation, body, source=command.source, **attributes)

    def begin_process(self) -> None:
        """What a process keeps in its memory is gone."""
        secret_values._kept.clear()
        programmes.forget_programmes()
        forget_shop_settings()
        forget_shop_limits()
        forget_token()

    def pass_time(self, **time: float) -> None:
        """Let time pass; what was hidden in a queue is seen again."""
        Clock.pass_by(**time)
        for queue in _backend("sqs").queues.values():
            for message in queue._messages:
                message.visible_at = 0.0

    def saved(self) -> Saved:
        """What lies in it now; of the stream, what somebody has still to read."""
        queues, first = _backend("sqs").queues, min(self.read.values())
        return Saved(
            {name: copy.deepcopy(self.table(name).items) for name in TABLES},
            self.table("ledger").stream_shard.items[first:],
            {name: copy.deepcopy(queue._messages) for name, queue in queues.items()},
            {reader: number - first for reader, number in self.read.items()},
            Clock.at,
            self._shop_now(),
        )

    def restore(self, saved: Saved) -> None:
        """Put back what lay in it; mails, schedules and kept bodies there are none."""
        for name, items in saved.tables.items():
            self.table(name).items = copy.deepcopy(items)
        self.table("ledger").stream_shard.items = list(saved.stream)
        for name, messages in saved.queues.items():
            queue = _backend("sqs").queues[name]
            queue._messages = copy.deepcopy(messages)
            queue._pending_messages.clear()
        self.read = dict(saved.read)
        self.receives.clear()
        self.objects.clear()
        self.schedules.clear()
        self.network.mails.clear()
        _backend("ses").sent_messages.clear()
        for name, part in copy.deepcopy(saved.shop).items():
            setattr(self.line.shop, name, part)
        Clock.at = saved.at
        self.begin_process()

    def _shop_now(self) -> dict[str, Any]:
        return {name: copy.deepcopy(getattr(self.line.shop, name)) for name in SHOP_PARTS}

    def provider_ids(self) -> list[str]:
        """What the mail service called the mails that it took."""
        return [message.id for message in _backend("ses").sent_messages]


def _backend(service: str, region: str = "us-east-1") -> Any:
    backends: Any = moto.backends
    return backends.get_backend(service)[DEFAULT_ACCOUNT_ID][region]


def _next_id(line: ShopLine) -> int:
    line.shop._next_id += 1
    return line.shop._next_id


@contextmanager
def open_cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """Make it, empty, and stop the time in it."""
    with world(monkeypatch) as aws:
        for name, value in SECRETS.items():
            boto3.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(value))
        for name, text in TOLD.items():
            monkeypatch.setenv(f"GIFTLEDGER_{name}", text)
        settings.cache_clear()
        boto3.client("scheduler").create_schedule_group(Name=SCHEDULES)
        boto3.client("sesv2").create_email_identity(EmailIdentity=TOLD["MAIL_FROM"])
        bind(settings())
        stop_time(monkeypatch)
        # At every transaction moto copies a table with its stream; what was streamed never changes.
        monkeypatch.setattr(StreamRecord, "__deepcopy__", lambda record, _: record, raising=False)
        network = lay_line(monkeypatch)
        line = ShopLine(network.carry_to_shop, lambda: Clock.at, access_token)
        # Ids without dice, so that two runs can be compared.
        monkeypatch.setattr(line.shop, "_next_id", 7_000_000)
        monkeypatch.setattr(line.shop, "fresh_id", lambda: _next_id(line))
        yield Cloud(aws, network, line)
        client.use(None)
