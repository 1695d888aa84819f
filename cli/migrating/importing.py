"""The import itself: every page, every card, and where it goes on after it was broken off."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cli.migrating.pages import Page
from cli.migrating.sorting import IS_TAKEN, LEFT_OUT, Fate, fate, own_card
from cli.migrating.taking import adopt, take
from giftledger.ledger import keys
from giftledger.ledger.card import Card
from giftledger.platforms.shopify.admin.card_shapes import CardThere
from giftledger.store.migrations import ImportProgress, forget_import, write_import
from giftledger.store.opening import store
from giftledger.store.reading import card_ids_of

Told = Callable[[int], None]
"""Hears how many cards have been seen."""


@dataclass(slots=True)
class Summary:
    """What became of the cards that were seen."""

    seen: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    worth: Counter[tuple[Fate, str]] = field(default_factory=Counter)
    """Minor units by fate and currency."""
    left_out: list[tuple[Fate, CardThere]] = field(default_factory=list)
    refused: list[tuple[CardThere, str]] = field(default_factory=list)

    def add(self, card: CardThere, what: Fate) -> None:
        """Count one more."""
        self.seen += 1
        self.fates[what] += 1
        self.worth[what, card.currency] += card.balance_minor
        if what in LEFT_OUT:
            self.left_out.append((what, card))


def look(pages: Iterable[Page], *, now: datetime, told: Told) -> Summary:
    """What an import would do, without doing it."""
    summary = Summary()
    for page in pages:
        known = known_cards(page.cards)
        for card in page.cards:
            summary.add(card, fate(card, known=card.shopify_gift_card_id in known, now=now))
        told(summary.seen)
    return summary


def take_over(
    pages: Iterable[Page], *, seen_before: int, clock: Callable[[], datetime], told: Told
) -> Summary:
    """Take every card over that the ledger lacks. A page that was taken whole is remembered."""
    summary = Summary()
    for page in pages:
        known = known_cards(page.cards)
        for card in page.cards:
            what = fate(card, known=card.shopify_gift_card_id in known, now=page.read_at)
            summary.add(card, what)
            why = _done(card, what, known, read_at=page.read_at, now=clock())
            if why is not None:
                summary.refused.append((card, why))
        if page.cursor is not None:
            write_import(ImportProgress(page.cursor, seen_before + summary.seen))
        told(seen_before + summary.seen)
    forget_import()
    return summary


def known_cards(cards: Iterable[CardThere]) -> dict[str, Card]:
    """The cards of the ledger by Shopify's ids: by their alias, or by our note on the card."""
    by_id = {card.shopify_gift_card_id: card for card in cards}
    found = card_ids_of([(keys.shopify_alias(shopify_id),) for shopify_id in by_id])
    known = {there: ours for there, ours in zip(by_id, found, strict=True) if ours is not None}
    noted = {
        shopify_id: ours
        for shopify_id, card in by_id.items()
        if shopify_id not in known and (ours := own_card(card)) is not None
    }
    named = noted | known
    there = store().cards(list(dict.fromkeys(named.values()))) if named else {}
    return {shopify_id: there[ours] for shopify_id, ours in named.items() if ours in there}


def _done(
    card: CardThere, what: Fate, known: dict[str, Card], *, read_at: datetime, now: datetime
) -> str | None:
    if what in IS_TAKEN:
        return take(card, read_at=read_at, now=now)
    ours = known.get(card.shopify_gift_card_id)
    return adopt(ours, card, now=now) if ours is not None and card.enabled else None
