"""Money that a gift card paid or got back, and sold cards that a refund takes out.

Shopify's checkout has already decided: these are reported facts (mode `reported`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from giftledger.ledger.commands import Deactivate, Redeem, SoldUnit
from giftledger.ledger.commands import Refund as RefundCommand
from giftledger.ledger.parts import Mode, Reason
from giftledger.platforms.findings import Findings, NotUnderstood
from giftledger.platforms.shopify.inbound import LineItem, Refund, RefundLine, Transaction
from giftledger.platforms.shopify.money import ForeignMoney, transaction_money
from giftledger.platforms.shopify.receipts import card_id, receipt_of
from giftledger.platforms.shopify.sales import MAX_UNITS, is_gift_card

GATEWAY = "gift_card"
SUCCESS = "success"
"""Other statuses (pending, failure, error) moved no money; a success is told when it comes."""


def pay(
    transaction: Transaction,
    *,
    order_id: str,
    currency: str | None,
    received_at: datetime,
    findings: Findings,
) -> None:
    """Note what one transaction did to a gift card; nothing for other gateways and failures."""
    if transaction.gateway != GATEWAY or transaction.status != SUCCESS:
        return
    with findings.part(f"transaction {transaction.id}"), _asked_about(order_id, findings):
        card = card_id(receipt_of(transaction.receipt).get("gift_card_id"))
        amount_minor, found = transaction_money(transaction, currency)
        told: dict[str, Any] = {
            "command_id": f"shopify.transaction.{transaction.id}",
            "occurred_at": transaction.processed_at or transaction.created_at or received_at,
            "source": "shopify",
            "order_reference": f"shopify:{order_id}",
            "test": transaction.test,
            "aliases": (f"shopify#{card}",),
            "amount_minor": amount_minor,
            "currency": found,
        }
        match transaction.kind:
            case "sale" | "capture":
                findings.add(Redeem(**told, mode=Mode.REPORTED))
            case "refund":
                parent = f"shopify.transaction.{_parent(transaction)}"
                findings.add(RefundCommand(**told, redemption_id=parent))
            case _:
                raise NotUnderstood(
                    "a kind of gift card transaction that the ledger has no verb for"
                )


@contextmanager
def _asked_about(order_id: str, findings: Findings) -> Iterator[None]:
    """What only a set could tell, the platform is asked for; kept for a person as well."""
    try:
        yield
    except ForeignMoney:
        findings.fetch(order_id)
        raise


def take_back(
    refund: Refund,
    *,
    lines: Mapping[str, LineItem],
    currency: str | None,
    sku_prefix: str,
    test: bool,
    received_at: datetime,
    findings: Findings,
) -> None:
    """Note the transactions of a refund and one Deactivate per gift card unit it refunds."""
    for number, value in enumerate(refund.transactions, start=1):
        with findings.part(f"refund {refund.id} transaction {number}"):
            pay(
                Transaction.model_validate(value),
                order_id=refund.order_id,
                currency=currency,
                received_at=received_at,
                findings=findings,
            )
    units = 0
    for number, value in enumerate(refund.refund_line_items, start=1):
        with findings.part(f"refund {refund.id} line {number}"):
            item = RefundLine.model_validate(value)
            if not is_gift_card(_line_of(item, lines), sku_prefix):
                continue
            units += item.quantity
            if units > MAX_UNITS:
                raise NotUnderstood(f"more than {MAX_UNITS} gift card units")
            _deactivate(refund, item, test=test, received_at=received_at, findings=findings)


def _deactivate(
    refund: Refund, item: RefundLine, *, test: bool, received_at: datetime, findings: Findings
) -> None:
    for unit in range(1, item.quantity + 1):
        findings.add(
            Deactivate(
                command_id=f"shopify.refund_line.{item.id}.unit.{unit}",
                occurred_at=refund.processed_at or refund.created_at or received_at,
                source="shopify",
                order_reference=f"shopify:{refund.order_id}",
                test=test,
                target=SoldUnit(
                    order_id=f"shopify:{refund.order_id}", line_item_id=item.line_item_id
                ),
                reason=Reason.REFUNDED,
            )
        )


def _line_of(item: RefundLine, lines: Mapping[str, LineItem]) -> LineItem:
    if item.line_item_id in lines:
        return lines[item.line_item_id]
    return LineItem.model_validate(item.line_item)


def _parent(transaction: Transaction) -> str:
    if transaction.parent_id is None:
        raise NotUnderstood("a refund without the payment it gives back")
    return card_id(transaction.parent_id)
