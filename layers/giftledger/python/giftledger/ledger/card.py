"""The card: what it is worth now, and the only transitions it knows."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from giftledger.ledger.hold import Hold
from giftledger.ledger.parts import Form, Funding


class Status(StrEnum):
    """Where a card is in its life: pending, active, blocked and back, closed for good."""

    PENDING = "pending"
    ACTIVE = "active"
    BLOCKED = "blocked"
    CLOSED = "closed"


ALLOWED = {
    Status.PENDING: {Status.PENDING, Status.ACTIVE, Status.CLOSED},
    Status.ACTIVE: {Status.ACTIVE, Status.BLOCKED, Status.CLOSED},
    Status.BLOCKED: {Status.BLOCKED, Status.ACTIVE, Status.CLOSED},
    Status.CLOSED: {Status.CLOSED},
}
"""State table. A card spent to zero stays active, because a refund may come back to it."""

LAST_DAY_ENDS = timedelta(days=1, hours=12)
"""After its beginning in UTC: only then the day has ended everywhere on Earth (UTC-12)."""


@dataclass(frozen=True, slots=True)
class Card:
    """One gift card: a liability towards its holder, in one currency and one funding for life."""

    gift_card_id: str
    status: Status
    currency: str
    balance_minor: int
    version: int
    """Rises by one with every write of the card; a commit is conditional on it."""
    last_seq: int
    face_minor: int
    """What it was sold with; never changes. 0 on a card that came into being by a transfer."""
    paid_minor: int
    """What was paid for that; never changes."""
    form: Form
    issued_at: datetime
    holds: tuple[Hold, ...] = ()
    funding: Funding = Funding.SOLD
    programme: str = "default"
    test: bool = False
    last_four: str | None = None
    expires_on: str | None = None
    """Last day on which it is valid, e.g. `2028-11-24`; None: never expires."""
    closed_reason: str | None = None
    successor_id: str | None = None
    """Where its value went on when it was closed, and where refunds of what it paid go."""
    loaded_minor: int = 0
    """What came onto it in other ways than its sale; that part outlives a refund of the sale."""
    transferred_minor: int = 0
    """What of its sale went on to the successor when it was closed."""
    sale_undone: bool = False
    """Its sale was paid back whole."""
    owed_minor: int = 0
    """What of that sale was spent before: refunds settle it before they credit anything."""
    order_reference: str | None = None
    mirrored: bool = False
    """Shopify has it as well: its balance there follows what is available here."""

    @property
    def held_minor(self) -> int:
        """What its holds reserve."""
        return sum(hold.remaining_minor for hold in self.holds)

    @property
    def available_minor(self) -> int:
        """What may be drawn: the balance less what open holds reserve."""
        return self.balance_minor - self.held_minor

    @property
    def sale_unspent_minor(self) -> int:
        """What is left of its sale: that is spent before what was loaded later."""
        return min(self.face_minor, max(0, self.balance_minor - self.loaded_minor))

    def at(self, now: datetime) -> "Card":
        """The card by this clock: holds whose time is over reserve nothing."""
        open_holds = tuple(hold for hold in self.holds if hold.is_open(now))
        return self if len(open_holds) == len(self.holds) else replace(self, holds=open_holds)

    def is_past_its_last_day(self, now: datetime) -> bool:
        """Whether its last day has ended everywhere on Earth."""
        return self.expires_on is not None and now >= last_day_ends_at(self.expires_on)

    def moved(self, amount_minor: int, status: Status | None = None) -> "Card":
        """The card after one more posted entry of this signed amount."""
        became = status or self.status
        assert became in ALLOWED[self.status], (self.status, became)
        balance = self.balance_minor + amount_minor
        assert balance >= self.held_minor >= 0, (balance, self.held_minor)
        return replace(
            self,
            status=became,
            balance_minor=balance,
            version=self.version + 1,
            last_seq=self.last_seq + 1,
        )


def last_day_ends_at(day: str) -> datetime:
    """When a day such as `2028-11-24` has ended everywhere: the day itself is still valid."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + LAST_DAY_ENDS
