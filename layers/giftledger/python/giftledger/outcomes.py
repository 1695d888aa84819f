"""What `execute` answers: a yes with its entry, a recorded no, or "not yet"."""

from dataclasses import dataclass

from giftledger.ledger.entry import Entry
from giftledger.ledger.rejections import Rejection
from giftledger.store.protocol import Choice


@dataclass(frozen=True, slots=True)
class Posted:
    """The fact stands in the ledger; `replayed` where it already did."""

    gift_card_id: str
    entry: Entry
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class PostedTogether:
    """The fact stands in the ledger, on all its cards at once."""

    choice: Choice
    entries: dict[str, Entry]
    """The entry of each card in the choice."""
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A valid no. It is kept as the receipt, except for an unknown card and a reused key."""

    rejection: Rejection
    gift_card_id: str | None = None
    entry: Entry | None = None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Parked:
    """The fact waits for its predecessor, durably."""

    key: str


CardOutcome = Posted | Rejected | Parked
"""Of a command on one card."""

GroupOutcome = PostedTogether | Rejected
"""Of a command on several cards."""

Outcome = CardOutcome | GroupOutcome
