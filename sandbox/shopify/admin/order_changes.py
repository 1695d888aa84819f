"""Marks that apps leave on orders: tags and the note."""

from sandbox.shopify import events
from sandbox.shopify.admin.orders import order_node, order_of
from sandbox.shopify.admin.shapes import Args, Door, Node, done, refused
from sandbox.shopify.shop import Shop


def _tag(shop: Shop, args: Args) -> Node:
    return _change_tags(shop, args, add=args["tags"], remove=[])


def _untag(shop: Shop, args: Args) -> Node:
    return _change_tags(shop, args, add=[], remove=args["tags"])


def _change_tags(shop: Shop, args: Args, *, add: list[str], remove: list[str]) -> Node:
    order = order_of(shop, args["id"])
    if order is None:
        return refused(["id"], "Order does not exist")
    before = list(order.tags)
    order.tags += [tag for tag in add if tag not in order.tags]
    order.tags = [tag for tag in order.tags if tag not in remove]
    if order.tags != before:
        events.order_changed(shop, order)
    return done(node=order_node(shop, order))


def _update_order(shop: Shop, args: Args) -> Node:
    told = args["input"]
    order = order_of(shop, told["id"])
    if order is None:
        return refused(["id"], "Order does not exist")
    if "note" in told:
        order.note = told["note"]
    if told.get("tags") is not None:
        order.tags = list(told["tags"])
    events.order_changed(shop, order)
    return done(order=order_node(shop, order))


MUTATIONS: dict[str, Door] = {
    "tagsAdd": _tag,
    "tagsRemove": _untag,
    "orderUpdate": _update_order,
}
