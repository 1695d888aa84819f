"""What happens to an order later: refunds, cancellation, edits. Gift cards get their money back."""

from typing import Any

from sandbox.shopify import events, totals
from sandbox.shopify.basket import CheckoutError, amount, new_line
from sandbox.shopify.cards import CardTransaction
from sandbox.shopify.orders import Line, Order, Refund, RefundLine, Transaction
from sandbox.shopify.shop import Shop


def refund(shop: Shop, order: Order, told: dict[str, Any]) -> Refund:
    """Refund lines and money as told; `"transactions": "all"` gives everything back.

    Raises:
        CheckoutError: a line or payment is not there, or less is left of it.
    """
    lines = [_refund_line(shop, order, one) for one in told.get("lines", [])]
    wanted = told.get("transactions", [])
    shares = _everything(order) if wanted == "all" else [_share(order, one) for one in wanted]
    made = Refund(
        shop.fresh_id(),
        shop.now(),
        told.get("note"),
        bool(told.get("restock", False)),
        lines,
        [_give_back(shop, order, sale, minor) for sale, minor in shares],
    )
    for one in lines:
        order.line(one.line_id).refunded += one.quantity
        if made.restock:
            _restock(order, one)
    order.refunds.append(made)
    events.refund_made(shop, order, made)
    events.order_changed(shop, order)
    return made


def cancel(shop: Shop, order: Order, told: dict[str, Any]) -> None:
    """Cancel it and, unless `"refund": false`, give everything back.

    Raises:
        CheckoutError: it is cancelled already.
    """
    if order.cancelled_at is not None:
        raise CheckoutError("the order is cancelled already")
    order.cancelled_at = order.closed_at = shop.now()
    order.cancel_reason = str(told.get("reason") or "customer")
    if told.get("refund", True):
        left = [line for line in order.lines if line.current]
        lines = [{"line_item_id": line.id, "quantity": line.current} for line in left]
        restock = bool(told.get("restock", True))
        refund(shop, order, {"lines": lines, "transactions": "all", "restock": restock})
    events.order_changed(shop, order, "orders/cancelled")


def edit(shop: Shop, order: Order, told: dict[str, Any]) -> None:
    """Change quantities (`lines`) and add lines (`add`); what becomes due stays open.

    Raises:
        CheckoutError: no such line, or more than there ever was.
    """
    removed, added = [], []
    for wish in told.get("lines", []):
        line = _line(order, wish)
        left = int(wish["quantity"])
        if not 0 <= left <= line.quantity:
            raise CheckoutError("an edit takes units away")
        removed.append({"id": line.id, "delta": line.current - left})
        line.removed = line.quantity - line.refunded - left
    for wish in told.get("add", []):
        line = new_line(shop, wish, order.currency)
        order.lines.append(line)
        added.append({"id": line.id, "delta": line.quantity})
    body = {
        "order_edit": {
            "id": shop.fresh_id(),
            "order_id": order.id,
            "created_at": shop.now().isoformat(),
            "line_items": {"additions": added, "removals": removed},
        }
    }
    events.tell(shop, "orders/edited", body)
    events.order_changed(shop, order)


def assess(shop: Shop, order: Order, level: str) -> None:
    """Give the order another risk."""
    order.risk = level
    body = {"order_id": order.id, "admin_graphql_api_order_id": f"gid://shopify/Order/{order.id}"}
    events.tell(shop, "orders/risk_assessment_changed", body)
    events.order_changed(shop, order)


def _line(order: Order, wish: dict[str, Any]) -> Line:
    try:
        return order.line(int(wish["line_item_id"]))
    except (KeyError, ValueError) as error:
        raise CheckoutError("no such line") from error


def _refund_line(shop: Shop, order: Order, wish: dict[str, Any]) -> RefundLine:
    line = _line(order, wish)
    quantity = int(wish.get("quantity", 1))
    if not 0 < quantity <= line.current:
        raise CheckoutError("fewer units are left")
    return RefundLine(shop.fresh_id(), line.id, quantity)


def _restock(order: Order, one: RefundLine) -> None:
    """Units that were not handed over yet never will be: a part of which none is left is closed."""
    line = order.line(one.line_id)
    kept_back = min(one.quantity, line.unfulfilled)
    line.restocked += kept_back
    for part in order.fulfillment_orders:
        if line.id in part.quantities:
            part.quantities[line.id] -= kept_back
            if not any(order.line(each).unfulfilled for each in part.quantities):
                part.status = "CLOSED"


def _everything(order: Order) -> list[tuple[Transaction, int]]:
    sales = [one for one in order.transactions if one.kind == "sale"]
    shares = [(sale, totals.refundable(order, sale)) for sale in sales]
    return [(sale, minor) for sale, minor in shares if minor]


def _share(order: Order, wish: dict[str, Any]) -> tuple[Transaction, int]:
    try:
        sale = order.transaction(int(wish["parent_id"]))
    except (KeyError, ValueError) as error:
        raise CheckoutError("Transactions require a parent_id associated with the order") from error
    minor = amount(wish.get("amount"), order.currency)
    if not 0 < minor <= totals.refundable(order, sale):
        raise CheckoutError("less is left of this payment")
    return sale, minor


def _give_back(shop: Shop, order: Order, sale: Transaction, minor: int) -> Transaction:
    now = shop.now()
    if sale.gift_card_id is not None:
        card = shop.cards[sale.gift_card_id]
        card.transactions.append(CardTransaction(shop.fresh_id(), minor, None, now, by_order=True))
        card.updated_at = now
    made = Transaction(
        shop.fresh_id(),
        "refund",
        sale.gateway,
        minor,
        now,
        parent_id=sale.id,
        gift_card_id=sale.gift_card_id,
        last_characters=sale.last_characters,
    )
    order.transactions.append(made)
    return made
