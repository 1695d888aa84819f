"""What the mirror of a card asks of the shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from giftledger.platforms.shopify.admin.card_shapes import (
        CardLimits,
        CardThere,
        CardTransaction,
        ShopFeatures,
    )


class CardDesk(Protocol):
    """The calls; the module `giftledger.platforms.shopify.admin.cards` is such a desk.

    Each may raise NotAppliedError, UnknownOutcomeError or SetupError, and what changes something
    Refused. Ids are digits, amounts minor units.
    """

    def create_card(
        self,
        *,
        code: str,
        amount_minor: int,
        currency: str,
        expires_on: date | None,
        note: str,
        customer_id: str | None = None,
    ) -> "CardThere":
        """Make a card; `Refused.is_code_taken` where its code is there already."""

    def find_by_code(self, code: str, /, *, length: int) -> "CardThere | None":
        """The card of a code of this length; its index may lag behind by seconds."""

    def card(self, shopify_gift_card_id: str, /) -> "CardThere | None":
        """The card as it is now."""

    def transactions(self, shopify_gift_card_id: str, /) -> "Sequence[CardTransaction]":
        """Every movement of a card."""

    def credit(
        self, shopify_gift_card_id: str, amount_minor: int, currency: str, note: str, /
    ) -> object:
        """Add to a card."""

    def debit(
        self, shopify_gift_card_id: str, amount_minor: int, currency: str, note: str, /
    ) -> object:
        """Take from a card; refused with INSUFFICIENT_FUNDS where less is on it."""

    def update_card(self, shopify_gift_card_id: str, /, *, expires_on: date | None) -> object:
        """Set the last day; None: never expires."""

    def deactivate(self, shopify_gift_card_id: str, /) -> object:
        """End a card for ever."""

    def notify_customer(self, shopify_gift_card_id: str, /) -> object:
        """Have Shopify mail the card to its customer."""

    def configuration(self) -> "CardLimits":
        """The largest values that the shop takes."""

    def shop_features(self) -> "ShopFeatures":
        """Whether the shop's plan has gift cards."""


class CustomerDesk(Protocol):
    """The module `giftledger.platforms.shopify.admin.customers` is such a desk."""

    def find_or_create_customer(
        self,
        *,
        email: str,
        first_name: str | None = None,
        last_name: str | None = None,
        locale: str | None = None,
    ) -> str:
        """The customer with this address, made where there is none."""


@dataclass(frozen=True, slots=True)
class Desks:
    """All that is asked."""

    cards: CardDesk
    customers: CustomerDesk


def desks() -> Desks:
    """Those of the shop in this process's settings, with a token that is known to be there.

    Raises what having no token raises (giftledger.platforms.shopify.admin.token): before anything
    is written ahead of a call, and not in the midst of it.
    """
    # Imported here: httpx takes its time, and most looks at a card ask nothing of the shop.
    from giftledger.platforms.shopify.admin import cards, customers, token  # noqa: PLC0415

    token.access_token()
    return Desks(cards, customers)
