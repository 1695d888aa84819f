"""A small AWS (moto) with tables, queues, dead-letter queues, bucket, key and secret."""

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws

from giftledger import aws, observability, programmes, secret_values
from giftledger.ledger.commands import CardCommand
from giftledger.outcomes import Outcome
from giftledger.queues import PARKED_UNDER
from giftledger.service import execute
from giftledger.settings import QUEUES, settings
from giftledger.shops import forget_shop_settings
from giftledger.store import opening
from giftledger.vault import seal
from tests.fakes.tables import make_tables

Handler = Callable[[dict[str, Any], Any], Any]
CODE = "7K2M9QXT4VWA8C3F"
OTHER_CODE = "ABCDEFGH23456789"
BUCKET = "giftledger-test-quarantine"
_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class World:
    """What tests ask of it."""

    sqs: Any
    urls: dict[str, str]

    def tell(self, *commands: CardCommand, code: str = CODE, at: datetime | None = None) -> Outcome:
        """Execute commands; a digital card gets this code."""
        for command in commands:
            now = at or datetime.now(UTC)
            outcome = execute(command, opening.store(), now=now, mint=lambda _: seal(code))
        return outcome

    def balance(self, command: Any) -> int:
        return opening.store().cards([command.gift_card_id])[command.gift_card_id].balance_minor

    def messages(self, queue: str) -> list[dict[str, Any]]:
        """Everything in a queue, left hidden there."""
        found: list[dict[str, Any]] = []
        while True:
            answer = self.sqs.receive_message(
                QueueUrl=self.urls[queue],
                MaxNumberOfMessages=10,
                VisibilityTimeout=600,
                MessageAttributeNames=["All"],
            )
            if "Messages" not in answer:
                return found
            found += answer["Messages"]

    def put(self, queue: str, body: str, **attributes: str) -> None:
        texts = {
            name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
        }
        self.sqs.send_message(QueueUrl=self.urls[queue], MessageBody=body, MessageAttributes=texts)

    def consume(self, queue: str, handler: Handler) -> int:
        """Bring a queue's messages to its function, as Lambda does; how many were handled."""
        found = self.messages(queue)
        if not found:
            return 0
        failed = handler(sqs_event(found), None)["batchItemFailures"]
        failed_ids = {failure["itemIdentifier"] for failure in failed}
        for message in found:
            if message["MessageId"] not in failed_ids:
                handle = message["ReceiptHandle"]
                self.sqs.delete_message(QueueUrl=self.urls[queue], ReceiptHandle=handle)
        return len(found)

    def stream(self) -> dict[str, Any]:
        """Every change of the ledger table so far, as its stream brings it."""
        table = settings().ledger_table
        arn = boto3.client("dynamodb").describe_table(TableName=table)["Table"]["LatestStreamArn"]
        streams = boto3.client("dynamodbstreams")
        shards = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        records: list[dict[str, Any]] = []
        for shard in shards:
            iterator = streams.get_shard_iterator(
                StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            records += streams.get_records(ShardIterator=iterator)["Records"]
        return {"Records": [{**record, "eventSource": "aws:dynamodb"} for record in records]}

    def everything_stored(self) -> str:
        """All three tables as text, to look for what must not be there."""
        names = settings()
        client = boto3.client("dynamodb")
        tables = (names.ledger_table, names.work_table, names.people_table)
        return json.dumps([client.scan(TableName=table)["Items"] for table in tables], default=str)

    def parked(self) -> list[str]:
        items = boto3.client("dynamodb").scan(TableName=settings().work_table)["Items"]
        return [item["sk"]["S"] for item in items if item["pk"]["S"].startswith("PARKED#")]


@contextmanager
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Make it, and point the process at it."""
    with mock_aws():
        names = make_tables()
        sqs = boto3.client("sqs")
        urls: dict[str, str] = {}
        for queue in QUEUES:
            for kind in ("queue", "dlq"):
                url = sqs.create_queue(QueueName=f"giftledger-test-{queue}-{kind}")["QueueUrl"]
                urls[queue if kind == "queue" else f"{queue}_dlq"] = url
                monkeypatch.setenv(f"GIFTLEDGER_{queue}_{kind}_url".upper(), url)
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        key = boto3.client("kms").create_key()["KeyMetadata"]["KeyId"]
        secret = {"key_id": "k1", "pepper": "pepper", "link_key": "link"}
        boto3.client("secretsmanager").create_secret(
            Name="giftledger-test-codes", SecretString=json.dumps(secret)
        )
        values = {
            "GIFTLEDGER_LEDGER_TABLE": names.ledger_table,
            "GIFTLEDGER_WORK_TABLE": names.work_table,
            "GIFTLEDGER_PEOPLE_TABLE": names.people_table,
            "GIFTLEDGER_CODES_SECRET": "giftledger-test-codes",
            "GIFTLEDGER_CODE_KEY": key,
            "GIFTLEDGER_QUARANTINE_BUCKET": BUCKET,
            # A logger of its own per test: it keeps the standard output that it was made with.
            "POWERTOOLS_SERVICE_NAME": f"test-{next(_numbers)}",
        }
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        _forget()
        try:
            yield World(sqs, urls)
        finally:
            _forget()


def sqs_event(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """Received messages as Lambda hands them to a function."""
    return {"Records": [_record(message) for message in messages]}


def message(body: str, message_id: str, parked_under: str | None = None) -> dict[str, Any]:
    """A message as SQS would hand it out."""
    attributes = {PARKED_UNDER: {"StringValue": parked_under, "DataType": "String"}}
    return {
        "MessageId": message_id,
        "ReceiptHandle": f"handle-{message_id}",
        "Body": body,
        "MessageAttributes": attributes if parked_under else {},
    }


def _record(received: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": received["MessageId"],
        "receiptHandle": received["ReceiptHandle"],
        "body": received["Body"],
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {
            name: {"stringValue": value["StringValue"], "dataType": value["DataType"]}
            for name, value in received.get("MessageAttributes", {}).items()
        },
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:queue",
        "awsRegion": "us-east-1",
    }


def _forget() -> None:
    """Begin as a new process does."""
    settings.cache_clear()
    aws.client.cache_clear()
    opening.store.cache_clear()
    observability.logger.cache_clear()
    secret_values._kept.clear()
    programmes.forget_programmes()
    forget_shop_settings()
