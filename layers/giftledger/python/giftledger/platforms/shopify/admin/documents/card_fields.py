"""What is selected of a gift card, and how it is read."""

from datetime import date, datetime

from giftledger.platforms.shopify.admin.document import Money, Node, Part

BARE = """
  id balance { amount currencyCode } initialValue { amount currencyCode }
  enabled expiresOn lastCharacters note createdAt updatedAt
"""
"""What needs no scope but the cards': selected by mutations, whose answer must never be denied."""

OLDER = f"{BARE} customer {{ id }} order {{ id }}"
WHOLE = f"{OLDER} lineItem {{ id }}"


class GiftCard(Part):
    """A gift card there. `line_item` only from 2026-07 on."""

    id: str
    balance: Money
    initial_value: Money
    enabled: bool
    expires_on: date | None = None
    last_characters: str
    note: str | None = None
    created_at: datetime
    updated_at: datetime
    customer: Node | None = None
    order: Node | None = None
    line_item: Node | None = None
