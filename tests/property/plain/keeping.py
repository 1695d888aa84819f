"""Keeping cards, as a child would: putting right, stopping, prolonging, ending."""

from datetime import date
from typing import Any

from giftledger.ledger.commands import (
    Adjust,
    Block,
    Correct,
    Expire,
    Extend,
    Link,
    Release,
    Unblock,
)
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Posted
from tests.property.plain.book import Book, Objections, Verb, expect
from tests.property.plain.card import PlainBooking


def _no_adjustment(book: Book, command: Adjust) -> Objections:
    card = book.cards.get(command.target)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    wrong = book.crossing(card, command) | book.dead(card)
    if card.free(book.now) + command.amount_minor < 0:
        wrong.add(Rejection.INSUFFICIENT_BALANCE)
    after = card.balance + command.amount_minor
    if command.amount_minor > 0 and book.terms(card).is_above_cap(after, card.currency):
        wrong.add(Rejection.ABOVE_CAP)
    return wrong


def _adjust(book: Book, command: Adjust, outcome: Posted) -> None:
    card = book.cards[command.target]
    loaded = max(0, command.amount_minor)
    card.balance += command.amount_minor
    card.loaded += loaded
    card.bookings[command.command_id] = PlainBooking(command.amount_minor, loaded)
    expect(outcome, command.amount_minor)


def _no_correction(book: Book, command: Correct) -> Objections:
    card = book.cards.get(command.target)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    wrong = book.crossing(card, command) | book.dead(card)
    booking = card.bookings.get(command.corrects)
    if not card.said.get(command.corrects):
        wrong.add(Rejection.UNKNOWN_ENTRY)
    elif booking is None or booking.taken_back:
        wrong.add(Rejection.NOT_CORRECTABLE)
    elif card.free(book.now) < booking.amount:
        wrong.add(Rejection.INSUFFICIENT_BALANCE)
    return wrong


def _correct(book: Book, command: Correct, outcome: Posted) -> None:
    card = book.cards[command.target]
    booking = card.bookings[command.corrects]
    booking.taken_back = True
    card.balance -= booking.amount
    card.loaded -= booking.loaded
    expect(outcome, -booking.amount)


def _no_stop(book: Book, command: Block | Unblock) -> Objections:
    card = book.cards.get(command.target)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    wrong = book.crossing(card, command)
    if card.is_closed:
        wrong.add(Rejection.ALREADY_CLOSED)
    elif card.status != ("active" if isinstance(command, Block) else "blocked"):
        wrong.add(Rejection.BAD_TRANSITION)
    return wrong


def _stop(book: Book, command: Block | Unblock, outcome: Posted) -> None:
    card = book.cards[command.target]
    card.status = "blocked" if isinstance(command, Block) else "active"
    expect(outcome, 0)


def _no_extension(book: Book, command: Extend) -> Objections:
    card = book.cards.get(command.target)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    wrong = book.crossing(card, command) | book.dead(card)
    if card.last_day is None or date.fromisoformat(command.expires_on) < card.last_day:
        wrong.add(Rejection.BAD_TRANSITION)
    return wrong


def _extend(book: Book, command: Extend, outcome: Posted) -> None:
    book.cards[command.target].last_day = date.fromisoformat(command.expires_on)
    expect(outcome, 0)


def _no_expiry(book: Book, command: Expire) -> Objections:
    card = book.cards.get(command.target)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    wrong = book.crossing(card, command)
    if card.is_closed:
        wrong.add(Rejection.ALREADY_CLOSED)
    if not card.is_over(book.now):
        wrong.add(Rejection.BAD_TRANSITION)
    if card.waits_for_no_clock():
        wrong.add(Rejection.HAS_HOLDS)
    return wrong


def _expire(book: Book, command: Expire, outcome: Posted) -> None:
    card = book.cards[command.target]
    expect(outcome, -card.balance)
    card.close()


def _no_release(book: Book, command: Release) -> Objections:
    card = book.cards.get(command.target)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    wrong = book.crossing(card, command)
    if card.is_closed:
        wrong.add(Rejection.ALREADY_CLOSED)
    elif card.status != "pending" or card.plastic:
        wrong.add(Rejection.BAD_TRANSITION)
    return wrong


def _release(book: Book, command: Release, outcome: Posted) -> None:
    card = book.cards[command.target]
    card.status = "active"
    card.balance = card.face
    expect(outcome, card.face)


def _no_link(book: Book, command: Link) -> Objections:
    card = book.cards.get(command.target)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    known = book.aliases.get(command.alias, card.name)
    taken = set() if known == card.name else {Rejection.CODE_TAKEN}
    return book.crossing(card, command) | taken


def _link(book: Book, command: Link, outcome: Posted) -> None:
    card = book.cards[command.target]
    book.aliases[command.alias] = card.name
    card.mirrored = card.mirrored or (command.alias.startswith("shopify#") and not card.test)
    expect(outcome, 0)


KEEPING: dict[type[Any], Verb] = {
    Adjust: Verb(_no_adjustment, _adjust),
    Correct: Verb(_no_correction, _correct),
    Block: Verb(_no_stop, _stop),
    Unblock: Verb(_no_stop, _stop),
    Extend: Verb(_no_extension, _extend),
    Link: Verb(_no_link, _link),
    Release: Verb(_no_release, _release),
    Expire: Verb(_no_expiry, _expire),
}
