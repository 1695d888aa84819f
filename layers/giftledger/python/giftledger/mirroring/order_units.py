"""Which lines of a shop's order sold cards that we minted, and how far each card is.

Read from our own tables alone, so that most messages about an order cost the shop no call.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from giftledger.ledger import keys
from giftledger.ledger.card import Card, Status
from giftledger.ledger.parts import Form
from giftledger.store.items import GiftItem
from giftledger.store.people import gift
from giftledger.store.protocol import Store

CARDS_PER_READ = 100
"""The most that one BatchGetItem takes."""

_UNIT = re.compile(rf"{keys.UNIT}(.+)#[0-9]+")


class Readiness(StrEnum):
    """Whether a sold card is handed over, as far as we go."""

    READY = "ready"
    """Active, and its mail has left or may leave now."""
    WAITING = "waiting"
    """Under review, blocked, or to be mailed on a later day."""
    NEVER = "never"
    """Closed, or with nobody to mail it to."""


@dataclass(frozen=True, slots=True)
class SoldCard:
    """A card that an order line sold."""

    card: Card
    line_item_id: str
    readiness: Readiness
    ready_at: datetime | None = None
    """When a waiting one is to be mailed, where that is what it waits for."""


def sold_cards(order_id: str, store: Store, *, now: datetime) -> tuple[SoldCard, ...]:
    """The digital cards of an order (its digits), in the order of lines and units.

    Plastic is shipped by people, and what Shopify minted Shopify fulfils: neither is here.
    Raises UnavailableError.
    """
    lines: dict[str, str] = {}
    for place in store.places(f"shopify:{order_id}", keys.UNIT):
        found = _UNIT.fullmatch(place.item)
        if found is not None:
            lines[place.gift_card_id] = found.group(1)
    cards = _cards(list(lines), store)
    sold = ((cards[card_id], line) for card_id, line in lines.items() if card_id in cards)
    return tuple(
        _sold(card, line, gift(card.gift_card_id), now)
        for card, line in sold
        if card.form is Form.DIGITAL
    )


def ready_ids(sold: Iterable[SoldCard]) -> list[str]:
    """The cards that are handed over, sorted: what a finished work was about."""
    return sorted(one.card.gift_card_id for one in sold if one.readiness is Readiness.READY)


def _cards(card_ids: list[str], store: Store) -> Mapping[str, Card]:
    found: dict[str, Card] = {}
    for start in range(0, len(card_ids), CARDS_PER_READ):
        found |= store.cards(card_ids[start : start + CARDS_PER_READ])
    return found


def _sold(card: Card, line: str, mail: GiftItem | None, now: datetime) -> SoldCard:
    match card.status:
        case Status.CLOSED:
            return SoldCard(card, line, Readiness.NEVER)
        case Status.PENDING | Status.BLOCKED:
            return SoldCard(card, line, Readiness.WAITING)
        case Status.ACTIVE:
            if mail is None or mail.state == "suppressed":
                return SoldCard(card, line, Readiness.NEVER)
            send_at = datetime.fromisoformat(mail.send_at) if mail.send_at else now
            if mail.state in {"sent", "opened"} or send_at <= now:
                return SoldCard(card, line, Readiness.READY)
            return SoldCard(card, line, Readiness.WAITING, send_at)
