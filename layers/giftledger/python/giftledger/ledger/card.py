"""The card: what it is worth now, and the only transitions it knows."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from giftledger.ledger.parts import Form


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
    paid_minor: int
    form: Form
    issued_at: datetime
    held_minor: int = 0
    funding: str = "sold"
    programme: str = "default"
    test: bool = False
    last_four: str | None = None
    expires_on: str | None = None
    closed_reason: str | None = None
    successor_id: str | None = None
    order_reference: str | None = None

    @property
    def available_minor(self) -> int:
        """What may be drawn: the balance less what open holds reserve."""
        return self.balance_minor - self.held_minor

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
