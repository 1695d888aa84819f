"""Fulfilments and fulfilment orders."""

from sandbox.shopify import minting
from sandbox.shopify.admin.lines import line_node
from sandbox.shopify.admin.shapes import (
    Args,
    Door,
    Node,
    gid,
    number,
    paged,
    time_text,
)
from sandbox.shopify.orders import Fulfillment, FulfillmentOrder, Order
from sandbox.shopify.shop import Shop

ACTIONS = {
    "OPEN": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"),
    "IN_PROGRESS": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MARK_AS_OPEN"),
    "SCHEDULED": ("MARK_AS_OPEN", "HOLD"),
    "ON_HOLD": ("RELEASE_HOLD", "HOLD"),
}
"""What may be done with a fulfilment order of a status; nothing with others."""


def fulfillment_node(order: Order, one: Fulfillment) -> Node:
    """A Fulfillment: unlike REST it has no receipt."""
    lines = [
        {
            "id": gid("FulfillmentLineItem", line_id),
            "lineItem": line_node(order, order.line(line_id)),
            "quantity": units,
        }
        for line_id, units in one.quantities.items()
    ]
    service = {
        "id": f"gid://shopify/FulfillmentService/{one.service}",
        "handle": one.service,
        "serviceName": one.service.replace("_", " ").capitalize(),
    }
    return {
        "__typename": "Fulfillment",
        "id": gid("Fulfillment", one.id),
        "legacyResourceId": str(one.id),
        "name": f"{order.name}-F{one.number}",
        "status": "SUCCESS",
        "displayStatus": "FULFILLED",
        "createdAt": time_text(one.created_at),
        "updatedAt": time_text(one.created_at),
        "service": service,
        "requiresShipping": any(order.line(o).requires_shipping for o in one.quantities),
        "fulfillmentLineItems": paged(lambda: lines),
    }


def fulfillment_order_node(order: Order, part: FulfillmentOrder) -> Node:
    """A FulfillmentOrder."""
    return {
        "__typename": "FulfillmentOrder",
        "id": gid("FulfillmentOrder", part.id),
        "createdAt": time_text(part.created_at),
        "updatedAt": time_text(order.updated_at),
        "status": part.status,
        "requestStatus": part.request_status,
        "supportedActions": [{"action": one} for one in _actions(part)],
        "fulfillmentHolds": part.holds,
        "orderId": gid("Order", order.id),
        "orderName": order.name,
        "assignedLocation": {"name": "Sandbox"},
        "lineItems": paged(lambda: [_line(order, part, one) for one in part.quantities]),
    }


def _actions(part: FulfillmentOrder) -> tuple[str, ...]:
    if part.request_status == "SUBMITTED":
        return ("CANCEL_FULFILLMENT_ORDER",)
    return ACTIONS.get(part.status, ())


def _line(order: Order, part: FulfillmentOrder, line_id: int) -> Node:
    line = order.line(line_id)
    open_units = line.unfulfilled if part.status in minting.WORKABLE else 0
    return {
        "id": gid("FulfillmentOrderLineItem", part.line_ids[line_id]),
        "lineItem": line_node(order, line),
        "remainingQuantity": open_units,
        "totalQuantity": part.quantities[line_id],
        "sku": line.sku,
    }


def find_part(shop: Shop, value: object) -> tuple[Order, FulfillmentOrder] | None:
    """A fulfilment order by its global id, with its order."""
    wanted = number(value, "FulfillmentOrder")
    for order in shop.orders.values():
        for part in order.fulfillment_orders:
            if part.id == wanted:
                return order, part
    return None


def _fulfillment_order(shop: Shop, args: Args) -> Node | None:
    found = find_part(shop, args["id"])
    return fulfillment_order_node(*found) if found else None


QUERIES: dict[str, Door] = {"fulfillmentOrder": _fulfillment_order}
