"""Documents that read the payments and refunds of an order, and which orders were touched."""

from datetime import datetime
from typing import Any

from giftledger.platforms.shopify.admin.document import Document, Node, PageInfo, Part
from giftledger.platforms.shopify.admin.documents.orders import PAGES, Bag

_BOTH = "{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"


class OrderTransaction(Part):
    """A payment, or its refund."""

    id: str
    kind: str
    status: str
    gateway: str | None = None
    test: bool
    created_at: datetime
    processed_at: datetime | None = None
    receipt_json: Any = None
    """An object, or JSON text, even encoded twice."""
    amount_set: Bag
    parent_transaction: Node | None = None


class Count(Part):
    """How many there are."""

    count: int


class WithTransactions(Part):
    """An order, of which only the payments were asked."""

    transactions: tuple[OrderTransaction, ...]
    transactions_count: Count | None = None


class OrderTransactions(Part):
    """Answer."""

    order: WithTransactions | None = None


TRANSACTIONS = Document(
    "orderTransactions",
    "query orderTransactions($id: ID!, $first: Int!) { order(id: $id) {"
    " transactionsCount { count } transactions(first: $first) {"
    " id kind status gateway test createdAt processedAt receiptJson"
    f" amountSet {_BOTH} parentTransaction {{ id }} }} }} }}",
    OrderTransactions,
    cost=100,
)


class RefundedLine(Part):
    """How many of a line were refunded."""

    id: str
    quantity: int
    line_item: Node


class RefundedPage(Part):
    """A page of refunded lines."""

    nodes: tuple[RefundedLine, ...]
    page_info: PageInfo


class NodePage(Part):
    """A page of ids."""

    nodes: tuple[Node, ...]


class RefundThere(Part):
    """A refund. Its payments are among the order's."""

    id: str
    created_at: datetime | None = None
    processed_at: datetime
    refund_line_items: RefundedPage
    transactions: NodePage


class OneRefund(Part):
    """Answer."""

    refund: RefundThere | None = None


REFUND = Document(
    "refund",
    "query refund($id: ID!, $first: Int!, $after: String) { refund(id: $id) {"
    " id createdAt processedAt refundLineItems(first: $first, after: $after) {"
    f" nodes {{ id quantity lineItem {{ id }} }} {PAGES} }}"
    " transactions(first: 100) { nodes { id } } } }",
    OneRefund,
    cost=60,
)


class Touched(Part):
    """An order that was touched, and when last."""

    id: str
    updated_at: datetime


class TouchedPage(Part):
    """A page of orders."""

    nodes: tuple[Touched, ...]
    page_info: PageInfo


class TouchedOrders(Part):
    """Answer."""

    orders: TouchedPage


ORDERS = Document(
    "orders",
    "query orders($first: Int!, $after: String, $query: String!) {"
    " orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {"
    f" nodes {{ id updatedAt }} {PAGES} }} }}",
    TouchedOrders,
    cost=20,
)
