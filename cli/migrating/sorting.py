"""What an import does with a card of the shop: decided from the card alone. Pure."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from giftledger.ledger.card import last_day_ends_at
from giftledger.platforms.shopify.admin.card_shapes import CardThere

OF_ORDER = timedelta(hours=4)
"""Shopify repeats a webhook for so long: a card that an order just sold is left to it."""

NOTE = "Giftledger gc_"
"""What the note of a card begins with that we made there; the rest of its id follows."""


class Fate(StrEnum):
    """What becomes of a card, in the words of the summary."""

    TAKEN = "to take over"
    EMPTY = "to take over, empty: a refund may still come back to them"
    KNOWN = "in the ledger already"
    SOLD_NOW = "just sold: their order's webhook brings them"
    DISABLED = "left out, deactivated there"
    EXPIRED = "left out, expired there"


LEFT_OUT = (Fate.DISABLED, Fate.EXPIRED, Fate.SOLD_NOW)
IS_TAKEN = (Fate.TAKEN, Fate.EMPTY)


def fate(card: CardThere, *, known: bool, now: datetime) -> Fate:
    """What to do with a card; `known`: the ledger has it."""
    if known:
        return Fate.KNOWN
    if not card.enabled:
        return Fate.DISABLED
    if _is_past(card.expires_on, now):
        return Fate.EXPIRED
    if card.order_id is not None and card.created_at > now - OF_ORDER:
        return Fate.SOLD_NOW
    return Fate.TAKEN if card.balance_minor else Fate.EMPTY


def own_card(card: CardThere) -> str | None:
    """The card of ours that its note names; None where we did not make it."""
    note = card.note or ""
    return note.removeprefix("Giftledger ") if note.startswith(NOTE) else None


def _is_past(day: date | None, now: datetime) -> bool:
    """By the ledger's own rule, so that what is taken over can be spent here."""
    return day is not None and now >= last_day_ends_at(day.isoformat())
