"""Parts of webhook bodies, REST-shaped as Shopify sends them (API 2026-04 and 2026-07)."""

from datetime import datetime
from typing import Any

from sandbox.shopify.money import money_set, rest_amount
from sandbox.shopify.orders import Fulfillment, Line, Order, Refund, RefundLine, Transaction

Body = dict[str, Any]


def time_text(value: datetime | None) -> str | None:
    """As REST writes a time."""
    return value.isoformat(timespec="seconds") if value is not None else None


def line_body(line: Line, currency: str) -> Body:
    """One line, as orders, fulfilments and refunds carry it."""
    share = {
        "amount": rest_amount(line.discount_minor, currency),
        "amount_set": money_set(line.discount_minor, currency),
        "discount_application_index": 0,
    }
    done = "fulfilled" if line.fulfilled and not line.unfulfilled else None
    return {
        "id": line.id,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{line.id}",
        "title": line.title,
        "name": line.title,
        "quantity": line.quantity,
        "current_quantity": line.current,
        "fulfillable_quantity": line.unfulfilled,
        "fulfillment_status": done,
        "fulfillment_service": "gift_card" if line.is_minted else "manual",
        "sku": line.sku,
        "product_id": line.product_id,
        "variant_id": line.variant_id,
        "gift_card": line.gift_card,
        "requires_shipping": line.requires_shipping,
        "taxable": line.taxable,
        "price": rest_amount(line.price_minor, currency),
        "price_set": money_set(line.price_minor, currency),
        "total_discount": "0.00",
        "total_discount_set": money_set(0, currency),
        "discount_allocations": [share] if line.discount_minor else [],
        "properties": list(line.properties),
        "tax_lines": [],
        "duties": [],
    }


def transaction_body(one: Transaction, order: Order) -> Body:
    """A payment or refund; a gift card's receipt names the card, nothing names the code."""
    receipt = {
        "gift_card_id": one.gift_card_id,
        "gift_card_last_characters": one.last_characters,
    }
    return {
        "id": one.id,
        "admin_graphql_api_id": f"gid://shopify/OrderTransaction/{one.id}",
        "order_id": order.id,
        "kind": one.kind,
        "gateway": one.gateway,
        "status": one.status,
        "message": None,
        "created_at": time_text(one.created_at),
        "processed_at": time_text(one.created_at),
        "test": order.test,
        "authorization": None,
        "parent_id": one.parent_id,
        "source_name": "checkout_one",
        "receipt": receipt if one.gift_card_id is not None else {},
        "amount": rest_amount(one.amount_minor, order.currency),
        "currency": order.currency,
        "payment_id": f"{order.name}.{one.id}",
        "manual_payment_gateway": False,
    }


def fulfillment_body(one: Fulfillment, order: Order) -> Body:
    """A fulfilment; minted cards stand in its receipt."""
    cards = [
        {"id": card_id, "line_item_id": line_id, "masked_code": f"•••• •••• •••• {last}"}
        for card_id, line_id, last in one.cards
    ]
    lines = [(order.line(line_id), units) for line_id, units in one.quantities.items()]
    return {
        "id": one.id,
        "admin_graphql_api_id": f"gid://shopify/Fulfillment/{one.id}",
        "order_id": order.id,
        "name": f"{order.name}.{one.number}",
        "status": "success",
        "service": one.service,
        "created_at": time_text(one.created_at),
        "updated_at": time_text(one.created_at),
        "tracking_company": one.tracking.get("company"),
        "tracking_number": one.tracking.get("number"),
        "tracking_numbers": [one.tracking["number"]] if "number" in one.tracking else [],
        "receipt": {"gift_cards": cards} if cards else {},
        "line_items": [
            {**line_body(line, order.currency), "quantity": units} for line, units in lines
        ],
    }


def refund_body(one: Refund, order: Order) -> Body:
    """A refund with its lines and its transactions."""
    return {
        "id": one.id,
        "admin_graphql_api_id": f"gid://shopify/Refund/{one.id}",
        "order_id": order.id,
        "created_at": time_text(one.created_at),
        "processed_at": time_text(one.created_at),
        "note": one.note,
        "user_id": None,
        "restock": one.restock,
        "refund_line_items": [_refund_line(line, one, order) for line in one.lines],
        "transactions": [transaction_body(back, order) for back in one.transactions],
        "order_adjustments": [],
        "duties": [],
    }


def _refund_line(one: RefundLine, refund: Refund, order: Order) -> Body:
    line = order.line(one.line_id)
    worth = line.price_minor * one.quantity
    return {
        "id": one.id,
        "line_item_id": line.id,
        "quantity": one.quantity,
        "restock_type": "return" if refund.restock else "no_restock",
        "subtotal": float(rest_amount(worth, order.currency)),
        "subtotal_set": money_set(worth, order.currency),
        "total_tax": 0.0,
        "total_tax_set": money_set(0, order.currency),
        "line_item": line_body(line, order.currency),
    }
