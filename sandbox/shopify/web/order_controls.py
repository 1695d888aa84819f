"""Controls of orders: everything that a buyer or a merchant can do to one."""

from typing import Any

from sandbox.shopify import checkout, minting, returns, totals
from sandbox.shopify.basket import CheckoutError
from sandbox.shopify.money import rest_amount
from sandbox.shopify.orders import Order
from sandbox.shopify.rest_order import order_body
from sandbox.shopify.rest_parts import transaction_body
from sandbox.shopify.shop import Shop
from sandbox.shopify.web.answers import MissingError, Told


def place(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """A checkout."""
    order = checkout.place(shop, told)
    return summary(order)


def show(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """The order as its webhooks carry it, with its transactions and risk."""
    order = _order(shop, told)
    transactions = [transaction_body(one, order) for one in order.transactions]
    marks = {f"{space}.{key}": one["value"] for (space, key), one in order.metafields.items()}
    more = {"transactions": transactions, "risk": order.risk, "metafields": marks}
    parts = [{"id": one.id, "status": one.status} for one in order.fulfillment_orders]
    return order_body(order) | more | {"fulfillment_orders": parts}


def pay(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """Pay what is due."""
    order = _order(shop, told)
    checkout.pay(shop, order)
    return summary(order)


def refund(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """Refund lines and money."""
    order = _order(shop, told)
    made = returns.refund(shop, order, told)
    return {"refund_id": made.id, "transactions": [one.id for one in made.transactions]}


def cancel(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """Cancel it."""
    order = _order(shop, told)
    returns.cancel(shop, order, told)
    return summary(order)


def edit(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """Change its lines."""
    order = _order(shop, told)
    returns.edit(shop, order, told)
    return summary(order)


def assess(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """Give it another risk."""
    order = _order(shop, told)
    level = str(told.get("level", ""))
    if level not in ("none", "low", "medium", "high", "pending"):
        raise CheckoutError("level is none, low, medium, high or pending")
    returns.assess(shop, order, level)
    return summary(order)


def fulfil(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """What a merchant does by hand: mint held-back cards, hand over all the rest."""
    order = _order(shop, told)
    minting.mint(shop, order)
    rest = {line.id: line.unfulfilled for line in order.lines if line.unfulfilled}
    if rest:
        minting.fulfil(shop, order, rest, {})
    return summary(order)


def summary(order: Order) -> dict[str, Any]:
    """What a checkout answers. `due` is what no gift card covers, `outstanding` is not paid yet."""
    paid = [one for one in order.transactions if one.kind == "sale" and one.gift_card_id]
    by_others = max(0, totals.total(order) - sum(one.amount_minor for one in paid))
    return {
        "order_id": order.id,
        "name": order.name,
        "financial_status": totals.financial_status(order),
        "line_items": [line.id for line in order.lines],
        "total": rest_amount(totals.total(order), order.currency),
        "paid_by": [
            {
                "gift_card_id": one.gift_card_id,
                "transaction_id": one.id,
                "amount": rest_amount(one.amount_minor, order.currency),
            }
            for one in paid
        ],
        "gift_cards": [card[0] for made in order.fulfillments for card in made.cards],
        "due": rest_amount(by_others, order.currency),
        "outstanding": rest_amount(totals.due(order), order.currency),
    }


def _order(shop: Shop, told: Told) -> Order:
    order = shop.orders.get(int(told["number"]))
    if order is None:
        raise MissingError("no such order")
    return order
