"""An order's whole way: webhook, queues, ledger, stream, and back to the order in the shop."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.outbox.handler import handler as outbox
from functions.shopify_sync.handler import handler as shopify_sync
from giftledger.settings import settings
from tests.functions.shopify_world import Town, gift, mug, town


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with town(monkeypatch) as made:
        yield made


def works(place: Town) -> None:
    """Everything that waits, to its end."""
    for _ in range(4):
        place.deliver_webhooks()
        place.settle()
        place.aws.consume("shopify_sync", shopify_sync)


def shown(place: Town, order: int) -> Any:
    return place.control(f"/orders/{order}", "GET")


def refund(place: Town, order: int) -> None:
    kept = shown(place, order)
    lines = [{"line_item_id": each["id"], "quantity": 1} for each in kept["line_items"]]
    paid = [{"parent_id": each["id"], "amount": each["amount"]} for each in kept["transactions"]]
    place.control(f"/orders/{order}/refund", lines=lines, transactions=paid, restock=False)


def test_a_bought_card_fulfils_its_line_and_marks_the_order(place: Town) -> None:
    order = place.buys(gift("50.00"), mug())["order_id"]
    place.deliver_webhooks()
    place.settle()
    outbox(place.aws.stream(), None)
    works(place)
    found = shown(place, order)
    statuses = [line["fulfillment_status"] for line in found["line_items"]]
    assert statuses == ["fulfilled", None]
    assert len(found["fulfillments"]) == 1
    assert found["tags"] == "giftledger"
    assert found["note"].startswith("Giftledger: gift cards issued: 1 (…")
    assert '"value": "50.00"' in found["metafields"]["giftledger.cards"]


def test_a_full_refund_of_an_unshipped_order_is_denied_by_its_webhooks(place: Town) -> None:
    card = place.control("/cards", value="100.00")
    order = place.buys(mug(), gift_card_codes=[card["code"]])["order_id"]
    works(place)
    assert shown(place, order)["tags"] == ""
    refund(place, order)
    works(place)
    found = shown(place, order)
    assert found["tags"] == "Shipping Denied"
    assert [part["status"] for part in found["fulfillment_orders"]] == ["ON_HOLD"]
    assert found["note"].count("Shipping denied") == 1


def test_a_refund_of_a_shipped_order_changes_nothing_about_it(place: Town) -> None:
    order = place.buys(mug())["order_id"]
    place.control(f"/orders/{order}/fulfil")
    refund(place, order)
    works(place)
    assert (shown(place, order)["tags"], shown(place, order)["note"]) == ("", None)


def test_without_the_admin_api_no_denial_is_queued(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIFTLEDGER_SHOPIFY_CLIENT_ID", "")
    settings.cache_clear()
    order = place.buys(mug())["order_id"]
    refund(place, order)
    place.deliver_webhooks()
    assert place.aws.messages("shopify_sync") == []
