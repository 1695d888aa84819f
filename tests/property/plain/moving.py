"""Moving value between cards, as a child would: what leaves one arrives on another."""

from typing import Any

from giftledger.ledger.commands import Consolidate, Replace, Split
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Posted
from tests.property.plain.book import Book, Objections, Verb, expect
from tests.property.plain.card import PlainCard


def _no_merge(book: Book, command: Consolidate) -> Objections:
    into = book.cards.get(command.target)
    found = [book.cards.get(name) for name in command.sources]
    sources = [card for card in found if card is not None]
    if into is None or len(sources) < len(found):
        return {Rejection.UNKNOWN_CARD}
    cards = [into, *sources]
    wrong: Objections = set()
    if len({card.name for card in cards}) < len(cards):
        wrong.add(Rejection.CARD_REPEATED)
    for card in cards:
        wrong |= book.crossing(card, command) | book.unusable(card)
        if card.currency != into.currency:
            wrong.add(Rejection.CURRENCY_MISMATCH)
        if card.funding is not into.funding:
            wrong.add(Rejection.FUNDING_MISMATCH)
    if any(card.open_holds(book.now) for card in sources):
        wrong.add(Rejection.HAS_HOLDS)
    total = sum(card.balance for card in cards)
    if book.terms(into).is_above_cap(total, into.currency):
        wrong.add(Rejection.ABOVE_CAP)
    return wrong


def _merge(book: Book, command: Consolidate, outcome: Posted) -> None:
    into = book.cards[command.target]
    total = 0
    for name in command.sources:
        source = book.cards[name]
        total += source.balance
        if into.last_day is not None:
            later = None if source.last_day is None else max(source.last_day, into.last_day)
            into.last_day = later
        source.merged = True
        _leave(source, into.name)
    into.load(total)
    expect(outcome, total)


def _leave(card: PlainCard, heir: str) -> None:
    card.passed_on = card.sale_left
    card.heir = heir
    card.close()


def _no_replacement(book: Book, command: Replace) -> Objections:
    card = book.cards.get(command.target)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    wrong = book.crossing(card, command) | book.dead(card)
    if card.is_over(book.now):
        wrong.add(Rejection.EXPIRED)
    if card.open_holds(book.now):
        wrong.add(Rejection.HAS_HOLDS)
    return wrong


def _replace(book: Book, command: Replace, outcome: Posted) -> None:
    card = book.cards[command.target]
    heir = outcome.entry.successor_id
    assert heir is not None
    expect(outcome, -card.balance)
    _put_on_new_card(book, card, heir, card.balance)
    card.lost = True
    _leave(card, heir)


def _put_on_new_card(book: Book, old: PlainCard, name: str, amount: int) -> None:
    assert name not in book.cards
    new = PlainCard(
        name=name,
        currency=old.currency,
        funding=old.funding,
        test=old.test,
        programme=old.programme,
        face=0,
        paid=0,
        last_day=old.last_day,
    )
    new.load(amount)
    book.cards[name] = new


def _no_split(book: Book, command: Split) -> Objections:
    card = book.cards.get(command.target)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    wrong = book.crossing(card, command) | book.unusable(card)
    if sum(part.amount_minor for part in command.parts) > card.free(book.now):
        wrong.add(Rejection.INSUFFICIENT_BALANCE)
    return wrong


def _split(book: Book, command: Split, outcome: Posted) -> None:
    card = book.cards[command.target]
    total = sum(part.amount_minor for part in command.parts)
    card.balance -= total
    for number, part in enumerate(command.parts):
        _put_on_new_card(book, card, command.gift_card_id(number), part.amount_minor)
    expect(outcome, -total)


MOVING: dict[type[Any], Verb] = {
    Consolidate: Verb(_no_merge, _merge),
    Replace: Verb(_no_replacement, _replace),
    Split: Verb(_no_split, _split),
}
