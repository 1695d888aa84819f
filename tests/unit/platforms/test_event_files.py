"""The recorded bodies of tests/events: each is understood whole and says what its name promises."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from giftledger.platforms.netsuite.translate import translate as from_netsuite
from giftledger.platforms.shopify.translate import translate
from tests.unit.platforms.test_netsuite import seal

EVENTS = Path(__file__).parents[2] / "events"
SAYS = {
    "shopify_orders_paid": ["issue", "issue", "issue", "issue"],
    "shopify_orders_cancelled": ["issue"] * 4 + ["deactivate", "cancel_order"],
    "shopify_fulfillments_create": ["issue"],
    "shopify_order_transactions_create": ["redeem"],
    "shopify_refunds_create": ["refund"],
    "netsuite_item_fulfillment": ["activate"],
}


def test_every_file_is_under_this_test() -> None:
    assert {path.stem for path in EVENTS.glob("*.json")} == set(SAYS)


@pytest.mark.parametrize("name", SAYS)
def test_a_recorded_body_is_understood_whole(name: str) -> None:
    body = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    if name.startswith("netsuite"):
        found = from_netsuite(body, account="7654321_SB1", seal=seal)
    else:
        topic = {
            "shopify_orders_paid": "orders/paid",
            "shopify_orders_cancelled": "orders/cancelled",
            "shopify_fulfillments_create": "fulfillments/create",
            "shopify_order_transactions_create": "order_transactions/create",
            "shopify_refunds_create": "refunds/create",
        }[name]
        now = datetime(2026, 11, 22, tzinfo=UTC)
        found = translate(topic, body, sku_prefix="GIFT-", received_at=now)
    assert (found.problems, found.kept) == ((), None)
    assert [command.verb for command in found.commands] == SAYS[name]
