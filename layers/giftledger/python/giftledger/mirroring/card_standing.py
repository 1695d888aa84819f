"""Where a card stands against Shopify: what should be there, what is there, what waits for it.

Pure. Shopify's balance follows what is available here, because its checkout may spend all of it
at any moment without asking.
"""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.ledger.mirrored import moved_there_minor, wanted_minor
from giftledger.store.mirrors import Intent, Mirror

PLATFORM = "shopify"
REF_CHARACTERS = 20
NOTE = "Giftledger"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A redemption that is held here until it is paid there."""

    command_id: str
    actor: str | None
    order_reference: str | None

    @classmethod
    def of(cls, taken: Entry) -> "Waiting":
        """From the entry that took its hold."""
        return cls(taken.command_id, taken.actor, taken.order_reference)


@dataclass(frozen=True, slots=True)
class Standing:
    """A card and its mirror, side by side."""

    card: Card
    """As of now: holds whose time is over are gone."""
    believed_minor: int
    """The balance there, once everything that is known has happened there."""
    desired_minor: int
    waiting: tuple[Waiting, ...]
    """Oldest first."""
    lost: tuple[Waiting, ...]
    """Those whose hold went with the sale of the card: nothing pays them any more."""
    oldest: datetime | None
    """When the oldest entry that Shopify does not know of was recorded."""

    @property
    def delta_minor(self) -> int:
        """What to credit there; to debit, where negative."""
        return self.desired_minor - self.believed_minor

    @property
    def last_seq(self) -> int:
        """The entry up to which was looked."""
        return self.card.last_seq


def standing(card: Card, entries: Iterable[Entry], mirror: Mirror, now: datetime) -> Standing:
    """Compare a card with its mirror.

    `entries`: all of the card after `mirror.seq`, read after the card; what is newer than the
    card as it was read does not count yet.
    """
    at = card.at(now)
    new = sorted(
        (entry for entry in entries if entry.seq and mirror.seq < entry.seq <= card.last_seq),
        key=lambda entry: entry.seq or 0,
    )
    endless = {hold.hold_id for hold in at.holds if hold.expires_at is None}
    ended = {entry.hold_id for entry in new if entry.kind in {"capture", "void"}}
    taken = [
        entry
        for entry in new
        if entry.kind == "authorize"
        and entry.hold_expires_at is None
        and entry.hold_id not in ended
        and entry.command_id not in mirror.captures
    ]
    ours = [entry for entry in new if entry.source != PLATFORM]
    return Standing(
        card=at,
        believed_minor=mirror.believed_minor
        + sum(moved_there_minor(entry, PLATFORM) for entry in new),
        desired_minor=wanted_minor(at, now),
        waiting=tuple(Waiting.of(entry) for entry in taken if entry.hold_id in endless),
        lost=tuple(Waiting.of(entry) for entry in taken if entry.hold_id not in endless),
        oldest=ours[0].recorded_at if ours else None,
    )


def ref_for(gift_card_id: str, seq: int, amount_minor: int, *, version: int) -> str:
    """What marks one credit or debit: 100 bits, the same whoever works it out.

    `version`: the mirror's, which rises with each. A hold that lapses leaves no entry, so two
    credits of one amount may be asked for at one entry.
    """
    told = f"{gift_card_id} {version} {seq} {amount_minor}"
    digest = hashlib.sha256(told.encode()).digest()
    return base64.b32encode(digest).decode()[:REF_CHARACTERS]


def note_of(ref: str) -> str:
    """The note of a credit or debit, and with the card's id of the card itself."""
    return f"{NOTE} {ref}"


def confirmed(mirror: Mirror, intent: Intent) -> Mirror:
    """The mirror once it is known that what was asked has been done; not of a card's making."""
    done = replace(mirror, intent=None, todo=None, due_at=None)
    match intent.kind:
        case "delta":
            return replace(
                done,
                believed_minor=intent.believed_after_minor,
                seq=intent.seq,
                captures=(*mirror.captures, *intent.holds),
                short_since=None,
                refusal="",
                words="",
            )
        case "expiry":
            return replace(done, expires_on=intent.expires_on)
        case "deactivate":
            return replace(done, state="ended", since=intent.asked_at, seq=intent.seq)
        case _:
            return done
