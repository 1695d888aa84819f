"""What Shopify is asked about gift cards."""

import re
from collections.abc import Iterator
from datetime import datetime

from giftledger.platforms.shopify.admin.card_shapes import (
    CardLimits,
    CardThere,
    CardTransaction,
    ShopFeatures,
    card_there,
)
from giftledger.platforms.shopify.admin.client import admin
from giftledger.platforms.shopify.admin.document import PAGE, gid, id_digits
from giftledger.platforms.shopify.admin.documents import card_queries as documents
from giftledger.platforms.shopify.admin.documents.card_fields import GiftCard
from giftledger.platforms.shopify.admin.faults import AmbiguousCodeError

MINTED_LENGTH = 16
"""Characters of a code that Shopify mints."""

_CODE = re.compile(r"[a-z0-9]{8,20}")
_SEARCHED = 50


def find_by_code(code: str, *, length: int = MINTED_LENGTH) -> CardThere | None:
    """The one card of this code; None where there is none, or where it can't be told.

    Shopify finds fragments, too, and masks every code to sixteen places whatever its length: so
    only a code of the length that the card's is known to have counts (Shopify's own: 16), or
    half of a code would open a card. Its index may lag behind by seconds.
    Raises AmbiguousCodeError where several cards answer.
    """
    wanted = re.sub(r"[\s-]", "", code).casefold()
    if len(wanted) != length or _CODE.fullmatch(wanted) is None:
        return None
    answer = admin().run(
        documents.CARDS, first=_SEARCHED, after=None, query=wanted, sortKey="ID", reverse=False
    )
    ending = wanted[-4:]
    found = [card for card in answer.gift_cards.nodes if _ends_with(card, ending)]
    if len(found) > 1 or (found and answer.gift_cards.page_info.has_next_page):
        raise AmbiguousCodeError("several gift cards answer to one code")
    return card_there(found[0]) if found else None


def card(shopify_gift_card_id: str) -> CardThere | None:
    """The card as it is now, read by its id; None where there is none."""
    answer = admin().run(documents.CARD, id=gid("GiftCard", shopify_gift_card_id))
    return None if answer.gift_card is None else card_there(answer.gift_card)


def transactions(shopify_gift_card_id: str) -> tuple[CardTransaction, ...]:
    """Every movement of a card, all pages; empty, too, where there is no such card.

    Raises SetupError where the history may not be read: never an empty one instead.
    """
    found: list[CardTransaction] = []
    after: str | None = None
    while True:
        answer = admin().run(
            documents.TRANSACTIONS,
            id=gid("GiftCard", shopify_gift_card_id),
            first=PAGE,
            after=after,
        )
        if answer.gift_card is None:
            return tuple(found)
        page = answer.gift_card.transactions
        found += [
            CardTransaction(
                id=id_digits(node.id),
                amount_minor=node.amount.minor,
                note=node.note,
                processed_at=node.processed_at,
            )
            for node in page.nodes
        ]
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            return tuple(found)


def cards_changed_since(time: datetime) -> Iterator[CardThere]:
    """Cards that changed at or after a time, last changed first, page by page as asked for."""
    for page in _pages(sort_key="UPDATED_AT", reverse=True):
        for found in page:
            if found.updated_at < time:
                return
            yield found


def all_cards() -> Iterator[tuple[CardThere, ...]]:
    """Every card of the shop, oldest first, a page of at most PAGE at a time."""
    yield from _pages(sort_key="ID", reverse=False)


def configuration() -> CardLimits:
    """The largest values that the shop takes, which differ by shop and currency."""
    limits = admin().run(documents.CONFIGURATION).gift_card_configuration
    return CardLimits(
        issue_minor=limits.issue_limit.minor,
        purchase_minor=limits.purchase_limit.minor,
        currency=limits.issue_limit.currency_code,
    )


def shop_features() -> ShopFeatures:
    """The shop's name and currency, and whether its plan has gift cards."""
    shop = admin().run(documents.SHOP).shop
    return ShopFeatures(
        name=shop.name, currency=shop.currency_code, gift_cards=shop.features.gift_cards
    )


def _pages(*, sort_key: str, reverse: bool) -> Iterator[tuple[CardThere, ...]]:
    after: str | None = None
    while True:
        page = (
            admin()
            .run(
                documents.CARDS,
                first=PAGE,
                after=after,
                query=None,
                sortKey=sort_key,
                reverse=reverse,
            )
            .gift_cards
        )
        yield tuple(card_there(node) for node in page.nodes)
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            return


def _ends_with(found: GiftCard, ending: str) -> bool:
    return found.last_characters.casefold() == ending
