"""Gift cards and their movements as the rest of the ledger reads them."""

from dataclasses import dataclass
from datetime import date, datetime

from giftledger.platforms.shopify.admin.document import id_digits
from giftledger.platforms.shopify.admin.documents.card_fields import GiftCard


@dataclass(frozen=True, slots=True)
class CardThere:
    """A gift card as Shopify has it. Ids are digits, amounts minor units."""

    shopify_gift_card_id: str
    balance_minor: int
    initial_minor: int
    currency: str
    enabled: bool
    expires_on: date | None
    last_characters: str
    note: str | None
    order_id: str | None
    line_item_id: str | None
    """Of the line that sold it; only from API version 2026-07 on."""
    customer_id: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CardTransaction:
    """A movement of a card: credits are positive, debits negative, in minor units."""

    id: str
    amount_minor: int
    note: str | None
    processed_at: datetime


@dataclass(frozen=True, slots=True)
class CardLimits:
    """The largest value that may be issued and bought, in minor units of the shop's currency."""

    issue_minor: int
    purchase_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class ShopFeatures:
    """The shop and whether its plan has gift cards."""

    name: str
    currency: str
    gift_cards: bool


@dataclass(frozen=True, slots=True)
class RecipientThere:
    """Whom Shopify shall mail a card to: a customer of the shop."""

    customer_id: str
    name: str | None = None
    """At most 255 characters, no HTML."""
    message: str | None = None
    """At most 200 characters, no HTML."""
    send_at: datetime | None = None
    """Within 90 days from now; None: at once."""


def card_there(told: GiftCard, *, customer_id: str | None = None) -> CardThere:
    """A card as it was told. `customer_id` stands in where the document does not select it."""
    return CardThere(
        shopify_gift_card_id=id_digits(told.id),
        balance_minor=told.balance.minor,
        initial_minor=told.initial_value.minor,
        currency=told.balance.currency_code,
        enabled=told.enabled,
        expires_on=told.expires_on,
        last_characters=told.last_characters,
        note=told.note,
        order_id=id_digits(told.order.id) if told.order else None,
        line_item_id=id_digits(told.line_item.id) if told.line_item else None,
        customer_id=id_digits(told.customer.id) if told.customer else customer_id,
        created_at=told.created_at,
        updated_at=told.updated_at,
    )
