"""Ending cards, as a child would: the unspent part of a sale is taken back, the rest stays."""

from typing import Any

from giftledger.ledger.commands import Deactivate, SoldUnit
from giftledger.ledger.parts import Mode, Reason
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Posted
from tests.property.plain.book import Book, Objections, Verb, expect
from tests.property.plain.card import PlainCard

PAID_BACK = {Reason.CANCELLED, Reason.REFUNDED, Reason.FRAUD}
WRITTEN_DOWN = {Reason.WRITTEN_OFF, Reason.ESCHEATED}
"""Every other reason to close a card is only ever given by what closes it by itself."""


def _units(book: Book, unit: SoldUnit) -> list[PlainCard]:
    """The units of a line that nothing has taken out yet."""
    line = book.units.get((unit.order_id, unit.line_item_id), {})
    return [book.cards[name] for name, is_out in line.items() if not is_out]


def candidates(book: Book, command: Deactivate) -> list[PlainCard]:
    """The cards that the ledger may choose: what is unused is given back first."""
    if not isinstance(command.target, SoldUnit):
        card = book.cards.get(command.target)
        return [] if card is None else [card]
    units = _units(book, command.target)
    there = [card for card in units if not card.undone] or units
    if not book.sees_all_at_once:
        return there
    without_serial = [card for card in there if card.status == "pending"]
    least_spent = min((card.face - card.balance for card in there), default=0)
    return without_serial or [one for one in there if one.face - one.balance == least_spent]


def _waits(book: Book, command: Deactivate) -> bool:
    return isinstance(command.target, SoldUnit) and not _units(book, command.target)


def _against(card: PlainCard, command: Deactivate, book: Book) -> Objections:
    """A reported fact is taken as it is, even where nothing is left to take."""
    is_paid_back = command.reason in PAID_BACK
    is_requested = command.mode is Mode.REQUESTED
    wrong: Objections = set()
    if card.is_closed or (card.undone and is_paid_back):
        goes_on = is_paid_back and not card.undone and not is_requested
        has_sale = set() if card.face else {Rejection.BAD_TRANSITION}
        return has_sale if goes_on else {Rejection.ALREADY_CLOSED}
    if not is_paid_back and command.reason not in WRITTEN_DOWN:
        wrong.add(Rejection.BAD_TRANSITION)
    if is_paid_back and card.face == 0:
        wrong.add(Rejection.BAD_TRANSITION)
    if is_requested:
        wrong |= book.crossing(card, command)
        if card.open_holds(book.now):
            wrong.add(Rejection.HAS_HOLDS)
        is_used = card.status != "pending" and card.balance != card.face
        if command.reason is Reason.CANCELLED and is_used:
            wrong.add(Rejection.ALREADY_USED)
    return wrong


def _no_end(book: Book, command: Deactivate) -> Objections:
    """Those of the card that the ledger has to take: what speaks against one does so for all."""
    cards = candidates(book, command)
    if not cards:
        return {Rejection.UNKNOWN_CARD}
    wrong = [_against(card, command, book) for card in cards]
    return set().union(*wrong) if all(wrong) else set()


def _maybe_end(book: Book, command: Deactivate) -> Objections:
    return set().union(*(_against(card, command, book) for card in candidates(book, command)))


def _end(book: Book, command: Deactivate, outcome: Posted) -> None:
    card = book.cards[outcome.gift_card_id]
    assert card in candidates(book, command)
    assert not _against(card, command, book)
    if isinstance(command.target, SoldUnit) and not card.undone:
        line = book.units[command.target.order_id, command.target.line_item_id]
        line[card.name] = True
    if card.is_closed:
        _take_from_heir(book, card, outcome)
    elif command.reason in PAID_BACK:
        _pay_back(card, outcome)
    else:
        expect(outcome, -card.balance)
        card.close()


def _pay_back(card: PlainCard, outcome: Posted) -> None:
    sold = 0 if card.status == "pending" else card.face
    taken = card.sale_left
    rest = card.balance - taken
    card.undone = True
    card.owed = sold - taken
    card.holds.clear()
    if rest == 0:
        card.close()
    card.balance = rest
    expect(outcome, -taken, short=card.owed)


def _take_from_heir(book: Book, card: PlainCard, outcome: Posted) -> None:
    heir = book.last(card)
    taken = min(heir.free(book.now), heir.loaded, card.passed_on)
    heir.load(-taken)
    card.undone = True
    card.owed = card.face - taken
    expect(outcome, 0, short=card.owed)


def close_at_once(card: PlainCard) -> None:
    """What is sold of an order that is cancelled already."""
    card.close()
    card.undone = True


ENDING: dict[type[Any], Verb] = {Deactivate: Verb(_no_end, _end, _maybe_end, _waits)}
