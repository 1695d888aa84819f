"""Spending cards, as a child would: what is set aside, and what is taken."""

from datetime import datetime, timedelta
from typing import Any

from giftledger.ledger.commands import Authorize, Capture, CashOut, Redeem, Void
from giftledger.ledger.parts import Funding, Mode, Remainder
from giftledger.ledger.programme import Switch
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Posted
from tests.property.plain.book import Book, Objections, Verb, expect
from tests.property.plain.card import PlainBooking, PlainCard, PlainHold, PlainPayment

MOST_HOLDS = 10


def paying_card(book: Book, aliases: tuple[str, ...]) -> PlainCard | None:
    card = book.found(aliases)
    return card and book.spends(card)


def _redeem_waits(book: Book, command: Redeem) -> bool:
    card = paying_card(book, command.aliases)
    if command.mode is not Mode.REPORTED or card is None or card.status == "pending":
        return command.mode is Mode.REPORTED
    # What it takes may be what Shopify is about to be asked for.
    asked = any(hold.until is None for hold in card.open_holds(book.now).values())
    return asked and card.status == "active" and card.free(book.now) < command.amount_minor


def _no_redeem(book: Book, command: Redeem) -> Objections:
    card = paying_card(book, command.aliases)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    if command.mode is Mode.REPORTED:
        return book.crossing(card, command)
    short = card.free(book.now) < command.amount_minor
    wrong = book.hears(command, card) | ({Rejection.INSUFFICIENT_BALANCE} if short else set())
    return wrong | (_no_room(book, card) if card.mirrored else set())


def _redeem(book: Book, command: Redeem, outcome: Posted) -> None:
    card = paying_card(book, command.aliases)
    assert card is not None and outcome.gift_card_id == card.name
    if card.mirrored and command.mode is Mode.REQUESTED:
        _set_aside(card, command, command.amount_minor, None, outcome)
        return
    there = card.free(book.now) if card.status == "active" else 0
    taken = min(there, command.amount_minor)
    short = command.amount_minor - taken
    card.balance -= taken
    card.payments[command.command_id] = PlainPayment(command.amount_minor, short)
    expect(outcome, -taken, short=short)


def _no_hold(book: Book, command: Authorize) -> Objections:
    card = paying_card(book, command.aliases)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    wrong = book.crossing(card, command) | book.unusable(card)
    wrong |= book.stopped(card, Switch.REDEEM)
    free = card.free(book.now)
    if not 0 < (command.amount_minor or free) <= free:
        wrong.add(Rejection.INSUFFICIENT_BALANCE)
    return wrong | _no_room(book, card)


def _no_room(book: Book, card: PlainCard) -> Objections:
    return {Rejection.TOO_MANY_HOLDS} if len(card.open_holds(book.now)) >= MOST_HOLDS else set()


def _hold(book: Book, command: Authorize, outcome: Posted) -> None:
    card = paying_card(book, command.aliases)
    assert card is not None
    seconds = command.timeout_seconds
    until = None if seconds is None else book.now + timedelta(seconds=seconds)
    amount = command.amount_minor or card.free(book.now)
    _set_aside(card, command, amount, until, outcome)


def _set_aside(
    card: PlainCard,
    command: Authorize | Redeem,
    amount: int,
    until: datetime | None,
    outcome: Posted,
) -> None:
    assert outcome.entry.hold_id == command.hold_id
    card.holds[command.hold_id] = PlainHold(amount, until, command.actor)
    expect(outcome, 0)
    assert outcome.entry.asked_minor == amount


def _held(book: Book, command: Capture | Void) -> tuple[PlainCard, PlainHold | None] | None:
    card = book.cards.get(command.target)
    if card is None:
        return None
    return card, card.open_holds(book.now).get(command.hold_id)


def _no_release(book: Book, command: Capture | Void) -> Objections:
    found = _held(book, command)
    if found is None:
        return {Rejection.UNKNOWN_CARD}
    _, hold = found
    if hold is None or (hold.until is None and command.source == "api"):
        return {Rejection.UNKNOWN_HOLD}
    mine = hold.owner is None or hold.owner == command.actor
    return set() if mine else {Rejection.NOT_HOLD_OWNER}


def _no_capture(book: Book, command: Capture) -> Objections:
    wrong = _no_release(book, command)
    found = _held(book, command)
    if found is None:
        return wrong
    card, hold = found
    if hold is not None and hold.until is None:
        # It stands for a payment that was made elsewhere.
        wrong |= book.crossing(card, command)
    else:
        wrong |= book.hears(command, card)
    if hold is not None and (command.amount_minor or 0) > hold.left:
        wrong.add(Rejection.EXCEEDS_HOLD)
    return wrong


def _capture(book: Book, command: Capture, outcome: Posted) -> None:
    found = _held(book, command)
    assert found is not None and found[1] is not None
    card, hold = found[0], found[1]
    taken = command.amount_minor or hold.left
    hold.left -= taken
    if command.remainder is Remainder.RELEASE or hold.left == 0:
        del card.holds[command.hold_id]
    card.balance -= taken
    card.payments[command.command_id] = PlainPayment(taken)
    expect(outcome, -taken)


def _void(book: Book, command: Void, outcome: Posted) -> None:
    del book.cards[command.target].holds[command.hold_id]
    expect(outcome, 0)


def _no_cash(book: Book, command: CashOut) -> Objections:
    card = book.cards.get(command.target)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    wrong = book.crossing(card, command) | book.unusable(card)
    most = book.terms(card).cash.get(card.currency, 0)
    if card.funding is Funding.PROMOTIONAL or card.balance > most:
        wrong.add(Rejection.NOT_CASHABLE)
    if card.free(book.now) == 0:
        wrong.add(Rejection.INSUFFICIENT_BALANCE)
    return wrong


def _cash(book: Book, command: CashOut, outcome: Posted) -> None:
    card = book.cards[command.target]
    paid = card.free(book.now)
    card.balance -= paid
    card.bookings[command.command_id] = PlainBooking(-paid)
    expect(outcome, -paid)


SPENDING: dict[type[Any], Verb] = {
    Redeem: Verb(_no_redeem, _redeem, waits=_redeem_waits),
    Authorize: Verb(_no_hold, _hold),
    Capture: Verb(_no_capture, _capture),
    Void: Verb(_no_release, _void),
    CashOut: Verb(_no_cash, _cash),
}
