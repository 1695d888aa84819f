"""The public pages: a balance for who has the code or the link, and one answer for all others."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from functions.balance.handler import handler
from giftledger import vault
from giftledger.delivery.deliver import deliver
from giftledger.ledger.parts import Mode
from giftledger.tokens import token
from tests.fakes.commands import activation, physical_issue, redemption, sale_refund
from tests.functions.mail_world import CODE, World, world

JSON = "application/json"
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
UNKNOWN = "ABCDEFGHJKLMNPQR"


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch, BALANCE_MISSES_PER_MINUTE="50") as seen:
        yield seen


def call(route: str, *, accept: str = HTML, address: str = "203.0.113.7", **event: Any) -> Any:
    http = {"sourceIp": address}
    base = {"routeKey": route, "headers": {"accept": accept}, "requestContext": {"http": http}}
    return handler({**base, **event}, object())


def ask(code: str, *, accept: str = JSON, address: str = "203.0.113.7") -> Any:
    return call("POST /balance", accept=accept, address=address, body=urlencode({"code": code}))


def visit(card_token: str) -> Any:
    return call("GET /cards/{token}", pathParameters={"token": card_token})


def spend(aws: World, number: int = 1, amount_minor: int = 250) -> None:
    aliases = vault.look_up(CODE).aliases()
    aws.execute(redemption(number, amount_minor, aliases=aliases, mode=Mode.REPORTED))


def test_the_form_posts_the_code_and_keeps_it_out_of_the_address(aws: World) -> None:
    page = call("GET /balance")
    assert page["statusCode"] == 200
    assert '<form method="post" action="balance"' in page["body"]
    assert 'name="code"' in page["body"]
    assert 'autocomplete="off"' in page["body"]
    assert '<html lang="en"' in page["body"]
    assert aws.calls.count("UpdateItem") == 0


def test_an_active_card_tells_its_balance_to_programs(aws: World) -> None:
    aws.issue()
    spend(aws)
    answer = ask(CODE)
    assert answer["statusCode"] == 200
    body = json.loads(answer["body"])
    history = body.pop("history")
    assert body == {
        "status": "active",
        "balance": {"amount_minor": 750, "currency": "USD", "formatted": "$7.50"},
        "last_four": CODE[-4:],
        "expires_on": None,
    }
    assert [(line["kind"], line["amount_minor"], line["formatted"]) for line in history] == [
        ("issue", 1000, "$10.00"),
        ("redeem", -250, "-$2.50"),
    ]
    assert set(history[0]) == {
        "kind", "amount_minor", "formatted", "balance_after_minor", "occurred_at",
    }  # fmt: skip


def test_the_page_tells_the_same_and_no_order(aws: World) -> None:
    aws.issue()
    spend(aws)
    page = ask(CODE, accept=HTML)["body"]
    for text in ("$7.50", "-$2.50", CODE[-4:], "Active", "As of", "UTC", 'href="balance"'):
        assert text in page
    for secret in (CODE, "shopify:", "gc_", "ada@", "Ada"):
        assert secret not in page


@pytest.mark.parametrize(
    "typed", ["7k2m9qxt4vwa8c3f", "7K2M-9QXT-4VWA-8C3F", " 7k2m 9qxt-4vwa 8c3f\t"]
)
def test_case_spaces_and_hyphens_do_not_matter(aws: World, typed: str) -> None:
    aws.issue()
    assert ask(typed)["statusCode"] == 200


def test_a_bound_serial_works_like_a_code(aws: World) -> None:
    aws.execute(physical_issue())
    serial = vault.seal("PLASTIC00017")
    aws.execute(activation(code=serial))
    answer = ask("plastic 00017")
    assert json.loads(answer["body"])["balance"]["amount_minor"] == 5000


def test_a_base64_body_is_read(aws: World) -> None:
    aws.issue()
    body = base64.b64encode(urlencode({"code": CODE}).encode()).decode()
    answer = call("POST /balance", accept=JSON, body=body, isBase64Encoded=True)
    assert answer["statusCode"] == 200


@pytest.mark.parametrize("accept", [JSON, HTML])
def test_whatever_is_not_an_active_card_is_answered_with_the_same_bytes(
    aws: World, accept: str
) -> None:
    aws.issue()
    blocked = "BLOCKED00001"
    card = aws.issue(code=blocked, unit=2)
    block(card)
    aws.execute(sale_refund())
    unknown = ask(UNKNOWN, accept=accept)
    assert unknown["statusCode"] == 404
    for typed in (CODE, blocked, "", "no", "💝", "<script>", "A" * 3000, "%00", "a\nb"):
        assert ask(typed, accept=accept) == unknown
    for event in (
        {"body": None},
        {"body": "code"},
        {"body": "&".join(["x=1"] * 50)},
        {"body": "c" * 100_000},
        {"body": "!", "isBase64Encoded": True},
        {"body": "/w==", "isBase64Encoded": True},
    ):
        assert call("POST /balance", accept=accept, **event) == unknown


def block(card: str) -> None:
    """As an operator would; there is no such verb yet."""
    boto3.client("dynamodb").update_item(
        TableName="giftledger-test-ledger",
        Key={"pk": {"S": f"CARD#{card}"}, "sk": {"S": "CARD"}},
        UpdateExpression="SET #s = :blocked",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={":blocked": {"S": "blocked"}},
    )


def test_a_malformed_and_a_blocked_code_cost_the_calls_of_an_unknown_one(aws: World) -> None:
    block(aws.issue())

    def calls(typed: str) -> list[str]:
        aws.revive()
        ask(typed)
        return [name for name in aws.calls if name != "GetSecretValue"]

    unknown = calls(UNKNOWN)
    assert calls("") == unknown
    assert len(calls(CODE)) == len(unknown)


def test_a_network_that_misses_too_often_has_to_wait_whatever_it_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with world(monkeypatch, BALANCE_MISSES_PER_MINUTE="3") as aws:
        aws.issue()
        for _ in range(3):
            assert ask(CODE)["statusCode"] == 200
            assert ask(UNKNOWN)["statusCode"] == 404
        limited = ask(UNKNOWN)
        assert limited["statusCode"] == 429
        assert limited["headers"]["retry-after"] == "60"
        assert ask(CODE) == limited
        assert ask("") == limited
        assert ask(CODE, accept=HTML)["statusCode"] == 429
        assert ask(CODE, address="203.0.113.8")["statusCode"] == 200
        stored = json.dumps(boto3.client("dynamodb").scan(TableName="giftledger-test-work"))
        assert "203.0.113" not in stored


def test_storage_that_does_not_answer_asks_to_come_again(aws: World) -> None:
    aws.issue()
    aws.refuses["GetItem"] = EndpointConnectionError(endpoint_url="https://dynamodb")
    for answer in (ask(CODE), ask(UNKNOWN), ask(CODE, accept=HTML), visit("x")):
        assert answer["statusCode"] == 503
        assert answer["headers"]["retry-after"]


def test_the_link_of_the_mail_shows_the_card_and_changes_nothing(aws: World) -> None:
    card = aws.issue()
    deliver(card, now=datetime.now(UTC))
    aws.revive()
    page = visit(token("claim", card))
    assert page["statusCode"] == 200
    assert "$10.00" in page["body"]
    assert CODE[-4:] in page["body"]
    assert CODE not in page["body"]
    assert 'href="../balance"' in page["body"]
    assert {name for name in aws.calls if name not in {"GetItem", "BatchGetItem", "Query"}} == set()


def test_the_link_of_a_closed_card_says_that_it_cannot_be_used(aws: World) -> None:
    card = aws.issue()
    deliver(card, now=datetime.now(UTC))
    aws.execute(sale_refund())
    page = visit(token("claim", card))
    assert page["statusCode"] == 200
    assert "This card can&#39;t be used now" in page["body"] or "can't be used now" in page["body"]
    assert "0.00" in page["body"]


def test_unknown_links_lead_to_one_page(aws: World) -> None:
    card = aws.issue()
    deliver(card, now=datetime.now(UTC))
    unknown = visit("a" * 32)
    assert unknown["statusCode"] == 404
    assert visit(token("open", card)) == unknown
    assert visit("\ud800") == unknown


HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "vary": "Accept",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
}


def test_every_answer_carries_the_same_safe_headers(aws: World) -> None:
    aws.issue()
    for answer in (call("GET /balance"), ask(CODE, accept=HTML), ask("", accept=HTML), visit("x")):
        headers = dict(answer["headers"])
        policy = headers.pop("content-security-policy")
        assert headers == HEADERS
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert policy.endswith("form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
        assert "http" not in policy


def test_no_typed_code_and_no_address_is_logged(
    aws: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    aws.issue()
    for typed in (CODE, UNKNOWN):
        ask(typed)
    logged = "".join(capsys.readouterr()) + "".join(str(vars(line)) for line in caplog.records)
    for secret in (CODE, UNKNOWN, "203.0.113.7", "ada@example.com"):
        assert secret not in logged
