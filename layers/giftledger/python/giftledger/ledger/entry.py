"""The entry: one immutable fact about a card, which is also the receipt of its command."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from giftledger.ledger.accounts import Leg
from giftledger.ledger.card import Card, Status
from giftledger.ledger.rejections import Rejection

if TYPE_CHECKING:  # who only reads entries starts without the command models
    from giftledger.ledger.commands import CardCommand


NEVER = "never"
"""Instead of a last day: the card had one, and has none any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a command did to its card. Without `seq` it is a refusal, and moved nothing."""

    key: str
    command_id: str
    kind: str
    currency: str
    amount_minor: int
    """Signed: what the balance was moved by."""
    asked_minor: int
    """What the command asked to move; more than was moved where a shortfall remains."""
    balance_after_minor: int
    occurred_at: datetime
    recorded_at: datetime
    source: str
    intent: str
    seq: int | None = None
    status: Status | None = None
    """The card's status since this entry."""
    legs: tuple[Leg, ...] = ()
    shortfall_minor: int = 0
    """What of a reported fact the ledger could not absorb; negative where it settles one."""
    loaded_minor: int = 0
    """What of the amount is no part of the card's sale (signed)."""
    owed_minor: int = 0
    """What it adds to, or settles of, the spent part of a sale that was undone (signed)."""
    hold_id: str | None = None
    """The hold that it took, or resolved."""
    hold_remaining_minor: int | None = None
    """What that hold reserves since this entry."""
    hold_expires_at: datetime | None = None
    """Until when; only where the hold was taken."""
    hold_owner: str | None = None
    """Mark of the client that took it; only where the hold was taken."""
    expires_on: str | None = None
    """The card's last day, where this entry set it, or NEVER."""
    successor_id: str | None = None
    """The card on which the value of this one goes on since this entry."""
    rejection: Rejection | None = None
    reason: str | None = None
    order_reference: str | None = None
    actor: str | None = None
    parent_id: str | None = None
    mirrored: bool = False
    """The card is mirrored in Shopify since this entry."""
    mail: bool = False
    """The fact asks for a gift mail."""
    wakes: tuple[str, ...] = ()
    """Keys that exist since this commit (giftledger.ledger.keys): what waits for them can go on."""

    def __post_init__(self) -> None:
        """The books balance, or nothing is written."""
        assert sum(leg.amount_minor for leg in self.legs) == 0, self.legs
        assert self.rejection is None or (self.seq is None and self.amount_minor == 0)

    @property
    def is_led_on(self) -> bool:
        """Whether it was told of another card, whose code leads on to this one."""
        return any(key.endswith(f"|{self.key}") for key in self.wakes)


@dataclass(frozen=True, slots=True)
class Posting:
    """What `decide` returns for a yes: the card as it becomes, and the entry that says why."""

    card: Card
    entry: Entry


def posting(
    card: Card, command: "CardCommand", *, intent: str, now: datetime, **facts: Any
) -> Posting:
    """The posting that left `card` as it is now. `facts` are the entry's own fields."""
    entry = Entry(
        **{
            **_common(command, intent=intent, now=now),
            "currency": card.currency,
            "balance_after_minor": card.balance_minor,
            "seq": card.last_seq,
            "status": card.status,
            **facts,
        },
    )
    return Posting(card, entry)


def refusal(
    card: Card, command: "CardCommand", *, intent: str, now: datetime, rejection: Rejection
) -> Entry:
    """The stored "no" to a command: at the receipt's own key, so no later yes can stand beside."""
    return Entry(
        **_common(command, intent=intent, now=now),
        currency=card.currency,
        amount_minor=0,
        asked_minor=abs(getattr(command, "amount_minor", None) or 0),
        balance_after_minor=card.balance_minor,
        rejection=rejection,
    )


def _common(command: "CardCommand", *, intent: str, now: datetime) -> dict[str, Any]:
    return {
        "key": command.entry_key,
        "command_id": command.command_id,
        "kind": command.entry_kind,
        "occurred_at": command.occurred_at,
        "recorded_at": now,
        "source": command.source,
        "actor": command.actor,
        "order_reference": command.order_reference,
        "intent": intent,
    }
