"""What `execute` answers: a yes with its entry, a recorded no, or "not yet"."""

from dataclasses import dataclass

from giftledger.ledger.entry import Entry
from giftledger.ledger.rejections import Rejection


@dataclass(frozen=True, slots=True)
class Posted:
    """The fact stands in the ledger; `replayed` where it already did."""

    gift_card_id: str
    entry: Entry
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


Outcome = Posted | Rejected | Parked
