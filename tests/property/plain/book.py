"""All cards on one page, and how one leads to another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from giftledger.ledger.commands import Capture, Pay, Redeem, Reload
from giftledger.ledger.commands.base import BaseCommand
from giftledger.ledger.programme import Switch
from giftledger.ledger.rejections import Rejection
from tests.property.plain.card import PlainCard
from tests.property.plain.terms import DEAD_CODES, TERMS, PlainTerms

Objections = set[Rejection]
"""Everything that speaks against a command: any of it may be its answer."""

Slot = tuple[str, str, int]
"""The plastic cards of an order that have one currency and value."""


@dataclass
class Book:
    """What is known of all cards, by a clock that only moves forward."""

    now: datetime
    cards: dict[str, PlainCard] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    off: set[tuple[str, Switch]] = field(default_factory=set)
    """Switched off, by programme."""
    dead_codes: set[str] = field(default_factory=lambda: set(DEAD_CODES))
    """The programmes in which the code of a merged card pays nothing any more."""
    units: dict[tuple[str, str], dict[str, bool]] = field(default_factory=dict)
    """The cards of an order's line, and whether they were taken out."""
    numbered: set[tuple[str, str, int]] = field(default_factory=set)
    """The units that have their number from us: order, line, number."""
    slots: dict[Slot, list[str]] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    claimed: dict[str, str] = field(default_factory=dict)
    """The card that a client asked to spend, by the id of what it asked."""
    born: list[str] = field(default_factory=list)
    """Cards that the ledger has just made, and that the child has no name for yet."""
    sees_all_at_once: bool = True
    """Otherwise which unit of a line was the least spent is a matter of when it was looked at."""
    paid_by: dict[str, list[str]] = field(default_factory=dict)
    """The cards of a payment with several cards, in the order in which they were drawn."""

    def terms(self, card: PlainCard) -> PlainTerms:
        return TERMS[card.programme]

    def found(self, aliases: tuple[str, ...]) -> PlainCard | None:
        names = (self.aliases[alias] for alias in aliases if alias in self.aliases)
        name = next(names, None)
        return self.cards[name] if name else None

    def line(self, card: PlainCard) -> Iterator[PlainCard]:
        """A card, its heir, the heir of that, and so on."""
        yield card
        while card.heir is not None:
            card = self.cards[card.heir]
            yield card

    def last(self, card: PlainCard) -> PlainCard:
        return list(self.line(card))[-1]

    def spends(self, card: PlainCard) -> PlainCard:
        """The card that a code spends now."""
        while card.is_closed and card.heir is not None and not card.lost:
            if card.merged and card.programme in self.dead_codes:
                return card
            card = self.cards[card.heir]
        return card

    def crossing(self, card: PlainCard, command: BaseCommand) -> Objections:
        """Neither test and live nor two currencies ever meet."""
        currency = getattr(command, "currency", card.currency)
        wrong = {Rejection.TEST_MISMATCH} if command.test is not card.test else set()
        return wrong | ({Rejection.CURRENCY_MISMATCH} if currency != card.currency else set())

    def unusable(self, card: PlainCard) -> Objections:
        wrong = set() if card.status == "active" else {Rejection.NOT_ACTIVE}
        return wrong | ({Rejection.EXPIRED} if card.is_over(self.now) else set())

    def dead(self, card: PlainCard) -> Objections:
        if card.status == "pending":
            return {Rejection.NOT_ACTIVE}
        return {Rejection.ALREADY_CLOSED} if card.is_closed else set()

    def stopped(self, card: PlainCard, switch: Switch) -> Objections:
        off = (card.programme, switch) in self.off
        return {Rejection.SWITCHED_OFF} if off else set()

    def hears(self, command: Redeem | Capture | Pay | Reload, card: PlainCard) -> Objections:
        """What speaks against using a card, whatever is on it."""
        switch = Switch.RELOAD if isinstance(command, Reload) else Switch.REDEEM
        return self.crossing(card, command) | self.unusable(card) | self.stopped(card, switch)


class Verb(NamedTuple):
    """How the child answers one kind of command."""

    no: Callable[[Book, Any], Objections]
    """What speaks against it; nothing: it has to be done."""
    yes: Callable[[Book, Any, Any], None]
    """Do it as well, given the ledger's answer, which must be right."""
    maybe: Callable[[Book, Any], Objections] = lambda _book, _command: set()
    """What speaks against it unless the ledger's free choice avoids it."""
    waits: Callable[[Book, Any], bool] = lambda _book, _command: False


def expect(outcome: Any, amount: int, *, short: int = 0) -> None:
    """The ledger moved the card by as much as the child did."""
    assert (outcome.entry.amount_minor, outcome.entry.shortfall_minor) == (amount, short)
