"""Queries about gift cards and the shop."""

from datetime import datetime

from giftledger.platforms.shopify.admin.document import Document, Money, PageInfo, Part
from giftledger.platforms.shopify.admin.documents.card_fields import OLDER, WHOLE, GiftCard


class OneCard(Part):
    """Answer; None where no such card exists."""

    gift_card: GiftCard | None = None


CARD = Document(
    "giftCard",
    f"query giftCard($id: ID!) {{ giftCard(id: $id) {{ {WHOLE} }} }}",
    OneCard,
    older=f"query giftCard($id: ID!) {{ giftCard(id: $id) {{ {OLDER} }} }}",
)


class CardPage(Part):
    """A page of cards."""

    nodes: tuple[GiftCard, ...]
    page_info: PageInfo


class CardPages(Part):
    """Answer."""

    gift_cards: CardPage


_CARDS = (
    "query giftCards($first: Int!, $after: String, $query: String, $sortKey: GiftCardSortKeys!,"
    " $reverse: Boolean!) { giftCards(first: $first, after: $after, query: $query,"
    " sortKey: $sortKey, reverse: $reverse) {"
    " nodes { %s } pageInfo { hasNextPage endCursor } } }"
)

CARDS = Document("giftCards", _CARDS % WHOLE, CardPages, older=_CARDS % OLDER, cost=60)


class CardMovement(Part):
    """A movement in the history of a card."""

    id: str
    amount: Money
    note: str | None = None
    processed_at: datetime


class MovementPage(Part):
    """A page of a card's history."""

    nodes: tuple[CardMovement, ...]
    page_info: PageInfo


class History(Part):
    """A card's history. Shopify's schema lets it be null: then it was not told, never empty."""

    transactions: MovementPage


class CardHistory(Part):
    """Answer; None where no such card exists."""

    gift_card: History | None = None


TRANSACTIONS = Document(
    "giftCardTransactions",
    "query giftCardTransactions($id: ID!, $first: Int!, $after: String) { giftCard(id: $id) {"
    " transactions(first: $first, after: $after) { nodes { id note processedAt"
    " amount { amount currencyCode } } pageInfo { hasNextPage endCursor } } } }",
    CardHistory,
    cost=20,
)


class Limits(Part):
    """The largest values of a card, in the shop's currency."""

    issue_limit: Money
    purchase_limit: Money


class Configured(Part):
    """Answer."""

    gift_card_configuration: Limits


CONFIGURATION = Document(
    "giftCardConfiguration",
    "query giftCardConfiguration { giftCardConfiguration {"
    " issueLimit { amount currencyCode } purchaseLimit { amount currencyCode } } }",
    Configured,
)


class Features(Part):
    """What the shop's plan has."""

    gift_cards: bool


class Shop(Part):
    """The shop itself."""

    name: str
    currency_code: str
    features: Features


class AboutShop(Part):
    """Answer."""

    shop: Shop


SHOP = Document(
    "shop", "query shop { shop { name currencyCode features { giftCards } } }", AboutShop
)
