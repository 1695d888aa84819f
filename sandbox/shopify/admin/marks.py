"""Metafields of orders."""

from sandbox.shopify.admin.shapes import (
    Args,
    Door,
    Node,
    done,
    gid,
    number,
    page,
    refused,
    time_text,
)
from sandbox.shopify.orders import Order
from sandbox.shopify.shop import Shop


def metafield_node(order: Order, args: Args) -> Node | None:
    """One Metafield of an order."""
    return order.metafields.get((args.get("namespace") or "custom", args["key"]))


def metafields(order: Order, args: Args) -> Node:
    """All of an order's, or of one namespace."""
    wanted = args.get("namespace")
    found = [v for (space, _), v in order.metafields.items() if wanted in (None, space)]
    return page(found, args)


def _set_metafields(shop: Shop, args: Args) -> Node:
    told = args["metafields"]
    for place, wish in enumerate(told):
        if number(wish["ownerId"], "Order") not in shop.orders:
            at = ["metafields", str(place), "ownerId"]
            return refused(at, "Owner does not exist.", "INVALID")
        if not wish.get("type"):
            return refused(["metafields", str(place), "type"], "can't be blank", "BLANK")
    made = []
    for wish in told:
        order = shop.orders[number(wish["ownerId"], "Order")]
        key = (wish.get("namespace") or "custom", wish["key"])
        order.metafields[key] = _metafield(shop, order, wish)
        made.append(order.metafields[key])
    return done(metafields=made)


def _metafield(shop: Shop, order: Order, wish: Args) -> Node:
    space = wish.get("namespace") or "custom"
    known = order.metafields.get((space, wish["key"]), {})
    now = time_text(shop.now())
    return {
        "__typename": "Metafield",
        "id": known.get("id") or gid("Metafield", shop.fresh_id()),
        "namespace": space,
        "key": wish["key"],
        "value": wish["value"],
        "type": wish["type"],
        "createdAt": known.get("createdAt") or now,
        "updatedAt": now,
    }


MUTATIONS: dict[str, Door] = {"metafieldsSet": _set_metafields}
