"""Lines of an order as nodes."""

from sandbox.shopify.admin.shapes import Node, gid
from sandbox.shopify.money import money_bag
from sandbox.shopify.orders import Line, Order


def line_node(order: Order, line: Line) -> Node:
    """A LineItem."""
    cur = order.currency
    whole = line.price_minor * line.quantity
    unit = line.discount_minor // line.quantity if line.quantity else 0
    share = {"allocatedAmountSet": money_bag(line.discount_minor, cur)}
    return {
        "__typename": "LineItem",
        "id": gid("LineItem", line.id),
        "title": line.title,
        "name": line.title,
        "quantity": line.quantity,
        "currentQuantity": line.current,
        "unfulfilledQuantity": line.unfulfilled,
        "refundableQuantity": line.current,
        "sku": line.sku,
        "isGiftCard": line.gift_card,
        "requiresShipping": line.requires_shipping,
        "taxable": line.taxable,
        "vendor": "Sandbox",
        "variantTitle": None,
        "product": _thing("Product", line.product_id, line.title),
        "variant": _thing("ProductVariant", line.variant_id, line.title),
        "originalUnitPriceSet": money_bag(line.price_minor, cur),
        "originalTotalSet": money_bag(whole, cur),
        "discountedTotalSet": money_bag(whole - line.discount_minor, cur),
        "discountedUnitPriceSet": money_bag(line.price_minor - unit, cur),
        "totalDiscountSet": money_bag(0, cur),
        "discountAllocations": [share] if line.discount_minor else [],
        "customAttributes": [
            {"key": one["name"], "value": one.get("value")} for one in line.properties
        ],
    }


def _thing(kind: str, number: int | None, title: str) -> Node | None:
    if number is None:
        return None
    return {"id": gid(kind, number), "legacyResourceId": str(number), "title": title}
