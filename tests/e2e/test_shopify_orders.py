"""Orders in the shop: fulfilled, refunded before shipping, held because of their risk."""

from collections.abc import Iterator

import pytest

from giftledger.aws import client
from sandbox.client import Stack, settled
from sandbox.shop import Shop
from tests.e2e.shopping import MUG, buy_card, functions_named, gift_line
from tests.e2e.typed import giftledger
from tests.events.shopify import fresh_id

VARIABLE = "GIFTLEDGER_SHOPIFY_RISK_HOLD"


def _set(value: str) -> None:
    for name in functions_named("webhook", "shopify_fetch", "shopify_poll"):
        told = client("lambda").get_function_configuration(FunctionName=name)
        variables = told["Environment"]["Variables"] | {VARIABLE: value}
        client("lambda").update_function_configuration(
            FunctionName=name, Environment={"Variables": variables}
        )


@pytest.fixture
def risk_hold() -> Iterator[None]:
    """Orders of medium and high risk wait for a person."""
    _set("medium")
    yield
    _set("off")


def test_a_sold_card_fulfils_its_line_and_marks_its_order(stack: Stack, shop: Shop) -> None:
    bought = buy_card(stack, shop)

    def order() -> dict[str, object] | None:
        found: dict[str, object] = shop.ask("GET", f"/orders/{bought.order_id}")
        tags, state = found["tags"], str(found["fulfillment_status"])
        return found if "giftledger" in str(tags) and state.lower() == "fulfilled" else None

    assert settled(order, what="fulfilment and tag")


def test_a_full_refund_before_shipping_denies_the_shipment_once(stack: Stack, shop: Shop) -> None:
    bought = buy_card(stack, shop)
    spent = shop.buys(MUG, codes=(bought.code,))
    bought.becomes(3000)
    order = shop.ask("GET", f"/orders/{spent['order_id']}")
    lines = [{"line_item_id": order["line_items"][0]["id"], "quantity": 1}]
    back = [{"parent_id": spent["paid_by"][0]["transaction_id"], "amount": "20.00"}]
    told = {"lines": lines, "transactions": back}
    shop.ask("POST", f"/orders/{spent['order_id']}/refund", told)
    bought.becomes(5000)

    def denied() -> bool:
        return "Shipping Denied" in str(shop.ask("GET", f"/orders/{spent['order_id']}")["tags"])

    assert settled(denied, what="Shipping Denied")


@pytest.mark.usefixtures("risk_hold")
def test_a_risky_order_keeps_its_cards_pending_until_a_person_releases_it(
    stack: Stack, shop: Shop
) -> None:
    to = f"risky.{fresh_id()}@example.com"
    sold = shop.buys(gift_line("60.00", to), email="buyer@example.com", risk="high")
    reference, order_id = f"order:shopify:{sold['order_id']}", str(sold["order_id"])
    settled(lambda: stack.cards(reference), what="the card")
    settled(lambda: order_id in giftledger("shopify", "review", "list").stdout, what="the review")
    assert [card.status for card in stack.cards(reference)] == ["pending"]
    assert stack.mails(to) == []
    assert giftledger("shopify", "review", "release", order_id, "--yes").returncode == 0
    settled(lambda: stack.mails(to), what="gift mail")
    assert [card.status for card in stack.cards(reference)] == ["active"]


@pytest.mark.usefixtures("risk_hold")
def test_an_order_without_risk_is_released_by_itself(stack: Stack, shop: Shop) -> None:
    bought = buy_card(stack, shop, risk="low")
    bought.becomes(5000)
