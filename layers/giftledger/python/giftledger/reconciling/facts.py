"""What is compared: a card as the ledger has it and as Shopify has it, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class DriftClass(StrEnum):
    """Why the two sides differ, as far as it can be told."""

    IN_FLIGHT = "in_flight"
    """Something is on its way: the next comparison will see it arrived."""
    MISSED_EVENT = "missed_event"
    """An order's transaction there that the ledger lacks."""
    MANUAL_ADJUSTMENT = "manual_adjustment"
    """Somebody changed the balance there: not our note, and no order."""
    EXPIRED_THERE = "expired_there"
    """The card can't be spent there any more, here it can."""
    UNKNOWN = "unknown"
    """Nothing that we can read explains it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A movement of a card's balance there: credits are positive, in minor units."""

    id: str
    amount_minor: int
    note: str | None
    processed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMovement:
    """A movement that an order there made on the card: a draw is negative, in minor units."""

    transaction_id: str
    order_id: str
    amount_minor: int
    test: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """An entry here that says what happened there: a draw is negative, in minor units."""

    command_id: str
    amount_minor: int
    """What was asked, not what was posted: so much moved there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """The ledger's side of one mirrored card."""

    gift_card_id: str
    currency: str
    desired_minor: int
    """What Shopify's balance should be now."""
    believed_minor: int
    """What it is once everything that is known has happened."""
    seq: int
    """The entry up to which that holds."""
    last_seq: int
    spendable: bool
    """Active, and its last day has not passed."""
    expires_on: date | None
    moved_at: datetime | None
    """When the youngest entry after `seq` was recorded."""
    asking: bool = False
    """A call to Shopify has no known end yet; an old one waits among the doubts."""
    mirrored_at: datetime | None = None
    """What moved there before this time is part of the balance that it began with."""
    reported: tuple[Reported, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """Shopify's side. Movements are read only where the balances differ."""

    shopify_gift_card_id: str
    currency: str
    balance_minor: int
    enabled: bool
    expires_on: date | None
    updated_at: datetime
    movements: tuple[Movement, ...] = ()
    orders: tuple[OrderMovement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One difference, explained. `movements` and `orders` are those that the ledger lacks."""

    kind: DriftClass
    explanation: str
    movements: tuple[Movement, ...] = ()
    orders: tuple[OrderMovement, ...] = ()
