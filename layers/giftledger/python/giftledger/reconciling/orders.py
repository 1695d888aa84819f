"""What orders of the shop did to its gift cards, read when a difference asks for it."""

from collections import defaultdict
from datetime import datetime, timedelta

from giftledger.ledger.commands import Redeem, Refund
from giftledger.ledger.keys import shopify_alias
from giftledger.platforms.findings import Findings
from giftledger.platforms.shopify.admin import orders
from giftledger.platforms.shopify.inbound import Transaction
from giftledger.platforms.shopify.payments import GATEWAY, pay
from giftledger.reconciling.compare import TRANSACTION
from giftledger.reconciling.facts import OrderMovement

MAX_ORDERS = 500
"""Read for one reconciliation: each is several calls. What is older stays unexplained."""

BEFORE = timedelta(minutes=10)
"""An order is touched about when its payment moves the card."""


class OrderBook:
    """The orders since some time, read once for all cards that differ."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._found: dict[str, list[OrderMovement]] = defaultdict(list)

    def of(self, shopify_gift_card_id: str, *, since: datetime) -> tuple[OrderMovement, ...]:
        """What orders that were touched since then did to a card. Raises what the client does."""
        if self._since is None or since < self._since:
            self._since = since
            self._read(since - BEFORE)
        return tuple(self._found[shopify_alias(shopify_gift_card_id)])

    def _read(self, since: datetime) -> None:
        self._found.clear()
        read = 0
        for page in orders.orders_updated_since(since):
            for touched in page:
                if read == MAX_ORDERS:
                    return
                read += 1
                self._add(touched.order_id)

    def _add(self, order_id: str) -> None:
        order = orders.order(order_id)
        if order is None:
            return
        findings = Findings()
        for body in order.transactions:
            if body.get("gateway") == GATEWAY:
                pay(
                    Transaction.model_validate(body),
                    order_id=order_id,
                    currency=str(order.body.get("currency") or "") or None,
                    received_at=order.updated_at,
                    findings=findings,
                )
        for command in findings.commands.values():
            if isinstance(command, Redeem | Refund):
                sign = -1 if isinstance(command, Redeem) else 1
                self._found[command.aliases[0]].append(
                    OrderMovement(
                        transaction_id=command.command_id.removeprefix(TRANSACTION),
                        order_id=order_id,
                        amount_minor=sign * command.amount_minor,
                        test=command.test,
                    )
                )
