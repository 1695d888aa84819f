"""The webhook body of an order, REST-shaped as Shopify sends it (API 2026-04 and 2026-07)."""

from sandbox.shopify import totals
from sandbox.shopify.money import money_set, rest_amount
from sandbox.shopify.orders import Order
from sandbox.shopify.rest_parts import Body, fulfillment_body, line_body, refund_body, time_text


def order_body(order: Order) -> Body:
    """Everything but the transactions, which Shopify leaves out as well."""
    cur = order.currency
    return {
        **_identity(order),
        **_people(order),
        **_prices("subtotal_price", totals.subtotal(order), cur),
        **_prices("total_price", totals.total(order), cur),
        **_prices("total_tax", order.tax_minor, cur),
        **_prices("total_discounts", sum(line.discount_minor for line in order.lines), cur),
        **_prices("current_subtotal_price", totals.current_subtotal(order), cur),
        **_prices("current_total_price", totals.current_total(order), cur),
        "total_shipping_price_set": money_set(order.shipping_minor, cur),
        "total_outstanding": rest_amount(totals.due(order), cur),
        "financial_status": totals.financial_status(order),
        "fulfillment_status": totals.fulfillment_status(order),
        "payment_gateway_names": totals.gateways(order),
        "note": order.note,
        "note_attributes": [],
        "tags": ", ".join(order.tags),
        "line_items": [line_body(line, cur) for line in order.lines],
        "fulfillments": [fulfillment_body(one, order) for one in order.fulfillments],
        "refunds": [refund_body(one, order) for one in order.refunds],
        "shipping_lines": _shipping(order),
        "tax_lines": [],
        "discount_codes": [],
        "discount_applications": [],
    }


def _identity(order: Order) -> Body:
    when = time_text
    return {
        "id": order.id,
        "admin_graphql_api_id": f"gid://shopify/Order/{order.id}",
        "name": order.name,
        "order_number": order.number,
        "created_at": when(order.created_at),
        "processed_at": when(order.created_at),
        "updated_at": when(order.updated_at),
        "cancelled_at": when(order.cancelled_at),
        "cancel_reason": order.cancel_reason,
        "closed_at": when(order.closed_at),
        "confirmed": True,
        "test": order.test,
        "currency": order.currency,
        "presentment_currency": order.currency,
        "source_name": "web",
    }


def _people(order: Order) -> Body:
    first, _, last = order.buyer.partition(" ")
    who = {"id": order.customer_id, "email": order.email, "first_name": first, "last_name": last}
    return {
        "email": order.email,
        "contact_email": order.email,
        "customer_locale": order.locale,
        "billing_address": {"first_name": first, "last_name": last, "name": order.buyer},
        "customer": who if order.customer_id is not None else None,
    }


def _prices(name: str, minor: int, currency: str) -> Body:
    return {name: rest_amount(minor, currency), f"{name}_set": money_set(minor, currency)}


def _shipping(order: Order) -> list[Body]:
    if not order.shipping_minor:
        return []
    price = _prices("price", order.shipping_minor, order.currency)
    return [{"id": order.id + 1, "title": "Standard", "code": "Standard", **price}]
