"""Putting value on cards, as a child would: selling, binding a serial, importing, loading."""

from datetime import UTC, date
from typing import Any

from giftledger.ledger.commands import Activate, ImportCard, Issue, Reload
from giftledger.ledger.parts import Form, Mode
from giftledger.ledger.programme import Switch
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Posted
from tests.property.plain.book import Book, Objections, Slot, Verb, expect
from tests.property.plain.card import PlainBooking, PlainCard
from tests.property.plain.ending import close_at_once
from tests.property.plain.terms import TERMS


def _unit(command: Issue) -> tuple[str, str, int]:
    return command.sale.order_id, command.sale.line_item_id, command.sale.unit


def _no_sale(book: Book, command: Issue) -> Objections:
    alias = f"shopify#{command.shopify_gift_card_id}"
    wrong = {Rejection.CODE_TAKEN} if alias in book.aliases else set()
    if command.form is not Form.NATIVE and _unit(command) in book.numbered:
        wrong.add(Rejection.UNIT_TAKEN)
    if command.mode is Mode.REQUESTED:
        terms = TERMS[command.programme]
        wrong |= terms.objections(command.amount_minor, command.currency)
        if terms.is_above_cap(command.amount_minor, command.currency):
            wrong.add(Rejection.ABOVE_CAP)
        if (command.programme, Switch.SELL) in book.off:
            wrong.add(Rejection.SWITCHED_OFF)
    return wrong


def _sell(book: Book, command: Issue, outcome: Posted) -> None:
    day = command.occurred_at.astimezone(UTC).date()
    card = PlainCard(
        name=outcome.gift_card_id,
        currency=command.currency,
        funding=command.funding,
        test=command.test,
        programme=command.programme,
        face=command.amount_minor,
        paid=min(command.paid_minor, command.amount_minor),
        last_day=TERMS[command.programme].last_day(day),
    )
    card.plastic = command.form is Form.PHYSICAL
    if card.plastic or command.review:
        card.status = "pending"
    else:
        card.balance = card.face
    if card.plastic:
        slot = (command.sale.order_id, command.currency, command.amount_minor)
        book.slots.setdefault(slot, []).append(card.name)
    expect(outcome, card.balance)
    line = (command.sale.order_id, command.sale.line_item_id)
    book.units.setdefault(line, {})[card.name] = False
    if command.form is not Form.NATIVE:
        book.numbered.add(_unit(command))
    book.cards[card.name] = card
    if command.shopify_gift_card_id:
        book.aliases[f"shopify#{command.shopify_gift_card_id}"] = card.name
    if command.sale.order_id in book.cancelled:
        close_at_once(card)


def _slot(command: Activate) -> Slot:
    return command.order_id, command.currency, command.amount_minor


def _without_serial(book: Book, command: Activate) -> list[PlainCard]:
    cards = (book.cards[name] for name in book.slots.get(_slot(command), []))
    return [card for card in cards if card.status == "pending"]


def _none_is_left(book: Book, command: Activate) -> bool:
    """All of a cancelled order are closed for good, one after the other."""
    is_known = _slot(command) in book.slots and command.order_id in book.cancelled
    return is_known and not _without_serial(book, command)


def _activation_waits(book: Book, command: Activate) -> bool:
    if book.found(command.code.aliases()) is not None or _none_is_left(book, command):
        return False
    return not _without_serial(book, command)


def _no_activation(book: Book, command: Activate) -> Objections:
    if book.found(command.code.aliases()) is not None:
        return {Rejection.CODE_TAKEN}
    if _none_is_left(book, command):
        wrong = {Rejection.ALREADY_CLOSED, Rejection.CODE_TAKEN}
        is_requested = command.mode is Mode.REQUESTED
        more = {Rejection.TEST_MISMATCH, Rejection.SWITCHED_OFF} if is_requested else set()
        return wrong | more
    stopped = _stopped_units(book, command)
    return _all_of(stopped) if all(stopped) else set()


def _maybe_activation(book: Book, command: Activate) -> Objections:
    return _all_of(_stopped_units(book, command))


def _all_of(several: list[Objections]) -> Objections:
    return {rejection for objections in several for rejection in objections}


def _stopped_units(book: Book, command: Activate) -> list[Objections]:
    """Which of the units without a serial is bound is the ledger's choice."""
    if command.mode is Mode.REPORTED:
        return [set()]
    wrong = []
    for card in _without_serial(book, command):
        other = {Rejection.TEST_MISMATCH} if card.test is not command.test else set()
        wrong.append(other | book.stopped(card, Switch.ACTIVATE))
    return wrong


def _activate(book: Book, command: Activate, outcome: Posted) -> None:
    card = book.cards[outcome.gift_card_id]
    assert card in _without_serial(book, command)
    card.status = "active"
    card.balance = card.face
    for alias in command.code.aliases():
        book.aliases[alias] = card.name
    expect(outcome, card.face)


def _import_aliases(command: ImportCard) -> list[str]:
    theirs = command.shopify_gift_card_id
    ours = command.code.aliases() if command.code else ()
    return [*ours, *([f"shopify#{theirs}"] if theirs else [])]


def _no_import(book: Book, command: ImportCard) -> Objections:
    is_taken = any(alias in book.aliases for alias in _import_aliases(command))
    return {Rejection.CODE_TAKEN} if is_taken else set()


def _import(book: Book, command: ImportCard, outcome: Posted) -> None:
    name = outcome.gift_card_id
    book.cards[name] = PlainCard(
        name=name,
        currency=command.currency,
        funding=command.funding,
        test=command.test,
        programme=command.programme,
        face=command.amount_minor,
        paid=min(command.paid_minor, command.amount_minor),
        balance=command.balance_minor,
        last_day=date.fromisoformat(command.expires_on) if command.expires_on else None,
        bookings={command.command_id: PlainBooking(command.balance_minor)},
    )
    book.aliases |= dict.fromkeys(_import_aliases(command), name)
    expect(outcome, command.balance_minor)


def _no_reload(book: Book, command: Reload) -> Objections:
    card = book.cards.get(command.target)
    if card is None:
        return {Rejection.UNKNOWN_CARD}
    wrong = book.hears(command, card)
    terms = book.terms(card)
    wrong |= terms.objections(command.amount_minor, command.currency)
    if terms.is_above_cap(card.balance + command.amount_minor, command.currency):
        wrong.add(Rejection.ABOVE_CAP)
    if command.funding is not card.funding:
        wrong.add(Rejection.FUNDING_MISMATCH)
    return wrong


def _reload(book: Book, command: Reload, outcome: Posted) -> None:
    card = book.cards[command.target]
    terms = book.terms(card)
    anew = terms.last_day(book.now.date())
    if terms.from_last_load and card.last_day is not None and anew is not None:
        card.last_day = max(card.last_day, anew)
    card.load(command.amount_minor)
    card.bookings[command.command_id] = PlainBooking(command.amount_minor, command.amount_minor)
    expect(outcome, command.amount_minor)


SELLING: dict[type[Any], Verb] = {
    Issue: Verb(_no_sale, _sell),
    Activate: Verb(_no_activation, _activate, _maybe_activation, _activation_waits),
    ImportCard: Verb(_no_import, _import),
    Reload: Verb(_no_reload, _reload),
}
