"""All gift cards of the shop, page by page, from a place on that was kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from giftledger.platforms.shopify.admin.card_shapes import CardThere, card_there
from giftledger.platforms.shopify.admin.client import admin
from giftledger.platforms.shopify.admin.document import PAGE
from giftledger.platforms.shopify.admin.documents import card_queries as documents


@dataclass(frozen=True, slots=True)
class Page:
    """Some cards, oldest first, and where the next page begins."""

    cards: tuple[CardThere, ...]
    cursor: str | None
    read_at: datetime
    """When it was asked for: what moves a card later is not in its balance."""


def card_pages(
    after: str | None = None, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[Page]:
    """Every page after a cursor. Raises what the Admin client raises."""
    while True:
        read_at = clock()
        found = (
            admin()
            .run(documents.CARDS, first=PAGE, after=after, query=None, sortKey="ID", reverse=False)
            .gift_cards
        )
        after = found.page_info.end_cursor
        yield Page(tuple(card_there(node) for node in found.nodes), after, read_at)
        if not found.page_info.has_next_page:
            return
