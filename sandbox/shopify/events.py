"""What the shop tells its subscribers."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from sandbox.shopify.orders import Fulfillment, Order, Refund, Transaction
from sandbox.shopify.rest_order import order_body
from sandbox.shopify.rest_parts import fulfillment_body, refund_body, transaction_body
from sandbox.shopify.sender import Delivery, signed
from sandbox.shopify.shop import Shop
from sandbox.shopify.subscriptions import APP_TOPICS, Subscription


def subscribe(shop: Shop, topic: str, url: str) -> Subscription:
    """A new subscription; the caller knows that there is none of this topic and address."""
    now = shop.now()
    one = Subscription(shop.fresh_id(), topic, url, now, now)
    shop.subscriptions[one.id] = one
    return one


def aim(shop: Shop) -> None:
    """Subscribe the target of the settings to the usual topics, in place of what there was."""
    shop.subscriptions.clear()
    if shop.settings.webhooks:
        for topic in APP_TOPICS:
            subscribe(shop, topic, shop.settings.webhooks)


def tell(shop: Shop, topic: str, body: Mapping[str, Any], *, delay: float = 0.0) -> None:
    """Queue the body for every subscriber of the topic, as often as the settings say."""
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    event_id = secrets.token_hex(16)
    for one in [each for each in shop.subscriptions.values() if each.topic == topic]:
        headers = _headers(shop, one, raw, event_id)
        for again in range(1 + shop.settings.duplicate_webhooks):
            delivery = Delivery(
                headers["X-Shopify-Webhook-Id"], event_id, topic, one.id, one.url, raw, headers
            )
            wait = shop.settings.webhook_delay_seconds + delay + 0.05 * again
            shop.sender.send(delivery, delay=wait)


def order_changed(shop: Shop, order: Order, *topics: str) -> None:
    """Tell `topics` and, behind them, orders/updated."""
    order.updated_at = shop.now()
    body = order_body(order)
    for topic in (*topics, "orders/updated"):
        tell(shop, topic, body)


def transactions_made(shop: Shop, order: Order, made: list[Transaction]) -> None:
    """Tell of each."""
    for one in made:
        tell(shop, "order_transactions/create", transaction_body(one, order))


def fulfilled(shop: Shop, order: Order, one: Fulfillment) -> None:
    """Tell of a fulfilment and what it means for the order."""
    tell(shop, "fulfillments/create", fulfillment_body(one, order))
    is_whole = not any(line.unfulfilled for line in order.lines)
    order_changed(shop, order, "orders/fulfilled" if is_whole else "orders/partially_fulfilled")


def refund_made(shop: Shop, order: Order, refund: Refund) -> None:
    """Tell of a refund and the money that it moved."""
    tell(shop, "refunds/create", refund_body(refund, order))
    transactions_made(shop, order, refund.transactions)


def _headers(shop: Shop, one: Subscription, raw: bytes, event_id: str) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-Topic": one.topic,
        "X-Shopify-Hmac-Sha256": signed(raw, shop.settings.secret),
        "X-Shopify-Shop-Domain": shop.settings.shop,
        "X-Shopify-API-Version": one.api_version,
        "X-Shopify-Webhook-Id": secrets.token_hex(16),
        "X-Shopify-Event-Id": event_id,
        "X-Shopify-Triggered-At": shop.now().isoformat(),
    }
    return headers | ({"X-Shopify-Name": one.name} if one.name else {})
