"""From a Shopify webhook body to commands: pure, and the same ids whichever body shows a fact.

The topic is an unsigned hint. An order body is read whole under either of its topics: sold
units, natively issued cards, refunds, cancellation.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from pydantic import ValidationError

from giftledger.ledger.commands import CancelOrder
from giftledger.platforms.findings import Findings
from giftledger.platforms.shopify.inbound import (
    Fulfillment,
    LineItem,
    Order,
    Refund,
    Transaction,
    read_time,
)
from giftledger.platforms.shopify.payments import pay, take_back
from giftledger.platforms.shopify.receipts import NativeCards
from giftledger.platforms.shopify.sales import MAX_UNITS, is_gift_card, is_native, issue_lines
from giftledger.platforms.translation import Translation

DISAGREE = Translation(problems=("topic and body disagree",))

PAID = frozenset({"paid", "partially_refunded", "refunded"})
"""Financial statuses of an order that is, or once was, paid in full."""

KEPT = {
    "customers/data_request": "privacy request",
    "customers/redact": "privacy request",
    "shop/redact": "privacy request",
    "app/uninstalled": "app uninstalled",
}


@dataclass(slots=True)
class _Reading:
    sku_prefix: str
    received_at: datetime
    findings: Findings = field(default_factory=Findings)


def translate(topic: str, body: object, *, sku_prefix: str, received_at: datetime) -> Translation:
    """What a body means. Never raises for what a sender can send.

    `received_at` stands in where the body has no time of its own.
    """
    read = _READERS.get(topic)
    if read is None:
        return Translation(kept=KEPT.get(topic, "topic is nothing to the ledger"))
    reading = _Reading(sku_prefix, received_at)
    try:
        agrees = read(reading, body)
    except ValidationError:
        return DISAGREE
    return reading.findings.translation() if agrees else DISAGREE


def _order(reading: _Reading, body: object, *, cancelled: bool) -> bool:
    order = Order.model_validate(body)
    if cancelled and not order.cancelled_at:
        return False
    if not cancelled and order.financial_status not in PAID:
        return False
    findings = reading.findings
    lines = _lines(order.line_items, findings)
    cards = [line for line in lines if is_gift_card(line, reading.sku_prefix)]
    if sum(line.quantity for line in cards) > MAX_UNITS:
        findings.problem(f"more than {MAX_UNITS} gift card units")
    else:
        _issue(reading, order, lines)
    for number, value in enumerate(order.refunds, start=1):
        with findings.part(f"refund {number}"):
            _take_back(reading, Refund.model_validate(_within(order, value)), order, lines)
    if order.cancelled_at and cards:
        _cancel(reading, order)
    return True


def _issue(reading: _Reading, order: Order, lines: list[LineItem]) -> None:
    if order.financial_status in PAID:
        minted = [
            line for line in lines if is_gift_card(line, reading.sku_prefix) and not is_native(line)
        ]
        issue_lines(order, minted, findings=reading.findings, received_at=reading.received_at)
    native = NativeCards(
        lines={line.id: line for line in lines},
        currency=order.currency,
        received_at=reading.received_at,
    )
    for number, value in enumerate(order.fulfillments, start=1):
        with reading.findings.part(f"fulfilment {number}"):
            fulfillment = Fulfillment.model_validate(_within(order, value))
            if fulfillment.order_id == order.id:
                native.issue(fulfillment, reading.findings)
            else:
                reading.findings.problem(f"fulfilment {number}: of another order")


def _take_back(reading: _Reading, refund: Refund, order: Order, lines: list[LineItem]) -> None:
    if refund.order_id != order.id:
        reading.findings.problem(f"refund {refund.id}: of another order")
        return
    take_back(
        refund,
        lines={line.id: line for line in lines},
        currency=order.currency,
        sku_prefix=reading.sku_prefix,
        test=order.test,
        received_at=reading.received_at,
        findings=reading.findings,
    )


def _cancel(reading: _Reading, order: Order) -> None:
    reading.findings.add(
        CancelOrder(
            command_id=f"shopify.order.{order.id}.cancelled",
            occurred_at=read_time(order.cancelled_at) or reading.received_at,
            source="shopify",
            order_reference=f"shopify:{order.id}",
            test=order.test,
            order_id=f"shopify:{order.id}",
        )
    )


def _transaction(reading: _Reading, body: object) -> bool:
    transaction = Transaction.model_validate(body)
    if transaction.order_id is None:
        return False
    pay(
        transaction,
        order_id=transaction.order_id,
        currency=None,
        received_at=reading.received_at,
        findings=reading.findings,
    )
    return True


def _refund(reading: _Reading, body: object) -> bool:
    refund = Refund.model_validate(body)
    if not {"refund_line_items", "transactions"} & refund.model_fields_set:
        return False
    take_back(
        refund,
        lines={},
        currency=None,
        sku_prefix=reading.sku_prefix,
        test=False,
        received_at=reading.received_at,
        findings=reading.findings,
    )
    return True


def _fulfillment(reading: _Reading, body: object) -> bool:
    fulfillment = Fulfillment.model_validate(body)
    native = NativeCards(lines={}, currency=None, received_at=reading.received_at)
    native.issue(fulfillment, reading.findings)
    return True


def _within(order: Order, part: object) -> object:
    """A part of an order's body: it may leave out which order it is of."""
    return {"order_id": order.id, **part} if isinstance(part, dict) else part


def _lines(values: list[object], findings: Findings) -> list[LineItem]:
    lines = []
    for number, value in enumerate(values, start=1):
        with findings.part(f"line {number}"):
            lines.append(LineItem.model_validate(value))
    return lines


_READERS: dict[str, Callable[[_Reading, object], bool]] = {
    "orders/paid": partial(_order, cancelled=False),
    "orders/cancelled": partial(_order, cancelled=True),
    "order_transactions/create": _transaction,
    "refunds/create": _refund,
    "fulfillments/create": _fulfillment,
}
