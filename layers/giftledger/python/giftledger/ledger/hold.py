"""A hold: a part of a card's balance that is reserved for one payment, for some time."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

MAX_HOLDS = 10
"""Open at once on one card: the card has to stay within one write unit of 1 KB."""

DEFAULT_SECONDS = 900
LONGEST_SECONDS = 7 * 24 * 3600
"""A hold is for a checkout, not for a back order."""

_CAPTURE = ".capture"
_HOLD_CHARACTERS = 20
_OWNER_CHARACTERS = 8


@dataclass(frozen=True, slots=True)
class Hold:
    """Reserved for whoever took it, until it is captured, voided, or its time is over."""

    hold_id: str
    remaining_minor: int
    expires_at: datetime | None
    """None ignores the clock: only what it was taken for resolves it."""
    owner: str | None = None
    """Mark of the client that took it (`owner_mark`); None: anybody may resolve it."""

    def is_open(self, now: datetime) -> bool:
        """By the clock, whether or not anything has removed it."""
        return self.expires_at is None or now < self.expires_at


def hold_id_for(command_id: str) -> str:
    """The id of the hold that an authorize command takes: 100 bits of its SHA-256, in base 32."""
    return _short(command_id, _HOLD_CHARACTERS)


def capture_id_for(redemption_id: str) -> str:
    """The id of the command that turns a held redemption into a made one."""
    return f"{redemption_id}{_CAPTURE}"


def redemption_id_of(payment_id: str) -> str:
    """What was asked for where a payment came about: a held redemption, or the payment itself."""
    return payment_id.removesuffix(_CAPTURE)


def void_id_for(redemption_id: str) -> str:
    """The id of the command that lets go of a held redemption: it has failed."""
    return f"{redemption_id}.void"


def owner_mark(client_id: str) -> str:
    """A short mark of a client: a card with ten holds has no room for whole names."""
    return _short(client_id, _OWNER_CHARACTERS)


def _short(text: str, characters: int) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.b32encode(digest).decode().lower()[:characters]
