"""Transactions and refunds of an order as nodes."""

import json

from sandbox.shopify.admin.lines import line_node
from sandbox.shopify.admin.shapes import Node, gid, lazy, paged, time_text
from sandbox.shopify.money import money_bag
from sandbox.shopify.orders import Order, Refund, RefundLine, Transaction
from sandbox.shopify.shop import Shop


def transaction_node(shop: Shop, order: Order, one: Transaction) -> Node:
    """An OrderTransaction; its receipt is JSON text, as Shopify answers."""
    receipt = {
        "gift_card_id": one.gift_card_id,
        "gift_card_last_characters": one.last_characters,
    }
    return {
        "__typename": "OrderTransaction",
        "id": gid("OrderTransaction", one.id),
        "kind": one.kind.upper(),
        "gateway": one.gateway,
        "formattedGateway": one.gateway.replace("_", " ").capitalize(),
        "status": one.status.upper(),
        "test": order.test,
        "amountSet": money_bag(one.amount_minor, order.currency),
        "createdAt": time_text(one.created_at),
        "processedAt": time_text(one.created_at),
        "paymentId": f"{order.name}.{one.id}",
        "receiptJson": json.dumps(receipt if one.gift_card_id is not None else {}),
        "errorCode": None,
        "manualPaymentGateway": False,
        "parentTransaction": lazy(lambda: _parent(shop, order, one)),
    }


def refund_node(shop: Shop, order: Order, refund: Refund) -> Node:
    """A Refund."""
    moved = sum(one.amount_minor for one in refund.transactions)
    return {
        "__typename": "Refund",
        "id": gid("Refund", refund.id),
        "legacyResourceId": str(refund.id),
        "createdAt": time_text(refund.created_at),
        "processedAt": time_text(refund.created_at),
        "updatedAt": time_text(refund.created_at),
        "note": refund.note,
        "totalRefundedSet": money_bag(moved, order.currency),
        "refundLineItems": paged(lambda: [_refund_line(order, refund, o) for o in refund.lines]),
        "transactions": paged(
            lambda: [transaction_node(shop, order, one) for one in refund.transactions]
        ),
    }


def _refund_line(order: Order, refund: Refund, one: RefundLine) -> Node:
    line = order.line(one.line_id)
    return {
        "id": gid("RefundLineItem", one.id),
        "lineItem": line_node(order, line),
        "quantity": one.quantity,
        "restockType": "RETURN" if refund.restock else "NO_RESTOCK",
        "restocked": refund.restock,
        "priceSet": money_bag(line.price_minor, order.currency),
        "subtotalSet": money_bag(line.price_minor * one.quantity, order.currency),
        "totalTaxSet": money_bag(0, order.currency),
    }


def _parent(shop: Shop, order: Order, one: Transaction) -> Node | None:
    if one.parent_id is None:
        return None
    return transaction_node(shop, order, order.transaction(one.parent_id))
