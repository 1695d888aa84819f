"""The shop's orders: lines, money, fulfilments, refunds. Amounts in minor units."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Line:
    """One line. `gift_card` marks Shopify's own gift-card product."""

    id: int
    title: str
    sku: str
    price_minor: int
    quantity: int
    gift_card: bool = False
    requires_shipping: bool = True
    taxable: bool = True
    discount_minor: int = 0
    product_id: int | None = None
    variant_id: int | None = None
    properties: list[dict[str, str]] = field(default_factory=list)
    removed: int = 0
    refunded: int = 0
    restocked: int = 0
    fulfilled: int = 0

    @property
    def is_minted(self) -> bool:
        """Whether the shop makes its card itself as soon as it is paid."""
        return self.gift_card and not self.requires_shipping

    @property
    def current(self) -> int:
        """What edits and refunds left of it."""
        return max(0, self.quantity - self.removed - self.refunded)

    @property
    def unfulfilled(self) -> int:
        """What is still to be handed over: a refund without restocking leaves it so."""
        return max(0, self.quantity - self.removed - self.restocked - self.fulfilled)


@dataclass(slots=True)
class Transaction:
    """Money that moved. A gift card's names its card."""

    id: int
    kind: str
    gateway: str
    amount_minor: int
    created_at: datetime
    parent_id: int | None = None
    gift_card_id: int | None = None
    last_characters: str | None = None
    status: str = "success"


@dataclass(slots=True)
class Fulfillment:
    """What was handed over; `cards` are those minted: (card id, line id, last characters)."""

    id: int
    number: int
    service: str
    created_at: datetime
    quantities: dict[int, int]
    cards: list[tuple[int, int, str]] = field(default_factory=list)
    tracking: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class FulfillmentOrder:
    """Lines to be handed over together: line id to quantity."""

    id: int
    quantities: dict[int, int]
    created_at: datetime
    status: str = "OPEN"
    request_status: str = "UNSUBMITTED"
    """SUBMITTED where a fulfilment service was asked."""

    holds: list[dict[str, str | None]] = field(default_factory=list)
    line_ids: dict[int, int] = field(default_factory=dict)
    """Line id to the id of this order's own line."""


@dataclass(slots=True)
class RefundLine:
    """Units of a line that were refunded."""

    id: int
    line_id: int
    quantity: int


@dataclass(slots=True)
class Refund:
    """One refund: of lines, of money, or of both."""

    id: int
    created_at: datetime
    note: str | None
    restock: bool
    lines: list[RefundLine]
    transactions: list[Transaction]


@dataclass(slots=True)
class Order:
    """One order with all that happened to it."""

    id: int
    number: int
    created_at: datetime
    updated_at: datetime
    currency: str
    lines: list[Line]
    email: str | None = None
    buyer: str = "Bea Buyer"
    customer_id: int | None = None
    locale: str = "en"
    shipping_minor: int = 0
    tax_minor: int = 0
    test: bool = False
    risk: str = "low"
    note: str | None = None
    tags: list[str] = field(default_factory=list)
    metafields: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    transactions: list[Transaction] = field(default_factory=list)
    fulfillments: list[Fulfillment] = field(default_factory=list)
    fulfillment_orders: list[FulfillmentOrder] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    closed_at: datetime | None = None

    @property
    def name(self) -> str:
        """As people call it."""
        return f"#{self.number}"

    def line(self, line_id: int) -> Line:
        """One of its lines. Raises KeyError."""
        for one in self.lines:
            if one.id == line_id:
                return one
        raise KeyError(line_id)

    def transaction(self, transaction_id: int) -> Transaction:
        """One of its transactions. Raises KeyError."""
        for one in self.transactions:
            if one.id == transaction_id:
                return one
        raise KeyError(transaction_id)
