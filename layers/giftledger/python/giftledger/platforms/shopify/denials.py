"""Which bodies may tell of a full refund of an order that was not shipped. Pure.

A hint: the body may be old, and a refund's body does not say what the order as a whole has got
back. Whoever acts on it reads the order first.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from giftledger.platforms.shopify.inbound import Order, Refund

REFUNDED = "refunded"
SHIPPED = frozenset({"fulfilled", "partial"})
"""Fulfilment statuses of an order or a line of which anything has left."""

ORDER_TOPICS = frozenset({"orders/updated", "orders/cancelled", "orders/paid"})
REFUND_TOPIC = "refunds/create"


def denials(topic: str, body: object) -> tuple[str, ...]:
    """The order (its digits) whose shipping may have to be denied; empty for most bodies.

    Never raises for what a sender can send.
    """
    try:
        if topic in ORDER_TOPICS:
            return _of_order(body)
        if topic == REFUND_TOPIC:
            return _of_refund(body)
    except ValidationError:
        pass
    return ()


def _of_order(body: object) -> tuple[str, ...]:
    order = Order.model_validate(body)
    if order.financial_status != REFUNDED:
        return ()
    lines = [line for line in order.line_items if isinstance(line, dict)]
    parcels = [line for line in lines if line.get("requires_shipping") is True]
    told = body.get("fulfillment_status") if isinstance(body, dict) else None
    shipped = _is_shipped(parcels) if parcels else told in SHIPPED
    return () if shipped else (order.id,)


def _of_refund(body: object) -> tuple[str, ...]:
    refund = Refund.model_validate(body)
    if not any(_moved_money(transaction) for transaction in refund.transactions):
        return ()
    items = [line.get("line_item") for line in refund.refund_line_items if isinstance(line, dict)]
    lines = [item for item in items if isinstance(item, dict)]
    parcels = (line for line in lines if line.get("requires_shipping") is True)
    return () if _is_shipped(parcels) else (refund.order_id,)


def _is_shipped(parcels: Iterable[dict[str, Any]]) -> bool:
    return any(line.get("fulfillment_status") in SHIPPED for line in parcels)


def _moved_money(transaction: object) -> bool:
    return (
        isinstance(transaction, dict)
        and transaction.get("kind") == "refund"
        and transaction.get("status") == "success"
    )
