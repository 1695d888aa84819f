"""Orders as nodes, the queries that find them, and the changes an app makes to them."""

import re
from typing import Any

from sandbox.shopify import totals
from sandbox.shopify.admin.fulfilment import fulfillment_node, fulfillment_order_node
from sandbox.shopify.admin.lines import line_node
from sandbox.shopify.admin.marks import metafield_node, metafields
from sandbox.shopify.admin.payments import refund_node, transaction_node
from sandbox.shopify.admin.people import customer_node
from sandbox.shopify.admin.shapes import (
    Args,
    Door,
    Node,
    gid,
    lazy,
    number,
    page,
    paged,
    time_text,
)
from sandbox.shopify.money import money_bag
from sandbox.shopify.orders import Order
from sandbox.shopify.shop import Shop

ADVICE = {"high": "CANCEL", "medium": "INVESTIGATE", "low": "ACCEPT"}
FULFILMENT = {None: "UNFULFILLED", "partial": "PARTIALLY_FULFILLED", "fulfilled": "FULFILLED"}
SORT: dict[str, Any] = {
    "UPDATED_AT": lambda order: (order.updated_at, order.id),
    "CREATED_AT": lambda order: (order.created_at, order.id),
    "PROCESSED_AT": lambda order: (order.created_at, order.id),
}
_UPDATED = re.compile(r"updated_at:(>=?|<=?)\s*[\"']?([0-9TZ:.+-]+)")


def order_node(shop: Shop, order: Order) -> Node:
    """An Order."""
    return {
        "__typename": "Order",
        "id": gid("Order", order.id),
        "legacyResourceId": str(order.id),
        "name": order.name,
        "email": order.email,
        "createdAt": time_text(order.created_at),
        "updatedAt": time_text(order.updated_at),
        "processedAt": time_text(order.created_at),
        "cancelledAt": time_text(order.cancelled_at),
        "cancelReason": (order.cancel_reason or "").upper() or None,
        "closed": order.closed_at is not None,
        "closedAt": time_text(order.closed_at),
        "confirmed": True,
        "test": order.test,
        "note": order.note,
        "tags": sorted(order.tags),
        "sourceName": "web",
        "customerLocale": order.locale,
        "paymentGatewayNames": totals.gateways(order),
        **_prices(order),
        **_states(order),
        **_people(shop, order),
        "lineItems": paged(lambda: [line_node(order, one) for one in order.lines]),
        "transactions": _some(
            lambda: [transaction_node(shop, order, o) for o in order.transactions]
        ),
        "refunds": _some(lambda: [refund_node(shop, order, one) for one in order.refunds]),
        "fulfillments": _some(lambda: [fulfillment_node(order, o) for o in order.fulfillments]),
        "fulfillmentOrders": paged(
            lambda: [fulfillment_order_node(order, one) for one in order.fulfillment_orders]
        ),
        "metafield": lambda _info, **args: metafield_node(order, args),
        "metafields": lambda _info, **args: metafields(order, args),
        "risk": lazy(lambda: _risk(order)),
    }


def _some(make: Any) -> Any:  # noqa: ANN401  a field of graphql-core
    """A plain list of which `first` cuts the head."""
    return lambda _info, **args: make()[: args.get("first")]


def _states(order: Order) -> Node:
    status = totals.fulfillment_status(order)
    return {
        "displayFinancialStatus": totals.financial_status(order).upper(),
        "displayFulfillmentStatus": FULFILMENT[status],
        "fullyPaid": totals.due(order) == 0,
        "unpaid": totals.received(order) == 0,
        "requiresShipping": any(line.requires_shipping for line in order.lines),
        "transactionsCount": {"count": len(order.transactions), "precision": "EXACT"},
    }


def _prices(order: Order) -> Node:
    cur = order.currency
    discounts = sum(line.discount_minor for line in order.lines)
    return {
        "currencyCode": cur,
        "presentmentCurrencyCode": cur,
        "totalPriceSet": money_bag(totals.total(order), cur),
        "currentTotalPriceSet": money_bag(totals.current_total(order), cur),
        "subtotalPriceSet": money_bag(totals.subtotal(order), cur),
        "totalDiscountsSet": money_bag(discounts, cur),
        "totalOutstandingSet": money_bag(totals.due(order), cur),
        "totalReceivedSet": money_bag(totals.received(order), cur),
        "totalRefundedSet": money_bag(totals.refunded(order), cur),
        "totalShippingPriceSet": money_bag(order.shipping_minor, cur),
        "totalTaxSet": money_bag(order.tax_minor, cur),
    }


def _people(shop: Shop, order: Order) -> Node:
    first, _, last = order.buyer.partition(" ")
    address = {"firstName": first, "lastName": last, "name": order.buyer}
    return {
        "customer": lazy(lambda: customer_node(shop, order.customer_id)),
        "billingAddress": address,
        "shippingAddress": address,
    }


def _risk(order: Order) -> Node:
    level = order.risk
    assessment: Node = {"riskLevel": level.upper(), "provider": None, "facts": []}
    return {
        "assessments": [assessment] if level != "none" else [],
        "recommendation": ADVICE.get(level, "NONE"),
    }


def order_of(shop: Shop, value: object) -> Order | None:
    """The order of a global id."""
    return shop.orders.get(number(value, "Order"))


def _order(shop: Shop, args: Args) -> Node | None:
    order = order_of(shop, args["id"])
    return order_node(shop, order) if order is not None else None


def _orders(shop: Shop, args: Args) -> Node:
    by = SORT.get(args.get("sortKey", "PROCESSED_AT"), lambda order: order.id)
    found = [one for one in shop.orders.values() if _wanted(one, args.get("query") or "")]
    return page(sorted(found, key=by), args, lambda order: order_node(shop, order))


def _wanted(order: Order, query: str) -> bool:
    stamp = time_text(order.updated_at) or ""
    for compare, value in _UPDATED.findall(query):
        limit = value[:19]
        mine = stamp[: len(limit)]
        is_kept = mine >= limit if compare == ">=" else mine > limit
        if compare.startswith("<"):
            is_kept = mine <= limit if compare == "<=" else mine < limit
        if not is_kept:
            return False
    return True


def _refund(shop: Shop, args: Args) -> Node | None:
    wanted = number(args["id"], "Refund")
    for order in shop.orders.values():
        for one in order.refunds:
            if one.id == wanted:
                return refund_node(shop, order, one)
    return None


QUERIES: dict[str, Door] = {"order": _order, "orders": _orders, "refund": _refund}
