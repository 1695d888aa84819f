"""Builders of Shopify webhook bodies in the real shape, with the headers of a signed delivery.

Importable without pytest: the demo and the tests over HTTP tell their stories with them.

    card = line(501, "50.00", properties=recipient("ann@example.com", name="Ann"))
    raw = encode(order(1001, [card]))
    headers(raw, topic="orders/paid", secret=secret, shop_domain=shop)
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from typing import Any, Literal

Body = dict[str, Any]
Kind = Literal["digital", "physical", "native", "native_physical", "ordinary"]

WHEN = "2026-11-20T09:30:00-05:00"
CURRENCY = "USD"


def fresh_id() -> int:
    """An id as large as the platform's, new each time: for stacks that remember the last run."""
    return 5_000_000_000_000 + secrets.randbelow(4_000_000_000_000)


def money(amount: str, currency: str = CURRENCY) -> Body:
    """A `*_set`: the shop's money and what the customer saw."""
    part = {"amount": amount, "currency_code": currency}
    return {"shop_money": part, "presentment_money": dict(part)}


def recipient(
    email: str | None = None,
    *,
    name: str | None = None,
    message: str | None = None,
    send_on: str | None = None,
    offset_minutes: int | None = None,
) -> list[Body]:
    """The line properties that a storefront sets. Offset as JavaScript counts: behind UTC is +."""
    offset = None if offset_minutes is None else str(offset_minutes)
    values = {
        "__shopify_send_gift_card_to_recipient": "on" if email else None,
        "Recipient email": email,
        "Recipient name": name,
        "Message": message,
        "Send on": send_on,
        "__shopify_offset": offset,
    }
    return [{"name": key, "value": value} for key, value in values.items() if value is not None]


def line(
    line_id: int,
    price: str,
    *,
    kind: Kind = "digital",
    quantity: int = 1,
    discount: str | None = None,
    currency: str = CURRENCY,
    sku: str | None = None,
    properties: Sequence[Body] = (),
) -> Body:
    """One line item. `digital` and `physical` are ours by SKU; `native*` are Shopify's own."""
    native = kind.startswith("native")
    usual_sku = {"digital": f"GIFT-{price}", "physical": f"GIFT-PLASTIC-{price}"}.get(kind, "")
    shares = (
        [] if discount is None else [{"amount": discount, "amount_set": money(discount, currency)}]
    )
    return {
        "id": line_id,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{line_id}",
        "title": "Gift card" if kind != "ordinary" else "Linen shirt",
        "quantity": quantity,
        "current_quantity": quantity,
        "sku": usual_sku if sku is None else sku,
        "gift_card": native,
        "requires_shipping": kind in ("physical", "native_physical", "ordinary"),
        "taxable": kind == "ordinary",
        "fulfillment_service": "gift_card" if kind == "native" else "manual",
        "price": price,
        "price_set": money(price, currency),
        "total_discount": "0.00",
        "total_discount_set": money("0.00", currency),
        "discount_allocations": [{**share, "discount_application_index": 0} for share in shares],
        "properties": list(properties),
        "tax_lines": [],
        "duties": [],
    }


def order(
    order_id: int,
    lines: Sequence[Body],
    *,
    financial_status: str = "paid",
    cancelled_at: str | None = None,
    fulfillments: Sequence[Body] = (),
    refunds: Sequence[Body] = (),
    currency: str = CURRENCY,
    email: str | None = "buyer@example.com",
    buyer: str = "Bea Buyer",
    locale: str | None = "en",
    test: bool = False,
) -> Body:
    """An order as orders/paid and orders/cancelled carry it (without its transactions)."""
    first, _, last = buyer.partition(" ")
    return {
        "id": order_id,
        "admin_graphql_api_id": f"gid://shopify/Order/{order_id}",
        "name": f"#{order_id % 10_000}",
        "email": email,
        "contact_email": email,
        "created_at": WHEN,
        "processed_at": WHEN,
        "updated_at": WHEN,
        "currency": currency,
        "presentment_currency": currency,
        "customer_locale": locale,
        "financial_status": financial_status,
        "cancelled_at": cancelled_at,
        "cancel_reason": "customer" if cancelled_at else None,
        "test": test,
        "payment_gateway_names": ["bogus"],
        "billing_address": {"first_name": first, "last_name": last, "name": buyer},
        "customer": {"id": 7_112_233, "email": email, "first_name": first, "last_name": last},
        "line_items": list(lines),
        "fulfillments": list(fulfillments),
        "refunds": list(refunds),
        "shipping_lines": [],
    }


def cancelled(paid: Body, *, refunds: Sequence[Body] = (), at: str = WHEN) -> Body:
    """The same order after its cancellation, refunded if it had been paid."""
    status = "refunded" if paid["financial_status"] == "paid" else "voided"
    return {
        **paid,
        "cancelled_at": at,
        "cancel_reason": "customer",
        "financial_status": status,
        "refunds": [*paid["refunds"], *refunds],
    }


def fulfillment(
    fulfillment_id: int,
    order_id: int,
    lines: Sequence[Body],
    *,
    cards: Sequence[tuple[int, int, str]] = (),
) -> Body:
    """A fulfilment; `cards` are the natively issued ones: (gift card id, line id, last four)."""
    issued = [
        {"id": card_id, "line_item_id": line_id, "masked_code": f"•••• •••• •••• {last_four}"}
        for card_id, line_id, last_four in cards
    ]
    return {
        "id": fulfillment_id,
        "admin_graphql_api_id": f"gid://shopify/Fulfillment/{fulfillment_id}",
        "order_id": order_id,
        "status": "success",
        "service": "gift_card" if issued else "manual",
        "created_at": WHEN,
        "updated_at": WHEN,
        "tracking_numbers": [],
        "receipt": {"gift_cards": issued} if issued else {},
        "line_items": list(lines),
    }


def transaction(
    transaction_id: int,
    order_id: int,
    amount: str,
    *,
    gift_card_id: int | None,
    kind: str = "sale",
    parent_id: int | None = None,
    status: str = "success",
    currency: str = CURRENCY,
    last_four: str = "0d0d",
    test: bool = False,
) -> Body:
    """A payment with a gift card, or of another gateway where `gift_card_id` is None."""
    receipt = {"gift_card_id": gift_card_id, "gift_card_last_characters": last_four}
    return {
        "id": transaction_id,
        "admin_graphql_api_id": f"gid://shopify/OrderTransaction/{transaction_id}",
        "order_id": order_id,
        "kind": kind,
        "gateway": "bogus" if gift_card_id is None else "gift_card",
        "status": status,
        "message": None,
        "created_at": WHEN,
        "processed_at": WHEN,
        "test": test,
        "authorization": None,
        "parent_id": parent_id,
        "source_name": "web",
        "receipt": {} if gift_card_id is None else receipt,
        "amount": amount,
        "currency": currency,
    }


def refund(
    refund_id: int,
    order_id: int,
    *,
    lines: Sequence[tuple[int, Body, int]] = (),
    transactions: Sequence[Body] = (),
) -> Body:
    """A refund; `lines` are (refund line item id, the order's line, how many of it)."""
    return {
        "id": refund_id,
        "admin_graphql_api_id": f"gid://shopify/Refund/{refund_id}",
        "order_id": order_id,
        "created_at": WHEN,
        "processed_at": WHEN,
        "note": None,
        "restock": False,
        "refund_line_items": [
            {
                "id": item_id,
                "line_item_id": item["id"],
                "quantity": quantity,
                "restock_type": "no_restock",
                "subtotal": 0.0,
                "line_item": item,
            }
            for item_id, item, quantity in lines
        ],
        "transactions": list(transactions),
        "order_adjustments": [],
    }


def encode(body: object) -> bytes:
    """The bytes as they travel: what is signed."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def sign(raw: bytes, secret: str) -> str:
    """The value of X-Shopify-Hmac-Sha256."""
    return base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()


def headers(raw: bytes, *, topic: str, secret: str, shop_domain: str) -> dict[str, str]:
    """The headers of one signed delivery of these bytes."""
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-Sha256": sign(raw, secret),
        "X-Shopify-Shop-Domain": shop_domain,
        "X-Shopify-API-Version": "2026-07",
        "X-Shopify-Webhook-Id": secrets.token_hex(16),
        "X-Shopify-Event-Id": secrets.token_hex(16),
        "X-Shopify-Triggered-At": WHEN,
    }
