"""What is written on an order for people: tags, a metafield, a line of its note. No code, ever."""

import json
from collections.abc import Iterable

from giftledger.mirroring.order_units import Readiness, SoldCard
from giftledger.platforms.shopify.admin.document import decimal_text

TAG = "giftledger"
DENIED_TAG = "Shipping Denied"
CARDS_KEY = "cards"
"""The metafield `giftledger.cards`."""

ISSUED = "Giftledger: gift cards issued: "
DENIED = "Giftledger: refunded in full before it was shipped. Shipping denied, fulfilment stopped."

NOTE_LIMIT = 5_000
"""Characters of an order's note (shopify.dev, Order.note)."""

NAMED_CARDS = 20
"""As many endings as anybody reads."""


def cards_value(sold: Iterable[SoldCard]) -> str:
    """The issued cards as JSON text, sorted as they were sold: the same cards, the same text."""
    return json.dumps(
        [
            {
                "gift_card_id": one.card.gift_card_id,
                "last_four": one.card.last_four,
                "value": decimal_text(one.card.face_minor, one.card.currency),
                "currency": one.card.currency,
                "line_item_id": one.line_item_id,
            }
            for one in sold
            if one.readiness is Readiness.READY
        ]
    )


def issued_line(sold: Iterable[SoldCard]) -> str:
    """The note's line about the issued cards."""
    endings = [one.card.last_four or "?" for one in sold if one.readiness is Readiness.READY]
    named = ", ".join(f"…{ending}" for ending in endings[:NAMED_CARDS])
    more = "" if len(endings) <= NAMED_CARDS else " and others"
    return f"{ISSUED}{len(endings)} ({named}{more})"


def note_with(note: str | None, line: str, *, instead_of: str) -> str | None:
    """The note with our line at its end, in place of one that begins so; None: nothing to do.

    Also None where the note would grow too long: what people wrote stays whole.
    """
    lines = (note or "").splitlines()
    if line in lines:
        return None
    kept = [other for other in lines if not other.startswith(instead_of)]
    became = "\n".join([*kept, line])
    return became if len(became) <= NOTE_LIMIT else None


def has_tag(tags: Iterable[str], tag: str) -> bool:
    """Whether the tag is there; Shopify's tags differ by more than their case."""
    return tag.casefold() in {there.strip().casefold() for there in tags}
