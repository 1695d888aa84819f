"""What one client alone would see: the child's book, told one thing after the other."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime

from giftledger.ledger.commands import CancelOrder, Capture, CardCommand, Redeem
from giftledger.ledger.hold import redemption_id_of
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Outcome, Parked, Rejected
from giftledger.store.protocol import Commit
from tests.fakes.commands import NOW
from tests.property.plain import VERBS
from tests.property.plain.book import Book
from tests.property.plain.card import PlainCard
from tests.simulation.history import Settings, is_by_checkout, is_same, name_of
from tests.simulation.linearizability import Specification


@dataclass(frozen=True, slots=True)
class Told:
    """An operation of the history: a command took effect, or heard something that was not kept."""

    command: CardCommand | CancelOrder
    outcome: Outcome | None
    """None: an order was cancelled, which is not answered."""
    now: datetime
    settings: Settings
    earliest: int
    latest: int
    hints: tuple[int, ...]
    commits: tuple[Commit, ...] = ()
    kept: bool = True
    by_another: bool = False
    """It was written with what another command did."""

    @property
    def changes(self) -> bool:
        """What was only heard changes nothing."""
        return self.kept


@dataclass(slots=True)
class Page:
    """The child's book, and which commands it has an answer to."""

    book: Book = field(default_factory=lambda: Book(NOW, sees_all_at_once=False))
    answered: dict[str, CardCommand] = field(default_factory=dict)
    """What was answered, by the name of the command."""
    why: str = ""
    """Why the last operation can't have been."""


def take(page: Page, op: Told) -> bool:
    """Let an operation take effect, if it can have been answered like that now."""
    command, outcome = op.command, op.outcome
    if isinstance(command, CancelOrder) or outcome is None:
        page.book.cancelled.add(getattr(command, "order_id", ""))
        return True
    name = name_of(command)
    if name in page.answered:
        is_other = not is_same(page.answered[name], command)
        heard = outcome.rejection if isinstance(outcome, Rejected) else None
        page.why = f"{name} was answered before, and now heard {outcome}"
        return is_other and heard is Rejection.KEY_REUSED
    if op.kept:
        page.answered[name] = command
    book = page.book
    book.now = op.now
    book.off = set(op.settings.off)
    book.dead_codes = set(op.settings.dead_codes)
    try:
        if not op.by_another:
            _answer(book, command, outcome, op.commits)
    except (AssertionError, KeyError) as wrong:
        page.why = f"{name} heard {outcome}, which the book does not say: {wrong!r}"
        return False
    _note(book, command, op.commits)
    return True


def _answer(book: Book, command: CardCommand, outcome: Outcome, commits: Sequence[Commit]) -> None:
    verb = VERBS[type(command)]
    waits = verb.waits(book, command)
    wrong = set() if waits else verb.no(book, command)
    match outcome:
        case Parked():
            assert waits, "it does not have to wait"
        case Rejected():
            maybe = set() if waits else verb.maybe(book, command)
            assert outcome.rejection in wrong | maybe, f"objections: {wrong | maybe}, {waits=}"
        case _:
            assert not waits, "it has to wait"
            assert not wrong, f"objections: {wrong}"
            names = (commit.gift_card_id for commit in commits)
            book.born = [name for name in names if name and name not in book.cards]
            verb.yes(book, command, outcome)


def _note(book: Book, command: CardCommand, commits: Sequence[Commit]) -> None:
    """What a commit shows that the child does not know by itself: names, and what lapsed."""
    for commit in commits:
        for alias in commit.aliases:
            book.aliases.setdefault(alias, commit.gift_card_id)
        card = book.cards.get(commit.gift_card_id)
        if card is None:
            continue
        for entry in commit.entries:
            if entry.key == f"ENTRY#{entry.command_id}":
                card.said[entry.command_id] = entry.seq is not None
                if isinstance(command, Capture | Redeem) and is_by_checkout(command):
                    claimed = redemption_id_of(entry.command_id)
                    book.claimed.setdefault(claimed, _addressed(book, command))
        if commit.card is not None:
            card.holds = card.open_holds(book.now)


def _addressed(book: Book, command: Capture | Redeem) -> str:
    """The card that was named, whichever it led on to."""
    if isinstance(command, Capture):
        return command.target
    card = book.found(command.aliases)
    assert card is not None
    return card.name


def copied(page: Page) -> Page:
    """A page that can be written on without a trace on this one."""
    book = page.book
    other = copy(book)
    other.cards = {name: _copied_card(card) for name, card in book.cards.items()}
    other.aliases = dict(book.aliases)
    other.units = {line: dict(units) for line, units in book.units.items()}
    other.slots = {slot: list(names) for slot, names in book.slots.items()}
    other.numbered = set(book.numbered)
    other.cancelled = set(book.cancelled)
    other.claimed = dict(book.claimed)
    other.paid_by = dict(book.paid_by)
    return Page(other, dict(page.answered))


def _copied_card(card: PlainCard) -> PlainCard:
    other = copy(card)
    other.holds = {name: copy(hold) for name, hold in card.holds.items()}
    other.payments = {name: copy(payment) for name, payment in card.payments.items()}
    other.bookings = {name: copy(booking) for name, booking in card.bookings.items()}
    other.said = dict(card.said)
    return other


def key(page: Page) -> object:
    """Equal for pages that answer everything alike."""
    book = page.book
    places = (book.units, book.slots, sorted(book.numbered), sorted(book.cancelled))
    leads = (book.aliases, book.claimed, book.paid_by)
    return repr((sorted(book.cards.items()), places, leads))


LEDGER = Specification(begin=Page, copy=copied, key=key, take=take)
