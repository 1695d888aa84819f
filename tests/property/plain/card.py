"""A card as a child would keep it: what is on it, until when, and what each payment took."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from giftledger.ledger.parts import Funding


@dataclass(eq=False)
class PlainHold:
    """Set aside for somebody."""

    left: int
    until: datetime | None
    """None: until somebody says so, and no till is somebody."""
    owner: str | None


@dataclass(eq=False)
class PlainPayment:
    """What was to be paid with the card, what it could not cover, what was given back."""

    asked: int
    short: int = 0
    back: int = 0

    @property
    def left(self) -> int:
        return self.asked - self.back


@dataclass(eq=False)
class PlainBooking:
    """Something that a correction can take back."""

    amount: int
    loaded: int = 0
    taken_back: bool = False


@dataclass(eq=False)
class PlainCard:
    """One card."""

    name: str
    currency: str
    funding: Funding
    test: bool
    programme: str
    face: int
    """What it was sold with: nothing where it came into being for value of another one."""
    paid: int
    status: str = "active"
    balance: int = 0
    last_day: date | None = None
    loaded: int = 0
    """What came onto it besides its sale."""
    undone: bool = False
    """Its sale was paid back."""
    owed: int = 0
    """What of that had been spent before."""
    plastic: bool = False
    mirrored: bool = False
    """Another book is kept of it, so what is asked of it is set aside first."""
    lost: bool = False
    """It was replaced: its code is dead."""
    merged: bool = False
    heir: str | None = None
    passed_on: int = 0
    """What of its sale was left when its value went on."""
    holds: dict[str, PlainHold] = field(default_factory=dict)
    payments: dict[str, PlainPayment] = field(default_factory=dict)
    bookings: dict[str, PlainBooking] = field(default_factory=dict)
    said: dict[str, bool] = field(default_factory=dict)
    """Its answers by the id of what was asked: yes or no."""

    @property
    def is_closed(self) -> bool:
        return self.status == "closed"

    @property
    def sale_left(self) -> int:
        """The sale is spent before what was loaded later."""
        return min(self.face, max(0, self.balance - self.loaded))

    def open_holds(self, now: datetime) -> dict[str, PlainHold]:
        return {
            name: hold
            for name, hold in self.holds.items()
            if hold.until is None or now < hold.until
        }

    def waits_for_no_clock(self) -> bool:
        return any(hold.until is None for hold in self.holds.values())

    def held(self, now: datetime) -> int:
        return sum(hold.left for hold in self.open_holds(now).values())

    def free(self, now: datetime) -> int:
        return self.balance - self.held(now)

    def is_over(self, now: datetime) -> bool:
        return self.last_day is not None and now >= day_ends_at(self.last_day)

    def load(self, amount: int) -> None:
        self.balance += amount
        self.loaded += amount

    def close(self) -> None:
        """A sale that never became worth anything has nothing to be paid back any more."""
        self.undone = self.undone or self.status == "pending"
        self.status = "closed"
        self.balance = 0
        self.holds.clear()


def day_ends_at(day: date) -> datetime:
    """Noon of the next day in UTC: then a day is over everywhere."""
    return datetime.combine(day, time(12), UTC) + timedelta(days=1)


def some_months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    first = day.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
