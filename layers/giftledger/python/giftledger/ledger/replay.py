"""Replay: what a card was at any past instant, rebuilt from its posted entries alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from giftledger.ledger.card import Card, Status
from giftledger.ledger.entry import NEVER, Entry
from giftledger.ledger.hold import Hold
from giftledger.ledger.parts import SALE_UNDONE, Form

FROM = "#FROM#"
"""In the key of an entry by which another card passes something on to this one."""


@dataclass(frozen=True, slots=True)
class State:
    """All of a card that changes in its life, as of one instant."""

    status: Status | None = None
    """None: the card did not exist yet."""
    balance_minor: int = 0
    holds: tuple[Hold, ...] = ()
    expires_on: str | None = None
    closed_reason: str | None = None
    successor_id: str | None = None
    loaded_minor: int = 0
    transferred_minor: int = 0
    sale_undone: bool = False
    owed_minor: int = 0
    mirrored: bool = False
    last_seq: int = 0

    @classmethod
    def of(cls, card: Card) -> "State":
        """The state that a card is stored with: what a replay of all its entries has to give."""
        return cls(
            status=card.status,
            balance_minor=card.balance_minor,
            holds=card.holds,
            expires_on=card.expires_on,
            closed_reason=card.closed_reason,
            successor_id=card.successor_id,
            loaded_minor=card.loaded_minor,
            transferred_minor=card.transferred_minor,
            sale_undone=card.sale_undone,
            owed_minor=card.owed_minor,
            mirrored=card.mirrored,
            last_seq=card.last_seq,
        )

    @property
    def held_minor(self) -> int:
        """What its holds reserve."""
        return sum(hold.remaining_minor for hold in self.holds)

    @property
    def available_minor(self) -> int:
        """What could be drawn: the balance less what is held."""
        return self.balance_minor - self.held_minor

    def at(self, now: datetime) -> "State":
        """The state by this clock: holds whose time is over reserve nothing."""
        return replace(self, holds=tuple(hold for hold in self.holds if hold.is_open(now)))


@dataclass(frozen=True, slots=True)
class Step:
    """One posted entry, and the card before and after it."""

    entry: Entry
    before: State
    """As the entry found it: by its clock."""
    after: State
    lapsed: tuple[Hold, ...]
    """Holds whose time had ended since the entry before."""


def replay(card: Card, entries: Iterable[Entry], at: datetime | None = None) -> State:
    """What the card was at an instant; without one, what all its entries leave.

    Of `card` only what never changes is used. Ledger order is time order: the entries up to the
    first one that was recorded after the instant count, whatever a skewed clock says later.
    """
    state = State()
    for step in steps(card, entries, at):
        state = step.after
    return state if at is None else state.at(at)


def steps(card: Card, entries: Iterable[Entry], at: datetime | None = None) -> Iterator[Step]:
    """The card's posted entries in ledger order, up to an instant, with what each of them did."""
    state = State()
    posted = (entry for entry in entries if entry.seq is not None)
    for entry in sorted(posted, key=lambda entry: entry.seq or 0):
        if at is not None and entry.recorded_at > at:
            return
        before = state.at(entry.recorded_at)
        lapsed = tuple(hold for hold in state.holds if hold not in before.holds)
        state = _after(before, entry, card)
        yield Step(entry, before, state, lapsed)


def passed_on_by(entry: Entry) -> str | None:
    """The card that passed this entry's value on, or from whose sale it was taken back."""
    _, found, gift_card_id = entry.key.partition(FROM)
    return gift_card_id if found else None


def undoes_the_sale(entry: Entry) -> bool:
    """Whether by this entry the sale of its own card was paid back whole."""
    ends = entry.kind in {"deactivate", "take_back"} and passed_on_by(entry) is None
    return ends and entry.reason in SALE_UNDONE


def _after(before: State, entry: Entry, card: Card) -> State:
    status = entry.status or _status_of_old(entry, before, card)
    closes = status is Status.CLOSED and before.status is not Status.CLOSED
    # Of a card that never was active there is no sale to undo later.
    undone = undoes_the_sale(entry) or (closes and before.status is Status.PENDING)
    went_on = closes and entry.kind == "transfer"
    of_sale_minor = min(card.face_minor, max(0, before.balance_minor - before.loaded_minor))
    return State(
        status=status,
        balance_minor=before.balance_minor + entry.amount_minor,
        holds=() if closes or undone else _holds(before, entry),
        expires_on=_last_day(before, entry),
        closed_reason=entry.reason if closes else before.closed_reason,
        successor_id=entry.successor_id or before.successor_id,
        loaded_minor=before.loaded_minor + entry.loaded_minor,
        transferred_minor=of_sale_minor if went_on else before.transferred_minor,
        sale_undone=undone or before.sale_undone,
        owed_minor=before.owed_minor + _owed(entry, card),
        mirrored=before.mirrored or entry.mirrored,
        last_seq=entry.seq or before.last_seq,
    )


def _status_of_old(entry: Entry, before: State, card: Card) -> Status:
    """Entries once carried no status; then there were few kinds, and each told it."""
    match entry.kind:
        case "issue":
            return Status.PENDING if card.form is Form.PHYSICAL else Status.ACTIVE
        case "deactivate":
            return Status.CLOSED
        case "activate":
            return Status.ACTIVE
        case _:
            return before.status or Status.ACTIVE


def _owed(entry: Entry, card: Card) -> int:
    """Entries without a status did not say what was spent of the sale that they undid."""
    is_old = entry.status is None and undoes_the_sale(entry)
    return card.face_minor if is_old else entry.owed_minor


def _last_day(before: State, entry: Entry) -> str | None:
    if entry.expires_on is None:
        return before.expires_on
    return None if entry.expires_on == NEVER else entry.expires_on


def _holds(before: State, entry: Entry) -> tuple[Hold, ...]:
    """An entry takes a hold, or leaves the rest of one, which then is the youngest."""
    if entry.hold_id is None:
        return before.holds
    known = next((hold for hold in before.holds if hold.hold_id == entry.hold_id), None)
    others = tuple(hold for hold in before.holds if hold is not known)
    left_minor = entry.hold_remaining_minor or 0
    if not left_minor:
        return others
    if known is not None:
        return (*others, replace(known, remaining_minor=left_minor))
    return (
        *others,
        Hold(entry.hold_id, left_minor, entry.hold_expires_at, entry.hold_owner),
    )
