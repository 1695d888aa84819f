"""POST /v1/redemptions: a code is spent once per key, and every refusal says what to do."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from functions.redemption_api.handler import handler
from giftledger.ledger.parts import SealedCode
from giftledger.settings import settings
from giftledger.vault import look_up
from tests.fakes.commands import digital_issue, sale_refund
from tests.functions.queue_world import CODE, OTHER_CODE, World, world

BODY = {"code": CODE, "amount_minor": 1000, "currency": "USD", "order_reference": "till-1"}


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as seen:
        seen.tell(digital_issue(1))
        yield seen


def call(
    body: dict[str, Any] | str, key: str | None = "key-1", client_id: str = "till"
) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Status, body and headers (lower case) of one call."""
    text = body if isinstance(body, str) else json.dumps(body)
    event = {
        "version": "2.0",
        "routeKey": "POST /v1/redemptions",
        "rawPath": "/v1/redemptions",
        "headers": {"content-type": "application/json"} | ({"idempotency-key": key} if key else {}),
        "requestContext": {
            "http": {"method": "POST", "path": "/v1/redemptions", "sourceIp": "203.0.113.9"},
            "authorizer": {"jwt": {"claims": {"client_id": client_id}, "scopes": ["redeem"]}},
            "stage": "$default",
        },
        "body": text,
        "isBase64Encoded": False,
    }
    answer = handler(event, None)
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    return answer["statusCode"], json.loads(answer["body"]), headers


def refusal(body: dict[str, Any] | str, **how: Any) -> tuple[int, str]:
    """Status and code of a refusal, which is in the form of RFC 9457."""
    status, answer, headers = call(body, **how)
    assert headers["content-type"] == "application/problem+json"
    assert headers["cache-control"] == "no-store"
    assert answer["status"] == status
    assert {"type", "title", "detail"} <= answer.keys()
    return status, answer["code"]


def test_a_code_is_spent_once_and_the_repeat_hears_the_first_answer(aws: World) -> None:
    status, answer, headers = call(BODY)
    assert status == 201
    assert (answer["amount_minor"], answer["balance_minor"]) == (1000, 4000)
    assert "idempotency-hit" not in headers

    again = call(BODY | {"code": " 7k2m-9qxt-4vwa-8c3f "})
    assert again[:2] == (201, answer)
    assert again[2]["idempotency-hit"] == "true"
    assert aws.balance(digital_issue(1)) == 4000


def test_a_repeat_after_the_card_was_spent_and_closed_still_hears_yes(aws: World) -> None:
    first = call(BODY | {"amount_minor": 5000})
    aws.tell(sale_refund())
    assert call(BODY | {"amount_minor": 5000})[:2] == first[:2]


def test_what_the_card_does_not_cover_is_refused_and_stays_refused(aws: World) -> None:
    too_much = BODY | {"amount_minor": 5001}
    for _ in range(2):
        assert refusal(too_much) == (409, "insufficient_balance")
    assert call(too_much)[2]["idempotency-hit"] == "true"
    assert aws.balance(digital_issue(1)) == 5000


def test_a_key_used_for_another_amount_is_refused(aws: World) -> None:
    call(BODY)
    assert refusal(BODY | {"amount_minor": 999}) == (422, "key_reused")
    assert aws.balance(digital_issue(1)) == 4000


def test_a_key_used_for_another_card_is_refused(aws: World) -> None:
    aws.tell(digital_issue(2), code=OTHER_CODE)
    call(BODY)
    assert refusal(BODY | {"code": OTHER_CODE}) == (422, "key_reused")
    assert aws.balance(digital_issue(2)) == 5000


def test_keys_of_different_callers_do_not_meet(aws: World) -> None:
    assert call(BODY)[0] == call(BODY, client_id="shop")[0] == 201
    assert aws.balance(digital_issue(1)) == 3000


@pytest.mark.usefixtures("aws")
def test_another_currency_is_refused() -> None:
    assert refusal(BODY | {"currency": "CAD"}) == (422, "currency_mismatch")


def test_a_closed_card_is_refused(aws: World) -> None:
    aws.tell(sale_refund())
    assert refusal(BODY) == (409, "not_active")


@pytest.mark.parametrize("code", ["AAAABBBBCCCCDDDD", "x", "   ", "ключ", "A" * 100, "'; --"])
def test_an_unknown_or_malformed_code_is_not_found_and_its_key_can_be_used_again(
    aws: World, code: str
) -> None:
    assert refusal(BODY | {"code": code}) == (404, "unknown_card")
    assert call(BODY)[0] == 201
    assert aws.balance(digital_issue(1)) == 4000


@pytest.mark.parametrize("key", [None, "", "k" * 256])
def test_a_call_without_a_proper_key_is_refused(aws: World, key: str | None) -> None:
    assert refusal(BODY, key=key) == (400, "idempotency_key_required")
    assert aws.balance(digital_issue(1)) == 5000


@pytest.mark.parametrize(
    "amount",
    ["10", "10.005", "-1", "1e3", 10.5, 10.0, 1e3, -1, 0, 10**12 + 1, 10**400, True, None, [1]],
)
def test_an_amount_that_is_no_positive_whole_number_in_bounds_is_refused(
    aws: World, amount: object
) -> None:
    assert refusal(BODY | {"amount_minor": amount}) == (400, "invalid_request")
    assert aws.balance(digital_issue(1)) == 5000


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "{",
        '{"amount_minor": 1e3}',
        json.dumps(BODY).replace("1000", "1e3"),
        json.dumps(BODY).replace("1000", "NaN"),
        json.dumps(BODY | {"extra": 1}),
        json.dumps(BODY | {"currency": "usd"}),
        json.dumps(BODY | {"order_reference": "x" * 256}),
        json.dumps({name: value for name, value in BODY.items() if name != "code"}),
        "x" * 100_000,
    ],
)
def test_a_body_that_does_not_fit_is_refused_without_an_echo(aws: World, body: str) -> None:
    assert refusal(body) == (400, "invalid_request")
    assert CODE not in json.dumps(call(body)[1])
    assert aws.balance(digital_issue(1)) == 5000


def test_a_code_hashed_under_the_key_before_a_rotation_is_found(
    aws: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotated = {
        "key_id": "k2",
        "pepper": "new",
        "previous_key_id": "k1",
        "previous_pepper": "pepper",
        "link_key": "link",
    }
    boto3.client("secretsmanager").create_secret(Name="rotated", SecretString=json.dumps(rotated))
    monkeypatch.setenv("GIFTLEDGER_CODES_SECRET", "rotated")
    settings.cache_clear()
    assert call(BODY)[0] == 201
    assert aws.balance(digital_issue(1)) == 4000


def test_no_log_line_holds_the_code_or_its_hash(
    aws: World, capsys: pytest.CaptureFixture[str]
) -> None:
    call(BODY)
    call(BODY | {"amount_minor": 9000}, key="key-2")
    call(BODY | {"code": OTHER_CODE}, key="key-3")

    output = capsys.readouterr().out
    seals: list[SealedCode] = [look_up(CODE), look_up(OTHER_CODE)]
    for secret in (CODE, OTHER_CODE, *(seal.hash for seal in seals)):
        assert secret not in output
    lines = [json.loads(line) for line in output.splitlines()]
    outcomes = [line["outcome"] for line in lines if line.get("message") == "command"]
    assert outcomes == ["posted", "rejected"]
    assert aws.balance(digital_issue(1)) == 4000
