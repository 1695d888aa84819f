"""The mail's image: the same bytes for every token, whatever storage does."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from functions.email_open.handler import handler
from giftledger.delivery.deliver import deliver
from giftledger.store.items import OpenItem
from giftledger.tokens import token, token_hash
from tests.functions.mail_world import World, world

READER = "203.0.113.77"


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as seen:
        yield seen


def fetch(file_name: str | None) -> dict[str, Any]:
    parameters = None if file_name is None else {"file": file_name}
    context = {"http": {"sourceIp": READER, "userAgent": "Mozilla/5.0"}}
    return handler({"pathParameters": parameters, "requestContext": context}, object())


def mailed(aws: World) -> str:
    card = aws.issue()
    deliver(card, now=datetime.now(UTC))
    return card


def test_any_token_gets_the_same_43_bytes(aws: World) -> None:
    known = fetch(f"{token('open', mailed(aws))}.gif")
    for other in ("unknown.gif", "", None, "x" * 5000, "\ud800.gif", "../etc/passwd"):
        assert fetch(other) == known
    image = base64.b64decode(known["body"])
    assert len(image) == 43
    assert image.startswith(b"GIF89a\x01\x00\x01\x00")
    assert image.endswith(b";")
    assert known["statusCode"] == 200
    assert known["isBase64Encoded"] is True
    assert known["headers"]["content-type"] == "image/gif"
    assert known["headers"]["cache-control"] == "no-store"


def test_the_first_open_is_kept_and_all_are_counted(aws: World) -> None:
    card = mailed(aws)
    opened = token("open", card)
    fetch(f"{opened}.gif")
    first = aws.gift(card).opened_at
    fetch(f"{opened}.gif")
    item = OpenItem.get(f"OPEN#{token_hash(opened)}", "OPEN")
    assert (item.opens, item.opened_at) == (2, first)
    assert (aws.gift(card).state, aws.gift(card).opened_at) == ("opened", first)


def test_a_claim_token_opens_nothing(aws: World) -> None:
    card = mailed(aws)
    fetch(f"{token('claim', card)}.gif")
    assert aws.gift(card).state == "sent"


def test_an_unknown_token_leaves_no_trace(aws: World) -> None:
    fetch("unknown.gif")
    assert boto3.client("dynamodb").scan(TableName="giftledger-test-people")["Count"] == 0
    assert aws.calls.count("UpdateItem") == 1


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AccessDeniedException"}}, "UpdateItem"),
        ClientError({"Error": {"Code": "ThrottlingException"}}, "UpdateItem"),
        EndpointConnectionError(endpoint_url="https://dynamodb"),
    ],
)
def test_the_image_answers_though_storage_fails(aws: World, error: Exception) -> None:
    file_name = f"{token('open', mailed(aws))}.gif"
    healthy = fetch(file_name)
    aws.refuses["UpdateItem"] = error
    assert fetch(file_name) == healthy


def test_neither_address_nor_token_of_the_reader_is_logged(
    aws: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    opened = token("open", mailed(aws))
    fetch(f"{opened}.gif")
    fetch("unknown.gif")
    logged = "".join(capsys.readouterr()) + "".join(str(vars(line)) for line in caplog.records)
    assert READER not in logged
    assert opened not in logged
