"""Order bodies of webhooks, read whole: sold units, native cards, payments, refunds, cancelling."""

from dataclasses import dataclass, field
from datetime import datetime

from giftledger.ledger.commands import CancelOrder, Issue
from giftledger.platforms.findings import Findings
from giftledger.platforms.shopify.inbound import (
    Fulfillment,
    LineItem,
    Order,
    OrderEdit,
    Refund,
    RiskChange,
    Transaction,
    read_time,
)
from giftledger.platforms.shopify.payments import GATEWAY, pay, take_back
from giftledger.platforms.shopify.receipts import NativeCards
from giftledger.platforms.shopify.sales import (
    MAX_UNITS,
    Rules,
    is_gift_card,
    is_native,
    issue_lines,
)

PAID = frozenset({"paid", "partially_refunded", "refunded"})
"""Financial statuses of an order that is, or once was, paid in full."""


@dataclass(slots=True)
class Reading:
    """A body while it is read."""

    rules: Rules
    findings: Findings = field(default_factory=Findings)

    @property
    def received_at(self) -> datetime:
        """Stands in where the body has no time of its own."""
        return self.rules.received_at


def read_order(reading: Reading, body: object) -> bool:
    """Whatever state the order is in: what is not paid yet is issued by nothing."""
    order = Order.model_validate(body)
    findings = reading.findings
    lines = _lines(order.line_items, findings)
    cards = [line for line in lines if is_gift_card(line, reading.rules.sku_prefix)]
    if sum(line.quantity for line in cards) > MAX_UNITS:
        findings.problem(f"more than {MAX_UNITS} gift card units")
    else:
        _issue(reading, order, lines)
    _pay(reading, order)
    for number, value in enumerate(order.refunds, start=1):
        with findings.part(f"refund {number}"):
            _take_back(reading, Refund.model_validate(_within(order, value)), order, lines)
    if order.cancelled_at and cards:
        _cancel(reading, order)
    if _is_to_be_asked_about(order, findings):
        findings.fetch(order.id)
    return True


def read_paid_order(reading: Reading, body: object) -> bool:
    """False where the body is of no paid order: topic and body disagree."""
    return Order.model_validate(body).financial_status in PAID and read_order(reading, body)


def read_cancelled_order(reading: Reading, body: object) -> bool:
    """False where the body is of no cancelled order."""
    return bool(Order.model_validate(body).cancelled_at) and read_order(reading, body)


def read_edited_order(reading: Reading, body: object) -> bool:
    """An edit names the order and what it changed, never how the order stands after it."""
    edit = body.get("order_edit") if isinstance(body, dict) else None
    if edit is None:
        return read_order(reading, body)
    reading.findings.fetch(OrderEdit.model_validate(edit).order_id)
    return True


def read_risk_change(reading: Reading, body: object) -> bool:
    """The body tells one assessment of perhaps several: the order has all of them."""
    change = RiskChange.model_validate(body)
    order_id = change.order_id or change.admin_graphql_api_order_id
    if order_id is not None and reading.rules.risk_hold != "off":
        reading.findings.fetch(order_id)
    return order_id is not None


def _is_to_be_asked_about(order: Order, findings: Findings) -> bool:
    """A gift card paid and no transaction says so, or cards wait for the risk to be told."""
    names = order.payment_gateway_names
    unsaid = order.transactions is None and isinstance(names, list) and GATEWAY in names
    waits = not order.cancelled_at and any(
        isinstance(command, Issue) and command.review is not None
        for command in findings.commands.values()
    )
    return unsaid or waits


def _pay(reading: Reading, order: Order) -> None:
    for number, value in enumerate(order.transactions or (), start=1):
        with reading.findings.part(f"transaction {number}"):
            transaction = Transaction.model_validate(_within(order, value))
            if transaction.order_id == order.id:
                pay(
                    transaction,
                    order_id=order.id,
                    currency=order.currency,
                    received_at=reading.received_at,
                    findings=reading.findings,
                )
            else:
                reading.findings.problem(f"transaction {number}: of another order")


def _issue(reading: Reading, order: Order, lines: list[LineItem]) -> None:
    if order.financial_status in PAID:
        minted = [
            line
            for line in lines
            if is_gift_card(line, reading.rules.sku_prefix) and not is_native(line)
        ]
        issue_lines(order, minted, findings=reading.findings, rules=reading.rules)
    native = NativeCards(
        lines={line.id: line for line in lines},
        currency=order.currency,
        rules=reading.rules,
    )
    for number, value in enumerate(order.fulfillments, start=1):
        with reading.findings.part(f"fulfilment {number}"):
            fulfillment = Fulfillment.model_validate(_within(order, value))
            if fulfillment.order_id == order.id:
                native.issue(fulfillment, reading.findings)
            else:
                reading.findings.problem(f"fulfilment {number}: of another order")


def _take_back(reading: Reading, refund: Refund, order: Order, lines: list[LineItem]) -> None:
    if refund.order_id != order.id:
        reading.findings.problem(f"refund {refund.id}: of another order")
        return
    take_back(
        refund,
        lines={line.id: line for line in lines},
        currency=order.currency,
        sku_prefix=reading.rules.sku_prefix,
        test=order.test,
        received_at=reading.received_at,
        findings=reading.findings,
    )


def _cancel(reading: Reading, order: Order) -> None:
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


def _within(order: Order, part: object) -> object:
    """A part of an order's body: it may leave out which order it is of."""
    return {"order_id": order.id, **part} if isinstance(part, dict) else part


def _lines(values: list[object], findings: Findings) -> list[LineItem]:
    lines = []
    for number, value in enumerate(values, start=1):
        with findings.part(f"line {number}"):
            lines.append(LineItem.model_validate(value))
    return lines
