"""Builders of the signed NetSuite item-fulfilment contract. Importable without pytest.

raw = encode(item_fulfillment("884300", 1001, [row("6034110000000025", 5000)], account=account))
headers(raw, secret=secret, key_id=key_id, timestamp=int(time.time()))
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

Body = dict[str, Any]

WHEN = "2026-11-20T17:14:03Z"


def row(serial: str, value_minor: int, *, fulfillment_line: int = 1, order_line: int = 1) -> Body:
    """One plastic card of the fulfilment, its value in minor units."""
    return {
        "fulfillment_line": fulfillment_line,
        "order_line": order_line,
        "serial": serial,
        "value_minor": value_minor,
    }


def item_fulfillment(
    internal_id: str,
    shopify_order_id: int,
    gift_cards: Sequence[Body],
    *,
    account: str = "7654321_SB1",
    currency: str = "USD",
    occurred_at: str = WHEN,
) -> Body:
    """A shipped item fulfilment of a Shopify order."""
    return {
        "id": f"evt_if_{internal_id}",
        "type": "netsuite.item_fulfillment.shipped",
        "version": 1,
        "account": account,
        "occurred_at": occurred_at,
        "fulfillment": {
            "internal_id": internal_id,
            "tran_id": f"IF{internal_id}",
            "last_modified": occurred_at,
        },
        "order": {
            "internal_id": "10522780",
            "external_id": f"SHOP-{shopify_order_id}",
            "shopify_order_id": str(shopify_order_id),
        },
        "customer": {"internal_id": "5313849", "shopify_customer_id": "7112233"},
        "currency": currency,
        "gift_cards": list(gift_cards),
    }


def encode(body: object) -> bytes:
    """The bytes as they travel: what is signed."""
    return json.dumps(body, separators=(",", ":")).encode()


def sign(raw: bytes, *, secret: str, timestamp: int) -> str:
    """The value of X-GC-Signature."""
    signed = f"{timestamp}.".encode() + raw
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def headers(raw: bytes, *, secret: str, key_id: str, timestamp: int) -> dict[str, str]:
    """The headers of one signed delivery; `timestamp` in unix seconds."""
    return {
        "Content-Type": "application/json",
        "X-GC-Event-Id": str(json.loads(raw).get("id", "")),
        "X-GC-Timestamp": str(timestamp),
        "X-GC-Key-Id": key_id,
        "X-GC-Signature": sign(raw, secret=secret, timestamp=timestamp),
    }
