"""From a Shopify webhook body to commands: pure, and the same ids whichever body shows a fact.

The topic is an unsigned hint. An order body is read whole under any of its topics: sold units,
natively issued cards, payments where it has them, refunds, cancellation. What it does not say
and the ledger needs, the platform has to be asked for: `fetches`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from pydantic import ValidationError

from giftledger.platforms.shopify.inbound import Fulfillment, Refund, Transaction
from giftledger.platforms.shopify.orders import (
    Reading,
    read_cancelled_order,
    read_edited_order,
    read_order,
    read_paid_order,
    read_risk_change,
)
from giftledger.platforms.shopify.payments import pay, take_back
from giftledger.platforms.shopify.receipts import NativeCards
from giftledger.platforms.shopify.sales import Rules
from giftledger.platforms.translation import Translation
from giftledger.settings import ProductRule, RiskHold

DISAGREE = Translation(problems=("topic and body disagree",))

KEPT = {
    "customers/data_request": "privacy request",
    "customers/redact": "privacy request",
    "shop/redact": "privacy request",
    "app/uninstalled": "app uninstalled",
}


def translate(
    topic: str,
    body: object,
    *,
    sku_prefix: str,
    received_at: datetime,
    products: Sequence[ProductRule] = (),
    risk_hold: RiskHold = "off",
) -> Translation:
    """What a body means. Never raises for what a sender can send.

    `received_at` stands in where the body has no time of its own. With a `risk_hold` digital
    cards are issued under review, whatever the risk is: no body says it.
    """
    read = _READERS.get(topic)
    if read is None:
        return Translation(kept=KEPT.get(topic, "topic is nothing to the ledger"))
    reading = Reading(Rules(sku_prefix, products, risk_hold, received_at=received_at))
    try:
        agrees = read(reading, body)
    except ValidationError:
        return DISAGREE
    return reading.findings.translation() if agrees else DISAGREE


def _transaction(reading: Reading, body: object) -> bool:
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


def _refund(reading: Reading, body: object) -> bool:
    refund = Refund.model_validate(body)
    if not {"refund_line_items", "transactions"} & refund.model_fields_set:
        return False
    take_back(
        refund,
        lines={},
        currency=None,
        sku_prefix=reading.rules.sku_prefix,
        test=False,
        received_at=reading.received_at,
        findings=reading.findings,
    )
    return True


def _fulfillment(reading: Reading, body: object) -> bool:
    fulfillment = Fulfillment.model_validate(body)
    native = NativeCards(lines={}, currency=None, rules=reading.rules)
    native.issue(fulfillment, reading.findings)
    return True


_READERS: dict[str, Callable[[Reading, object], bool]] = {
    "orders/paid": read_paid_order,
    "orders/cancelled": read_cancelled_order,
    "orders/updated": read_order,
    "orders/edited": read_edited_order,
    "orders/fulfilled": read_order,
    "orders/risk_assessment_changed": read_risk_change,
    "order_transactions/create": _transaction,
    "refunds/create": _refund,
    "fulfillments/create": _fulfillment,
    "fulfillments/update": _fulfillment,
}

TOPICS = tuple(_READERS)
"""The webhooks that say something to the ledger: what a shop should be subscribed to."""
