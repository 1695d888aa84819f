"""What an app does with fulfilment orders: fulfil them, hold them, call them off."""

from sandbox.shopify import events, minting
from sandbox.shopify.admin.fulfilment import find_part, fulfillment_node, fulfillment_order_node
from sandbox.shopify.admin.shapes import Args, Door, Node, done, gid, number, refused
from sandbox.shopify.orders import FulfillmentOrder, Order
from sandbox.shopify.shop import Shop

NOT_THERE = "Fulfillment order does not exist."
NO_CANCEL = "Fulfillment order is not in cancelable request state and can't be canceled."
HELD_ALREADY = "The handle provided for the fulfillment hold is already in use by this app."


def _create(shop: Shop, args: Args) -> Node:
    told = args["fulfillment"]
    units: dict[int, int] = {}
    order: Order | None = None
    for wish in told["lineItemsByFulfillmentOrder"]:
        found = find_part(shop, wish["fulfillmentOrderId"])
        if found is None:
            return refused(["fulfillment"], NOT_THERE)
        order, part = found
        if part.status not in minting.WORKABLE:
            message = f"Fulfillment order {part.id} has an unfulfillable status= {part.status}."
            return refused(["fulfillment"], message.replace(part.status, part.status.lower()))
        wanted = _units(order, part, wish.get("fulfillmentOrderLineItems"))
        if any(not 0 < count <= order.line(one).unfulfilled for one, count in wanted.items()):
            return refused(
                ["fulfillment"], "Invalid fulfillment order line item quantity requested."
            )
        units |= wanted
    if order is None or not units:
        return refused(["fulfillment"], "Line items must be present.")
    made = minting.fulfil(shop, order, units, _tracking(told.get("trackingInfo") or {}))
    return done(fulfillment=fulfillment_node(order, made))


def _tracking(told: Args) -> dict[str, str]:
    return {key: str(value) for key, value in told.items() if value}


def _units(order: Order, part: FulfillmentOrder, wanted: list[Args] | None) -> dict[int, int]:
    """Units per line; without a wish everything that is left."""
    if not wanted:
        left = {one: order.line(one).unfulfilled for one in part.quantities}
        return {one: count for one, count in left.items() if count}
    lines = {own: line_id for line_id, own in part.line_ids.items()}
    asked = {number(one["id"], "FulfillmentOrderLineItem"): one["quantity"] for one in wanted}
    return {lines[own]: count for own, count in asked.items() if own in lines}


def _cancel(shop: Shop, args: Args) -> Node:
    """Only what a fulfilment service was asked for; an open one takes its place."""
    found = find_part(shop, args["id"])
    if found is None:
        return refused(["id"], NOT_THERE, "FULFILLMENT_ORDER_NOT_FOUND")
    order, part = found
    if part.request_status != "SUBMITTED" or part.status not in minting.WORKABLE:
        return refused(["id"], NO_CANCEL)
    part.status = "CLOSED"
    next_part = FulfillmentOrder(
        shop.fresh_id(),
        dict(part.quantities),
        shop.now(),
        line_ids={line_id: shop.fresh_id() for line_id in part.quantities},
    )
    order.fulfillment_orders.append(next_part)
    events.order_changed(shop, order)
    return done(
        fulfillmentOrder=fulfillment_order_node(order, part),
        replacementFulfillmentOrder=fulfillment_order_node(order, next_part),
    )


def _hold(shop: Shop, args: Args) -> Node:
    found = find_part(shop, args["id"])
    told = args["fulfillmentHold"]
    if found is None:
        return refused(["id"], NOT_THERE, "FULFILLMENT_ORDER_NOT_FOUND")
    order, part = found
    handle = told.get("handle") or ""
    if any(one["handle"] == handle for one in part.holds):
        at = ["fulfillmentHold", "handle"]
        return refused(at, HELD_ALREADY, "DUPLICATE_FULFILLMENT_HOLD_HANDLE")
    if part.status not in ("OPEN", "SCHEDULED", "ON_HOLD"):
        message = "The fulfillment order is not in a state that can be placed on hold."
        return refused(["id"], message, "INVALID_STATE")
    hold = {
        "id": gid("FulfillmentHold", shop.fresh_id()),
        "handle": handle,
        "reason": told["reason"],
        "reasonNotes": told.get("reasonNotes"),
    }
    part.holds.append(hold)
    part.status = "ON_HOLD"
    events.order_changed(shop, order)
    node = fulfillment_order_node(order, part)
    return done(fulfillmentHold=hold, fulfillmentOrder=node, remainingFulfillmentOrder=None)


MUTATIONS: dict[str, Door] = {
    "fulfillmentCreate": _create,
    "fulfillmentOrderCancel": _cancel,
    "fulfillmentOrderHold": _hold,
}
