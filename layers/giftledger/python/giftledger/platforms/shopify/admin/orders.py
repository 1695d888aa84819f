"""Orders of the shop, read in the shape of webhooks.

All raise NotAppliedError, UnknownOutcomeError and SetupError. What is written on orders is in
`order_marks`, whose names are here, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from giftledger.platforms.shopify.admin.client import admin
from giftledger.platforms.shopify.admin.document import PAGE, gid, id_digits
from giftledger.platforms.shopify.admin.documents import order_parts
from giftledger.platforms.shopify.admin.documents import orders as documents
from giftledger.platforms.shopify.admin.documents.orders import OrderHead, OrderLine
from giftledger.platforms.shopify.admin.faults import NotAppliedError, SetupError
from giftledger.platforms.shopify.admin.order_marks import (
    FulfillmentOrderThere,
    add_tags,
    cancel_fulfillment_order,
    create_fulfillment,
    fulfillment_orders,
    set_metafields,
    set_note,
)
from giftledger.platforms.shopify.admin.rest import (
    Rest,
    native_fulfillments,
    order_body,
    refund_body,
    risk_level,
    transaction_body,
)

__all__ = [
    "FulfillmentOrderThere",
    "OrderThere",
    "TouchedOrder",
    "add_tags",
    "cancel_fulfillment_order",
    "create_fulfillment",
    "fulfillment_orders",
    "native_fulfillments",
    "order",
    "orders_updated_since",
    "set_metafields",
    "set_note",
]

LINES_PAGE = 40
"""Lines of an order per query: each asks for some ten points with its amounts."""

WHOLE_TRIES = 3

MAX_TRANSACTIONS = 150
"""Payments of an order in one query; a real order was paid with 50 cards."""


@dataclass(frozen=True, slots=True)
class OrderThere:
    """An order with everything that the ledger reads of it."""

    order_id: str
    body: Rest
    """As orders/paid and orders/cancelled carry it: for `platforms.shopify.translate`."""
    transactions: tuple[Rest, ...]
    """Each as order_transactions/create carries it."""
    risk: str
    """none, low, medium, high or pending."""
    display_fulfillment_status: str
    """Shopify's word, for example FULFILLED or UNFULFILLED."""
    tags: tuple[str, ...]
    note: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TouchedOrder:
    """An order that was touched, and when last."""

    order_id: str
    updated_at: datetime


def order(order_id: str) -> OrderThere | None:
    """The whole order as it is now; None where there is none, or it is too old to be read.

    Raises NotAppliedError for an order that changes faster than it can be read.
    """
    for _ in range(WHOLE_TRIES):
        head = admin().run(documents.ORDER, id=gid("Order", order_id)).order
        if head is None:
            return None
        found, read_at = _whole(head, order_id)
        # A refund between two of the queries would look like units that an edit took out.
        if read_at == head.updated_at:
            return found
    raise NotAppliedError("the order changes while it is read")


def orders_updated_since(time: datetime) -> Iterator[tuple[TouchedOrder, ...]]:
    """Orders that were touched at or after a time, longest ago first, a page at a time.

    The index lags behind by seconds: begin a little before the time of the last look.
    """
    since = time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    after: str | None = None
    while True:
        page = (
            admin()
            .run(order_parts.ORDERS, first=PAGE, after=after, query=f"updated_at:>='{since}'")
            .orders
        )
        yield tuple(TouchedOrder(id_digits(node.id), node.updated_at) for node in page.nodes)
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            return


def _whole(head: OrderHead, order_id: str) -> tuple[OrderThere, datetime | None]:
    """The order with its parts, and when it had changed last as the last part was read."""
    payments = _transactions(order_id)
    refunds = [_refund(id_digits(node.id), order_id, payments) for node in head.refunds]
    lines, read_at = _lines(order_id)
    found = OrderThere(
        order_id=order_id,
        body=order_body(head, lines, [refund for refund in refunds if refund]),
        transactions=payments,
        risk=risk_level(head),
        display_fulfillment_status=head.display_fulfillment_status,
        tags=head.tags,
        note=head.note,
        updated_at=head.updated_at,
    )
    return found, read_at


def _lines(order_id: str) -> tuple[list[OrderLine], datetime | None]:
    found: list[OrderLine] = []
    after: str | None = None
    while True:
        answer = admin().run(
            documents.LINES, id=gid("Order", order_id), first=LINES_PAGE, after=after
        )
        if answer.order is None:
            return found, None
        page = answer.order.line_items
        found += page.nodes
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            return found, answer.order.updated_at


def _transactions(order_id: str) -> tuple[Rest, ...]:
    answer = admin().run(
        order_parts.TRANSACTIONS, id=gid("Order", order_id), first=MAX_TRANSACTIONS
    )
    if answer.order is None:
        return ()
    told = answer.order.transactions
    counted = answer.order.transactions_count
    if counted is not None and counted.count > len(told):
        raise SetupError(
            f"order {order_id} has {counted.count} payments",
            advice=f"Post by hand what its payments after the first {len(told)} moved.",
        )
    return tuple(transaction_body(one, order_id) for one in told)


def _refund(refund_id: str, order_id: str, payments: tuple[Rest, ...]) -> Rest | None:
    items: list[Rest] = []
    after: str | None = None
    while True:
        told = (
            admin()
            .run(order_parts.REFUND, id=gid("Refund", refund_id), first=PAGE, after=after)
            .refund
        )
        if told is None:
            return None
        page = told.refund_line_items
        items += [
            {
                "id": int(id_digits(node.id)),
                "quantity": node.quantity,
                "line_item_id": int(id_digits(node.line_item.id)),
            }
            for node in page.nodes
        ]
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            return refund_body(told, order_id, items, payments)
