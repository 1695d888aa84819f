"""Sums and states that follow from an order: what it costs, what is paid, how far it is."""

from collections.abc import Callable

from sandbox.shopify.orders import Line, Order, Transaction


def subtotal(order: Order, units: Callable[[Line], int] = lambda line: line.quantity) -> int:
    """Lines less their discounts, without shipping and taxes; of so many units of each."""
    return sum(_price(line, units(line)) for line in order.lines)


def current_subtotal(order: Order) -> int:
    """What edits and refunds left of it."""
    return subtotal(order, lambda line: line.current)


def total(order: Order) -> int:
    """What the buyer has to pay: with edits, before refunds."""
    edited = subtotal(order, lambda line: max(0, line.quantity - line.removed))
    return edited + order.shipping_minor + order.tax_minor


def current_total(order: Order) -> int:
    """Zero once cancelled."""
    if order.cancelled_at is not None:
        return 0
    return max(0, current_subtotal(order) + order.shipping_minor + order.tax_minor)


def received(order: Order) -> int:
    """All that was paid."""
    return _sum(order, "sale", "capture")


def refunded(order: Order) -> int:
    """All that was given back."""
    return _sum(order, "refund")


def due(order: Order) -> int:
    """What is still to be paid."""
    return max(0, total(order) - received(order))


def refundable(order: Order, sale: Transaction) -> int:
    """What is left of one payment."""
    back = [one for one in order.transactions if one.parent_id == sale.id and one.kind == "refund"]
    return sale.amount_minor - sum(one.amount_minor for one in back)


def financial_status(order: Order) -> str:
    """As REST says it."""
    paid, back = received(order), refunded(order)
    if back:
        return "refunded" if back >= paid else "partially_refunded"
    if due(order) == 0:
        return "paid"
    if order.cancelled_at is not None:
        return "voided"
    return "partially_paid" if paid else "pending"


def fulfillment_status(order: Order) -> str | None:
    """As REST says it: None while nothing is fulfilled."""
    if not order.fulfillments:
        return None
    return "partial" if any(line.unfulfilled for line in order.lines) else "fulfilled"


def gateways(order: Order) -> list[str]:
    """Names of all ways of payment, each once."""
    return list(dict.fromkeys(one.gateway for one in order.transactions if one.kind != "refund"))


def _price(line: Line, units: int) -> int:
    discount = line.discount_minor * units // line.quantity if line.quantity else 0
    return line.price_minor * units - discount


def _sum(order: Order, *kinds: str) -> int:
    good = [one for one in order.transactions if one.status == "success" and one.kind in kinds]
    return sum(one.amount_minor for one in good)
