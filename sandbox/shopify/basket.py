"""What a buyer wants, as an order that nobody has paid yet."""

from typing import Any

from sandbox.shopify.customers import Customer, same_address
from sandbox.shopify.money import to_minor
from sandbox.shopify.orders import Line, Order
from sandbox.shopify.shop import Shop

MAX_LINES = 100
RISKS = ("none", "low", "medium", "high", "pending")


class CheckoutError(Exception):
    """What the buyer is told instead of a thank-you."""


def basket(shop: Shop, told: dict[str, Any]) -> Order:
    """The order that the control API describes. Raises CheckoutError."""
    currency = str(told.get("currency") or shop.settings.currency)
    wanted = told.get("lines", [])
    if not 0 < len(wanted) <= MAX_LINES:
        raise CheckoutError(f"an order has 1 to {MAX_LINES} lines")
    now = shop.now()
    risk = str(told.get("risk", "low"))
    if risk not in RISKS:
        raise CheckoutError(f"risk is one of {', '.join(RISKS)}")
    order = Order(
        id=shop.fresh_id(),
        number=shop.next_order_number,
        created_at=now,
        updated_at=now,
        currency=currency,
        lines=[new_line(shop, one, currency) for one in wanted],
        email=told.get("email"),
        buyer=str(told.get("buyer") or "Bea Buyer"),
        locale=str(told.get("locale") or "en"),
        shipping_minor=amount(told.get("shipping", "0"), currency),
        tax_minor=amount(told.get("tax", "0"), currency),
        test=bool(told.get("test", False)),
        risk=risk,
    )
    order.customer_id = _customer(shop, order)
    return order


def new_line(shop: Shop, told: dict[str, Any], currency: str) -> Line:
    """A line of an order. Raises CheckoutError."""
    gift_card = bool(told.get("gift_card", False))
    quantity = int(told.get("quantity", 1))
    if quantity < 1:
        raise CheckoutError("a quantity is at least 1")
    return Line(
        id=shop.fresh_id(),
        title=str(told.get("title") or ("Gift card" if gift_card else "Item")),
        sku=str(told.get("sku") or ""),
        price_minor=amount(told.get("price", "0"), currency),
        quantity=quantity,
        gift_card=gift_card,
        requires_shipping=bool(told.get("requires_shipping", not gift_card)),
        taxable=bool(told.get("taxable", not gift_card)),
        discount_minor=amount(told.get("discount", "0"), currency),
        product_id=told.get("product_id"),
        variant_id=told.get("variant_id"),
        properties=list(told.get("properties", [])),
    )


def amount(value: object, currency: str) -> int:
    """Minor units of text that is not negative. Raises CheckoutError."""
    try:
        minor = to_minor(value, currency)
    except ValueError as error:
        raise CheckoutError(f"an amount is {error}") from error
    if minor < 0:
        raise CheckoutError("an amount is negative")
    return minor


def _customer(shop: Shop, order: Order) -> int | None:
    if not order.email:
        return None
    for known in shop.customers.values():
        if same_address(known.email, order.email):
            return known.id
    first, _, last = order.buyer.partition(" ")
    new = Customer(shop.fresh_id(), shop.now(), order.email, first, last)
    shop.customers[new.id] = new
    return new.id
