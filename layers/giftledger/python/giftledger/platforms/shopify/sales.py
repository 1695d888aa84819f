"""Sold gift cards: which lines are ours, what a unit is worth, one Issue per unit.

A native card (Shopify minted and mails the code) is issued from the receipt of its fulfilment,
the only place that tells its id; every other gift card line is issued from the line itself.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from giftledger.ledger.commands import Issue
from giftledger.ledger.parts import Form, Sale
from giftledger.platforms.findings import Findings, NotUnderstood
from giftledger.platforms.shopify.inbound import LineItem, Order
from giftledger.platforms.shopify.money import discount_minor, shop_money
from giftledger.platforms.shopify.recipients import recipient_of
from giftledger.settings import ProductRule, RiskHold

MAX_UNITS = 1_000
"""Gift card units that one body may issue: beyond it somebody should look first."""

DEFAULT_PROGRAMME = "default"

ORDER_RISK = "order_risk"
"""Why a card is under review: the risk on its order is not judged yet, or high."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How the shop sells gift cards of ours."""

    sku_prefix: str
    products: Sequence[ProductRule] = ()
    risk_hold: RiskHold = "off"
    received_at: datetime = field(kw_only=True)
    """Stands in where a body has no time of its own."""

    def programme_of(self, line: LineItem) -> str:
        """The programme of the first rule that fits the line's product or SKU."""
        product, sku = str(line.product_id or ""), (line.sku or "").casefold()
        for rule in self.products:
            by_id = bool(rule.product_id) and rule.product_id == product
            by_sku = bool(rule.sku_prefix) and sku.startswith(rule.sku_prefix.casefold())
            if by_id or by_sku:
                return rule.programme
        return DEFAULT_PROGRAMME

    @property
    def review(self) -> str | None:
        """Why digital cards are kept back when they are issued."""
        return None if self.risk_hold == "off" else ORDER_RISK


@dataclass(frozen=True, slots=True)
class Price:
    """What a unit of a line is worth and what was paid for it, in minor units."""

    face_minor: int
    currency: str
    discount_minor: int
    quantity: int

    def paid_minor(self, unit: int) -> int:
        """The face less the unit's share; the first units (from 1) bear the odd minor units."""
        share, odd = divmod(self.discount_minor, max(self.quantity, 1))
        return max(0, self.face_minor - share - (1 if unit <= odd else 0))


def is_gift_card(line: LineItem, sku_prefix: str) -> bool:
    """Whether a line sells gift cards: Shopify's own kind, or ours by its SKU."""
    ours = bool(sku_prefix) and (line.sku or "").casefold().startswith(sku_prefix.casefold())
    return line.gift_card or ours


def is_native(line: LineItem) -> bool:
    """Whether Shopify mints the code of this line."""
    return line.gift_card and not line.requires_shipping


def price_of(line: LineItem, currency: str | None) -> Price:
    """The line's price. Raises InvalidAmount, UnknownCurrency or NotUnderstood."""
    face_minor, found = shop_money(line.price_set, line.price, currency)
    if face_minor == 0:
        raise NotUnderstood("a gift card worth nothing")
    return Price(face_minor, found, discount_minor(line, found), line.quantity)


def issue_lines(order: Order, lines: list[LineItem], *, findings: Findings, rules: Rules) -> None:
    """Issue every unit of the gift card lines whose code Shopify does not mint."""
    slots: Counter[tuple[str, int]] = Counter()
    for line in lines:
        with findings.part(f"line {line.id}"):
            for issue in _units(order, line, slots=slots, rules=rules):
                findings.add(issue)
                if issue.form is Form.DIGITAL and issue.recipient is None:
                    findings.problem(f"line {line.id}: issued, but there is nobody to mail it to")


def edited_out(line: LineItem, order: Order) -> int:
    """How many units an edit of the order removed before they were paid.

    A refund lowers current_quantity too, but its units were sold: they are issued, and what the
    refund takes out closes. In an order that is cancelled nothing tells the two apart.
    """
    left = line.current_quantity
    if order.cancelled_at or not isinstance(left, int) or isinstance(left, bool):
        return 0
    refunded = 0
    for refund in order.refunds:
        lines = refund.get("refund_line_items") if isinstance(refund, dict) else None
        for item in lines if isinstance(lines, list) else ():
            if isinstance(item, dict) and str(item.get("line_item_id")) == line.id:
                quantity = item.get("quantity")
                refunded += quantity if isinstance(quantity, int) else 0
    return min(max(0, line.quantity - left - refunded), line.quantity)


def _units(
    order: Order, line: LineItem, *, slots: Counter[tuple[str, int]], rules: Rules
) -> Iterator[Issue]:
    price = price_of(line, order.currency)
    physical = line.requires_shipping
    recipient = None if physical else recipient_of(line, order)
    for unit in range(1, line.quantity - edited_out(line, order) + 1):
        value = (price.currency, price.face_minor)
        slots[value] += physical
        yield Issue(
            command_id=f"shopify.order.{order.id}.line.{line.id}.unit.{unit}",
            occurred_at=order.processed_at or order.created_at or rules.received_at,
            source="shopify",
            order_reference=f"shopify:{order.id}",
            test=order.test,
            amount_minor=price.face_minor,
            currency=price.currency,
            paid_minor=price.paid_minor(unit),
            form=Form.PHYSICAL if physical else Form.DIGITAL,
            programme=rules.programme_of(line),
            review=None if physical else rules.review,
            sale=Sale(
                order_id=f"shopify:{order.id}",
                line_item_id=line.id,
                unit=unit,
                slot=slots[value] if physical else None,
            ),
            recipient=recipient,
        )
