"""The webhook function: what is accepted is queued or kept, what is not authentic is neither."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from moto import mock_aws

from functions.webhook.handler import handler
from giftledger import secret_values
from giftledger.aws import client
from giftledger.ledger.commands import Activate, parse_command
from giftledger.settings import QUEUES, settings
from giftledger.vault import KEPT, unseal
from tests.events import netsuite, shopify

SHOP = "lumen.myshopify.com"
BUCKET = "quarantine"
QUESTIONS = ("shopify_sync", "shopify_fetch")
"""Queues whose messages are no commands."""

SERIAL = "6034110000000025"


@dataclass(slots=True)
class Door:
    """A small AWS (moto) behind the webhook function."""

    urls: dict[str, str]

    def post(
        self, platform: str, raw: bytes, headers: dict[str, str], *, encoded: bool = False
    ) -> int:
        """Call the function as the HTTP API does and return the status it answers."""
        body = base64.b64encode(raw).decode() if encoded else raw.decode()
        event = {
            "version": "2.0",
            "rawPath": f"/webhooks/{platform}",
            "headers": {name.lower(): value for name, value in headers.items()},
            "body": body,
            "isBase64Encoded": encoded,
        }
        answer = handler(event, object())
        assert len(answer["body"]) < 50
        return int(answer["statusCode"])

    def shopify(self, topic: str, body: object, *, secret: str = "new", **options: Any) -> int:
        """A signed delivery of a Shopify body; bytes go as they are."""
        raw = body if isinstance(body, bytes) else shopify.encode(body)
        shop = options.pop("shop", SHOP)
        headers = shopify.headers(raw, topic=topic, secret=secret, shop_domain=shop)
        return self.post("shopify", raw, headers, **options)

    def netsuite(self, body: object, *, age_seconds: int = 0) -> int:
        """A signed delivery of our own NetSuite sender."""
        raw = body if isinstance(body, bytes) else netsuite.encode(body)
        timestamp = int(time.time()) - age_seconds
        signature = netsuite.sign(raw, secret="whsec", timestamp=timestamp)
        headers = {
            "X-GC-Timestamp": str(timestamp),
            "X-GC-Key-Id": "n1",
            "X-GC-Signature": signature,
        }
        return self.post("netsuite", raw, headers)

    def queued(self, queue: str) -> list[Any]:
        """Take the commands off a queue."""
        found = []
        while (
            messages := client("sqs")
            .receive_message(QueueUrl=self.urls[queue], MaxNumberOfMessages=10)
            .get("Messages")
        ):
            for message in messages:
                found.append(parse_command(message["Body"]))
                client("sqs").delete_message(
                    QueueUrl=self.urls[queue], ReceiptHandle=message["ReceiptHandle"]
                )
        return found

    def all_queued(self) -> list[Any]:
        """Every queued command."""
        told = (queue for queue in QUEUES if queue not in QUESTIONS)
        return [command for queue in told for command in self.queued(queue)]

    def asked(self, queue: str) -> list[Any]:
        """Take the questions off a queue."""
        found = client("sqs").receive_message(QueueUrl=self.urls[queue], MaxNumberOfMessages=10)
        return [json.loads(message["Body"]) for message in found.get("Messages", [])]

    def kept(self) -> list[dict[str, Any]]:
        """What lies in quarantine."""
        listed = client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", [])
        objects = [client("s3").get_object(Bucket=BUCKET, Key=found["Key"]) for found in listed]
        return [json.loads(found["Body"].read()) for found in objects]


@pytest.fixture(autouse=True, scope="module")
def _clients_of_this_file() -> Iterator[None]:
    # Made once, because making them is most of the time a test takes.
    client.cache_clear()
    yield
    client.cache_clear()


@pytest.fixture(name="door")
def _door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    with mock_aws():
        settings.cache_clear()
        secret_values._kept.clear()
        client("s3").create_bucket(Bucket=BUCKET)
        urls = {
            str(queue): client("sqs").create_queue(QueueName=queue)["QueueUrl"] for queue in QUEUES
        }
        secrets = {
            "shopify": {"current": "new", "previous": "old"},
            "netsuite": {"key_id": "n1", "current": "whsec"},
            "codes": {"key_id": "k1", "pepper": "pepper", "link_key": "link"},
        }
        for name, value in secrets.items():
            client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(value))
            monkeypatch.setenv(f"GIFTLEDGER_{name.upper()}_SECRET", name)
        for queue, url in urls.items():
            monkeypatch.setenv(f"GIFTLEDGER_{queue.upper()}_QUEUE_URL", url)
        key = client("kms").create_key()["KeyMetadata"]["KeyId"]
        monkeypatch.setenv("GIFTLEDGER_CODE_KEY", key)
        monkeypatch.setenv("GIFTLEDGER_QUARANTINE_BUCKET", BUCKET)
        monkeypatch.setenv("GIFTLEDGER_SHOP_DOMAIN", SHOP)
        monkeypatch.setenv("GIFTLEDGER_NETSUITE_ACCOUNT", "7654321_SB1")
        yield Door(urls)
        settings.cache_clear()
        secret_values._kept.clear()


def test_every_command_of_a_body_is_queued_before_it_is_acknowledged(door: Door) -> None:
    lines = [shopify.line(501, "10.00", quantity=23)]
    assert door.shopify("orders/paid", shopify.order(1, lines)) == 200
    found = {command.command_id for command in door.queued("purchase")}
    assert found == {f"shopify.order.1.line.501.unit.{unit}" for unit in range(1, 24)}
    assert door.kept() == []


def test_each_verb_goes_to_its_own_queue(door: Door) -> None:
    line = shopify.line(501, "10.00")
    paid = shopify.transaction(31, 1, "5.00", gift_card_id=77)
    back = shopify.transaction(32, 1, "5.00", gift_card_id=77, kind="refund", parent_id=31)
    refund = shopify.refund(5, 1, lines=[(6, line, 1)], transactions=[back])
    assert door.shopify("order_transactions/create", paid) == 200
    assert door.shopify("refunds/create", refund) == 200
    found = {
        queue: [command.verb for command in door.queued(queue)]
        for queue in QUEUES
        if queue not in QUESTIONS
    }
    assert found == {
        "purchase": [],
        "activation": [],
        "redemption": ["redeem"],
        "refund": ["refund"],
        "deactivation": ["deactivate"],
        "delivery": [],
    }


@pytest.mark.parametrize("secret", ["new", "old"])
def test_both_secrets_and_encoded_bodies_are_accepted(door: Door, secret: str) -> None:
    body = shopify.order(1, [shopify.line(501, "10.00")])
    assert door.shopify("orders/paid", body, secret=secret, encoded=True) == 200
    assert len(door.queued("purchase")) == 1


def test_a_forged_or_unsigned_body_is_neither_queued_nor_kept(door: Door) -> None:
    body = shopify.order(1, [shopify.line(501, "10.00")])
    assert door.shopify("orders/paid", body, secret="forged") == 401
    assert door.post("shopify", shopify.encode(body), {"X-Shopify-Topic": "orders/paid"}) == 401
    assert (door.all_queued(), door.kept()) == ([], [])


def test_a_secret_rotated_a_moment_ago_is_read_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = shopify.order(1, [shopify.line(501, "10.00")])
    assert door.shopify("orders/paid", body) == 200
    client("secretsmanager").put_secret_value(
        SecretId="shopify", SecretString=json.dumps({"current": "newest", "previous": "new"})
    )
    monkeypatch.setattr(secret_values, "REFRESH_AT_MOST_EVERY_SECONDS", 0)
    assert door.shopify("orders/paid", body, secret="newest") == 200


def test_size_is_checked_on_the_decoded_bytes_before_anything_else(door: Door) -> None:
    headers = {"X-Shopify-Hmac-Sha256": "wrong"}
    assert door.post("shopify", b"x" * 1_000_001, headers, encoded=True) == 413
    assert door.post("shopify", b"x" * 1_000_000, headers, encoded=True) == 401


@pytest.mark.parametrize(
    "garbage", [b"not json", b"[]", b'{"id": NaN}', b"[" * 200_000, b"", b'{"id": 1e400}']
)
def test_authentic_garbage_is_kept_and_acknowledged(door: Door, garbage: bytes) -> None:
    assert door.shopify("orders/paid", garbage) == 200
    (kept,) = door.kept()
    assert kept["body"].encode() == garbage
    assert kept["reasons"]


def test_bytes_that_are_no_text_are_kept_too(door: Door) -> None:
    assert door.shopify("orders/paid", b"\xff\xfe\x00", encoded=True) == 200
    assert base64.b64decode(door.kept()[0]["body_base64"]) == b"\xff\xfe\x00"


@pytest.mark.parametrize("topic", ["orders/updated", "customers/redact", "app/uninstalled"])
def test_other_topics_are_kept_once_however_often_they_come(door: Door, topic: str) -> None:
    for _ in range(2):
        assert door.shopify(topic, {"id": 5}) == 200
    assert [kept["topic"] for kept in door.kept()] == [topic]
    assert door.all_queued() == []


def test_a_body_of_another_shop_is_kept(door: Door) -> None:
    body = shopify.order(1, [shopify.line(501, "10.00")])
    assert door.shopify("orders/paid", body, shop="other.myshopify.com") == 200
    assert (len(door.kept()), door.all_queued()) == (1, [])


def test_the_understood_part_is_queued_and_the_whole_body_kept(door: Door) -> None:
    lines = [shopify.line(501, "10.00"), shopify.line(502, "1e3")]
    assert door.shopify("orders/paid", shopify.order(1, lines)) == 200
    assert len(door.queued("purchase")) == 1
    assert door.kept()[0]["reasons"] == ["line 502: amount is not a plain decimal"]


def test_what_cannot_be_queued_is_not_acknowledged(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = shopify.order(1, [shopify.line(501, "10.00")])
    client("sqs").delete_queue(QueueUrl=door.urls["purchase"])
    assert door.shopify("orders/paid", body) == 503
    monkeypatch.setenv("GIFTLEDGER_PURCHASE_QUEUE_URL", "")
    settings.cache_clear()
    assert door.shopify("orders/paid", body) == 503


def test_what_cannot_be_kept_is_not_acknowledged(door: Door) -> None:
    client("s3").delete_bucket(Bucket=BUCKET)
    assert door.shopify("orders/updated", {"id": 5}) == 503


def test_a_fulfilment_activates_its_cards_and_no_serial_travels_in_clear(door: Door) -> None:
    body = netsuite.item_fulfillment("884300", 1001, [netsuite.row(SERIAL, 5000)])
    assert door.netsuite(body) == 200
    (command,) = door.queued("activation")
    assert isinstance(command, Activate)
    assert SERIAL not in command.model_dump_json()
    assert unseal(command.code.ciphertext, code_hash=command.code.hash) == SERIAL


@pytest.mark.parametrize("age_seconds", [302, -302])
def test_a_stale_or_future_timestamp_is_not_authentic(door: Door, age_seconds: int) -> None:
    body = netsuite.item_fulfillment("884300", 1001, [netsuite.row(SERIAL, 5000)])
    assert door.netsuite(body, age_seconds=age_seconds) == 401
    assert door.all_queued() == []


@pytest.mark.parametrize(
    "raw",
    [
        netsuite.encode(netsuite.item_fulfillment("1", 1, [netsuite.row(SERIAL, -1)])),
        netsuite.encode({"type": "other", "serial": SERIAL, "more": [{"serial": SERIAL}]}),
        f'{{"type":"x","gift_cards":[{{"serial": "{SERIAL}", "value'.encode(),
        f'{{"serial":"{SERIAL}'.encode(),
        f'{{"serial":{SERIAL}}}'.encode(),
        f'{{"serial":["{SERIAL}", "{SERIAL}"]}}'.encode(),
        f'{{"serial":{{"text": "{SERIAL}"}}}}'.encode(),
        f'{{"serial":"6\\"{SERIAL}"}}'.encode(),
        json.dumps({"type": "x", "inner": json.dumps({"serial": SERIAL})}).encode(),
        f'{{"Serial" : "{SERIAL}!"}}'.encode(),
        f'{{"serial_numbers":["{SERIAL}"]}}'.encode(),
        f"serial={SERIAL}".encode(),
    ],
)
def test_no_serial_lies_in_quarantine_in_clear(door: Door, raw: bytes) -> None:
    for _ in range(2):
        assert door.netsuite(raw) == 200
    (kept,) = door.kept()
    assert SERIAL not in json.dumps(kept)
    assert "body" not in kept


def test_a_body_in_quarantine_can_be_read_again_by_who_may_decrypt(door: Door) -> None:
    raw = netsuite.encode({"type": "other", "serial": SERIAL, "note": "x" * 9_000})
    assert door.netsuite(raw) == 200
    parts = [
        client("kms").decrypt(CiphertextBlob=base64.b64decode(part), EncryptionContext=KEPT)
        for part in door.kept()[0]["body_encrypted"]
    ]
    assert len(parts) == 3
    assert b"".join(part["Plaintext"] for part in parts) == raw


def test_the_name_of_a_kept_body_does_not_betray_its_serial(door: Door) -> None:
    raw = netsuite.encode({"type": "other", "serial": SERIAL})
    assert door.netsuite(raw) == 200
    (listed,) = client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]
    assert hashlib.sha256(raw).hexdigest() not in listed["Key"]


def test_logs_name_the_commands_and_show_nothing_of_the_body(
    door: Door, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    to = shopify.recipient("ann@example.com", name="Annabel", message="secret wish")
    line = shopify.line(501, "10.00", properties=to)
    assert door.shopify("orders/paid", shopify.order(1, [line])) == 200
    lines_logged = [str(vars(record)) for record in caplog.records]
    written = "\n".join([capsys.readouterr().out, *lines_logged])
    assert "shopify.order.1.line.501.unit.1" in written
    assert "WebhooksAccepted" in written
    for private in ("ann@example.com", "Annabel", "secret wish", "Bea Buyer"):
        assert private not in written


def test_a_path_without_a_door_is_not_found(door: Door) -> None:
    assert door.post("stripe", b"{}", {}) == 404


def test_what_the_shop_has_to_be_asked_is_queued_and_not_asked_here(door: Door) -> None:
    paid = shopify.order(1001, [shopify.line(1, "20.00", kind="ordinary")])
    assert door.shopify("orders/paid", paid | {"payment_gateway_names": ["gift_card"]}) == 200
    assert door.asked("shopify_fetch") == [{"kind": "order", "order_id": "1001"}]
    assert door.all_queued() == []
    assert door.kept() == []


def test_a_question_that_cannot_be_queued_is_not_acknowledged(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIFTLEDGER_SHOPIFY_FETCH_QUEUE_URL", "")
    settings.cache_clear()
    paid = shopify.order(1001, [shopify.line(1, "20.00", kind="ordinary")])
    assert door.shopify("orders/paid", paid | {"payment_gateway_names": ["gift_card"]}) == 503
