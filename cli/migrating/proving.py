"""Whether both sides hold the same to the minor unit, card by card and in sum."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cli.migrating.importing import Told, known_cards
from cli.migrating.pages import Page
from giftledger.ledger.card import Card, Status
from giftledger.platforms.shopify.admin.card_shapes import CardThere

Again = Callable[[str], CardThere | None]
"""Reads a card of the shop anew, by its id."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A card whose two balances are not equal, after both were read a second time."""

    gift_card_id: str
    shopify_gift_card_id: str
    currency: str
    ours_minor: int
    theirs_minor: int


@dataclass(slots=True)
class Proof:
    """Sums over the cards that both sides have."""

    cards: Counter[str] = field(default_factory=Counter)
    """By currency, like the sums, which are minor units."""
    ours: Counter[str] = field(default_factory=Counter)
    theirs: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every card is equal; then the sums are."""
        return not self.differences

    def add(self, ours: Card, theirs: CardThere, now: datetime) -> None:
        """One more card, read on both sides."""
        ours_minor = available(ours, now)
        self.cards[theirs.currency] += 1
        self.ours[ours.currency] += ours_minor
        self.theirs[theirs.currency] += theirs.balance_minor
        if not is_equal(ours, theirs, now):
            self.differences.append(
                Difference(
                    ours.gift_card_id,
                    theirs.shopify_gift_card_id,
                    ours.currency,
                    ours_minor,
                    theirs.balance_minor,
                )
            )


def prove(
    pages: Iterable[Page], again: Again, *, clock: Callable[[], datetime], told: Told
) -> Proof:
    """Compare all cards that both sides have and that can be spent there.

    A card that differs is read again on both sides before it is named: it may just be moving.
    """
    proof, seen = Proof(), 0
    for page in pages:
        known = known_cards(page.cards)
        for theirs in page.cards:
            seen += 1
            ours, now = known.get(theirs.shopify_gift_card_id), clock()
            if ours is None or not theirs.enabled or ours.test:
                continue
            if not is_equal(ours, theirs, now):
                fresh = again(theirs.shopify_gift_card_id) or theirs
                ours = known_cards([fresh]).get(fresh.shopify_gift_card_id, ours)
                proof.add(ours, fresh, now)
            else:
                proof.add(ours, theirs, now)
        told(seen)
    return proof


def is_equal(ours: Card, theirs: CardThere, now: datetime) -> bool:
    """The same value in the same currency."""
    same = ours.currency == theirs.currency
    return same and available(ours, now) == theirs.balance_minor


def available(card: Card, now: datetime) -> int:
    """What Shopify's balance should be: nothing where the card can't be spent."""
    spendable = card.status is Status.ACTIVE and not card.is_past_its_last_day(now)
    return card.at(now).available_minor if spendable else 0
