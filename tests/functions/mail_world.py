"""A small AWS (moto) with tables, secrets, key and mail, in which real cards can be sold."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import boto3
import botocore.client
from moto import mock_aws

from giftledger import secret_values, vault
from giftledger.aws import client
from giftledger.ledger.commands import Issue
from giftledger.ledger.parts import Recipient
from giftledger.service import execute
from giftledger.settings import settings
from giftledger.shops import forget_shop_settings
from giftledger.store.dynamo import DynamoStore
from giftledger.store.items import GiftItem, bind
from tests.fakes.commands import digital_issue
from tests.fakes.tables import make_tables

CODE = "7K2M9QXT4VWA8C3F"
PUBLIC_URL = "https://cards.example.com/gift"
RECIPIENT = Recipient(
    email="ada@example.com", name="Ada", giver="Grace Hopper", message="Happy <3 birthday!"
)


@dataclass(slots=True)
class World:
    """What happened in it."""

    mails: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    dies_before: int | None = None
    """The number of the AWS call (from 0) that the process does not live to make."""
    dies_after: int | None = None
    """The number of the AWS call whose answer the process does not live to see."""
    refuses: dict[str, Exception] = field(default_factory=dict)
    """Operations that fail, with their error."""

    def issue(self, code: str = CODE, unit: int = 1, **facts: Any) -> str:
        """Sell a digital card through the ledger itself; answers the card's id."""
        command = digital_issue(unit, **{"recipient": RECIPIENT, "amount_minor": 1000} | facts)
        return self.execute(command, code)

    def execute(self, command: Any, code: str = CODE) -> str:
        """Run a command as the queue consumers do."""
        store = DynamoStore(settings())
        execute(command, store, now=datetime.now(UTC), mint=lambda _: vault.seal(code))
        return command.gift_card_id if isinstance(command, Issue) else ""

    def gift(self, gift_card_id: str) -> GiftItem:
        """The card's mail as stored."""
        return GiftItem.get(f"CARD#{gift_card_id}", "GIFT")

    def revive(self) -> None:
        """A new process: its calls are counted from zero."""
        self.calls.clear()
        forget_shop_settings()
        self.dies_before = self.dies_after = None


class Killed(BaseException):
    """The process is gone: nothing after it happens."""


@contextmanager
def world(monkeypatch: Any, **environment: str) -> Iterator[World]:
    """Everything that delivery, opens and pages need, empty."""
    with mock_aws():
        tables = make_tables()
        values = {
            "LEDGER_TABLE": tables.ledger_table,
            "WORK_TABLE": tables.work_table,
            "PEOPLE_TABLE": tables.people_table,
            "CODES_SECRET": _secret(),
            "CODE_KEY": boto3.client("kms").create_key()["KeyMetadata"]["KeyId"],
            "SHOP_NAME": "Lumen Books",
            "MAIL_FROM": "gifts@lumen.example",
            "PUBLIC_URL": PUBLIC_URL,
            "DELIVERY_QUEUE_ARN": "arn:aws:sqs:us-east-1:123456789012:delivery",
            "SCHEDULER_ROLE_ARN": "arn:aws:iam::123456789012:role/wake",
            "SCHEDULE_GROUP": "gifts",
            **environment,
        }
        for name, value in values.items():
            monkeypatch.setenv(f"GIFTLEDGER_{name}", value)
        _forget()
        bind(settings())
        boto3.client("scheduler").create_schedule_group(Name="gifts")
        boto3.client("sesv2").create_email_identity(EmailIdentity="gifts@lumen.example")
        seen = World()
        with mock.patch.object(botocore.client.BaseClient, "_make_api_call", _watched(seen)):
            yield seen
        _forget()


def _secret() -> str:
    value = {"key_id": "k1", "pepper": "pepper", "link_key": "a key of links"}
    boto3.client("secretsmanager").create_secret(Name="codes", SecretString=json.dumps(value))
    return "codes"


def _forget() -> None:
    """As a new process: no settings, clients or secrets of the world before."""
    settings.cache_clear()
    client.cache_clear()
    secret_values._kept.clear()
    forget_shop_settings()


def _watched(seen: World) -> Any:
    client_class: Any = botocore.client.BaseClient
    real = client_class._make_api_call

    def call(self: Any, operation: str, arguments: dict[str, Any]) -> Any:
        number = len(seen.calls)
        if seen.dies_before is not None and number >= seen.dies_before:
            raise Killed(operation)
        if seen.dies_after is not None and number > seen.dies_after:
            raise Killed(operation)
        seen.calls.append(operation)
        if operation in seen.refuses:
            raise seen.refuses[operation]
        answer = real(self, operation, arguments)
        if operation == "SendEmail":
            seen.mails.append(arguments)
        if number == seen.dies_after:
            raise Killed(operation)
        return answer

    return call
