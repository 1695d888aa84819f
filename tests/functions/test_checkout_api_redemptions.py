"""POST /v1/redemptions: a code is spent once per key, and every refusal says what to do."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from functions.checkout_api.handler import handler
from giftledger.ledger.parts import SealedCode
from giftledger.settings import settings
from giftledger.vault import look_up
from tests.fakes.commands import sale_refund
from tests.functions.checkout_world import Heard, Shop, event_of, heard_from, open_shop
from tests.functions.queue_world import CODE, OTHER_CODE

PATH = "/v1/redemptions"
BODY = {"code": CODE, "amount_minor": 1000, "currency": "USD", "order_reference": "till-1"}


MISFITS = (
    "",
    "[]",
    f"[{json.dumps(BODY)}]",
    "\ud800",
    json.dumps(BODY).replace("1000", "1e3"),
    json.dumps(BODY).replace("1000", "NaN"),
    json.dumps(BODY | {"extra": 1}),
    json.dumps(BODY | {"currency": "usd"}),
    json.dumps(BODY | {"order_reference": "x" * 256}),
    json.dumps(BODY | {"order_reference": "x" * 10_000}),
    json.dumps({name: value for name, value in BODY.items() if name != "code"}),
    "x" * 100_000,
)


@pytest.fixture(name="shop")
def _shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(monkeypatch) as shop:
        shop.issue(code=CODE)
        yield shop


def call(
    shop: Shop, body: dict[str, Any] | str = BODY, key: str = "key-1", client: str = "till"
) -> Heard:
    text = body if isinstance(body, str) else json.dumps(body)
    return shop.call(PATH, raw=text, key=key, client=client)


def test_a_code_is_spent_once_and_the_repeat_hears_the_first_answer(shop: Shop) -> None:
    first = call(shop)
    assert first.status == 201
    assert (first.body["amount_minor"], first.body["balance_minor"]) == (1000, 4000)
    assert not first.is_replay

    again = call(shop, BODY | {"code": " 7k2m-9qxt-4vwa-8c3f "})
    assert (again.status, again.body) == (201, first.body)
    assert again.is_replay
    assert shop.balance(CODE) == 4000


def test_the_function_answers_by_its_own_clock(shop: Shop) -> None:
    event = event_of(f"POST {PATH}", PATH, json.dumps(BODY), key="key-1", client="till")
    assert heard_from(handler(event, None)).body["balance_minor"] == 4000
    assert call(shop).is_replay


def test_a_repeat_after_the_card_was_spent_and_closed_still_hears_yes(shop: Shop) -> None:
    first = call(shop, BODY | {"amount_minor": 5000})
    shop.aws.tell(sale_refund())
    again = call(shop, BODY | {"amount_minor": 5000})
    assert (again.status, again.body) == (201, first.body)


def test_a_card_is_used_again_and_again_until_it_is_empty(shop: Shop) -> None:
    for number, left_minor in enumerate((3500, 2000, 500), start=1):
        answer = call(shop, BODY | {"amount_minor": 1500}, key=f"key-{number}")
        assert (answer.status, answer.body["balance_minor"]) == (201, left_minor)
    assert call(shop, BODY | {"amount_minor": 500}, key="key-4").body["balance_minor"] == 0
    assert call(shop, BODY | {"amount_minor": 1}, key="key-5").no == (409, "insufficient_balance")


def test_what_the_card_does_not_cover_is_refused_and_stays_refused(shop: Shop) -> None:
    too_much = BODY | {"amount_minor": 5001}
    for _ in range(2):
        heard = call(shop, too_much)
        assert heard.no == (409, "insufficient_balance")
    assert heard.is_replay
    assert shop.balance(CODE) == 5000


@pytest.mark.parametrize(
    "change",
    [{"amount_minor": 999}, {"currency": "CAD"}, {"order_reference": "till-2"}, {"test": True}],
)
def test_a_key_used_for_another_request_is_refused(shop: Shop, change: dict[str, Any]) -> None:
    call(shop)
    assert call(shop, BODY | change).no == (422, "key_reused")
    assert shop.balance(CODE) == 4000


def test_a_key_used_for_another_card_is_refused(shop: Shop) -> None:
    shop.issue(code=OTHER_CODE)
    call(shop)
    assert call(shop, BODY | {"code": OTHER_CODE}).no == (422, "key_reused")
    assert shop.balance(OTHER_CODE) == 5000


def test_keys_of_different_callers_do_not_meet(shop: Shop) -> None:
    assert call(shop).status == call(shop, client="shop").status == 201
    assert shop.balance(CODE) == 3000


def test_another_currency_and_a_test_order_are_refused(shop: Shop) -> None:
    assert call(shop, BODY | {"currency": "CAD"}).no == (422, "currency_mismatch")
    assert call(shop, BODY | {"test": True}, key="key-2").no == (422, "test_mismatch")


def test_a_closed_card_is_refused(shop: Shop) -> None:
    shop.aws.tell(sale_refund())
    assert call(shop).no == (409, "not_active")


def test_an_unknown_or_malformed_code_is_not_found_and_its_key_can_be_used_again(
    shop: Shop,
) -> None:
    before = shop.aws.everything_stored()
    for code in ("AAAABBBBCCCCDDDD", "x", "   ", "ключ", "A" * 100, "'; --"):
        assert call(shop, BODY | {"code": code}).no == (404, "unknown_card"), code
    assert shop.aws.everything_stored() == before
    assert call(shop).status == 201
    assert shop.balance(CODE) == 4000


def test_a_call_without_a_proper_key_is_refused(shop: Shop) -> None:
    for key in ("", "k" * 256):
        assert call(shop, key=key).no == (400, "idempotency_key_required")
    assert shop.balance(CODE) == 5000


def test_an_amount_that_is_no_positive_whole_number_in_bounds_is_refused(shop: Shop) -> None:
    texts = ["10", "10.005", "-1", "1e3"]
    numbers = [10.5, 10.0, 1e3, -1, 10**12 + 1, 10**400, -0.0, 0.0, True, False, None, [1]]
    for amount in (*texts, *numbers):
        assert call(shop, BODY | {"amount_minor": amount}).no == (400, "invalid_request")
    assert shop.balance(CODE) == 5000


def test_an_amount_of_zero_is_refused_by_its_own_name_and_stores_nothing(shop: Shop) -> None:
    before = shop.aws.everything_stored()
    heard = call(shop, BODY | {"amount_minor": 0})
    assert heard.no == (422, "zero_amount")
    assert heard.body["errors"] == [{"field": "amount_minor", "error": "greater_than_equal"}]
    twice_wrong = BODY | {"amount_minor": 0, "currency": "usd"}
    assert call(shop, twice_wrong).no == (400, "invalid_request")
    assert shop.aws.everything_stored() == before


def test_a_body_that_does_not_fit_is_refused_without_an_echo(shop: Shop) -> None:
    for body in MISFITS:
        heard = call(shop, body)
        assert heard.no == (400, "invalid_request"), body
        assert CODE not in json.dumps(heard.body)
    assert shop.balance(CODE) == 5000


def test_a_code_hashed_under_the_key_before_a_rotation_is_found(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
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
    assert call(shop).status == 201
    assert shop.balance(CODE) == 4000


def test_no_log_line_holds_the_code_or_its_hash(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    call(shop)
    call(shop, BODY | {"amount_minor": 9000}, key="key-2")
    call(shop, BODY | {"code": OTHER_CODE}, key="key-3")

    output = capsys.readouterr().out
    seals: list[SealedCode] = [look_up(CODE), look_up(OTHER_CODE)]
    for secret in (CODE, OTHER_CODE, *(seal.hash for seal in seals)):
        assert secret not in output
    lines = [json.loads(line) for line in output.splitlines()]
    outcomes = [line["outcome"] for line in lines if line.get("message") == "command"]
    assert outcomes == ["posted", "rejected"]
    assert shop.balance(CODE) == 4000
