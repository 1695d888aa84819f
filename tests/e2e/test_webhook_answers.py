"""What a platform hears from the webhook door, over HTTP."""

import json
import time

import pytest

from sandbox.client import Stack
from tests.events import netsuite, shopify
from tests.events.shopify import fresh_id


def test_both_secrets_of_a_rotation_are_accepted(stack: Stack) -> None:
    body = shopify.order(fresh_id(), [shopify.line(fresh_id(), "10.00", kind="ordinary")])
    for name in ("webhook_secret", "previous_webhook_secret"):
        secret = stack.described["shopify"][name]
        assert stack.shopify("orders/paid", body, secret=secret).status == 200


def test_a_wrong_signature_is_not_authentic(stack: Stack) -> None:
    assert stack.shopify("orders/paid", {"id": 1}, secret="wrong").status == 401


@pytest.mark.parametrize("age_seconds", [301, -301, 86_400])
def test_a_stale_netsuite_timestamp_is_not_authentic(stack: Stack, age_seconds: int) -> None:
    body = netsuite.item_fulfillment("1", 1, [netsuite.row("6034110000000025", 5000)])
    assert stack.netsuite(body, timestamp=int(time.time()) - age_seconds).status == 401


@pytest.mark.parametrize(
    "topic", ["orders/updated", "customers/redact", "shop/redact", "app/uninstalled", "no/such"]
)
def test_unknown_and_privacy_topics_are_acknowledged(stack: Stack, topic: str) -> None:
    assert stack.shopify(topic, {"id": fresh_id()}).status == 200


def test_more_than_a_megabyte_is_too_large(stack: Stack) -> None:
    assert stack.shopify("orders/paid", {"note": "x" * 1_000_001}).status == 413


@pytest.mark.parametrize("garbage", [b"not json", b"[]", b'{"id": {}}', b"", b"\xff\xfe\x00"])
def test_authentic_garbage_is_acknowledged(stack: Stack, garbage: bytes) -> None:
    shop = stack.described["shopify"]
    headers = shopify.headers(
        garbage,
        topic="orders/paid",
        secret=shop["webhook_secret"],
        shop_domain=shop["shop_domain"],
    )
    assert stack.call("POST", "/webhooks/shopify", garbage, headers).status == 200


@pytest.mark.parametrize("price", ["10.005", "-1", "1e3", "ten", ""])
def test_an_amount_that_is_none_issues_nothing(stack: Stack, price: str) -> None:
    order_id = fresh_id()
    lines = [shopify.line(fresh_id(), price, kind="digital")]
    assert stack.shopify("orders/paid", shopify.order(order_id, lines)).status == 200
    time.sleep(1)
    assert stack.cards(f"order:shopify:{order_id}") == []


def test_answers_echo_nothing_of_the_body(stack: Stack) -> None:
    answer = stack.shopify("orders/paid", {"marker": "zanzibar"})
    assert b"zanzibar" not in answer.data
    assert isinstance(json.loads(answer.data), dict)
