"""What the service needs of a store, and what it hands over to be committed as one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.ledger.parts import Recipient, SealedCode
from giftledger.ledger.rejections import Rejection


class Conflict(Exception):  # noqa: N818  an outcome of racing writers, not a fault
    """Something that the decision was made on has changed: read and decide again."""


class UnavailableError(Exception):
    """The store is throttled, unreachable or did not answer in time; nothing is known to hold."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A card and the receipt of one command on it, read consistently. Either may be absent."""

    card: Card | None
    receipt: Entry | None


@dataclass(frozen=True, slots=True)
class Place:
    """A unit or slot of an order, and the card in it."""

    order_id: str
    item: str
    """Sort key, e.g. `UNIT#<line>#00001` or `SLOT#USD#5000#00001`."""
    gift_card_id: str
    claimed_by: str | None = None
    """The command that took the unit out, or bound a serial to the slot."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a card pays or gets of an amount, or another tender, in minor units."""

    of: str
    """A gift card id, or the caller's name of another tender."""
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a command that left something open was given: made once, kept for ever.

    For a command on several cards it is the receipt as well, with the intent and maybe a no.
    """

    command_id: str
    cards: tuple[Share, ...] = ()
    others: tuple[Share, ...] = ()
    """Tenders that are not ours: only planned here."""
    intent: str | None = None
    rejection: Rejection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What one fact changes about one card, and what it creates with that.

    Conditions: the card is at `expected_version` (None: does not exist yet); every entry, alias
    and choice is new; `places` are new; `claims` are not claimed yet; `uncancelled_order_id` has
    no cancellation; no card of `unanswered` has an entry under that key. Without `card` at most a
    refusal is recorded, on a card that is still at its version, if one is expected.
    """

    gift_card_id: str = ""
    entries: tuple[Entry, ...] = ()
    card: Card | None = None
    expected_version: int | None = None
    aliases: tuple[str, ...] = ()
    choice: Choice | None = None
    places: tuple[Place, ...] = ()
    claims: tuple[Place, ...] = ()
    uncancelled_order_id: str | None = None
    unanswered: tuple[tuple[str, str], ...] = ()
    """Cards that led on to this one, with the key of the receipt that they must not have: else
    one of them could say no while this one says yes."""
    code: SealedCode | None = None
    gift: Recipient | None = None
    mail_kept_back: bool = False
    """With `gift`: nothing looks for its mail until a later commit makes it due."""
    mail_due: bool = False
    """The mail that was kept back may leave. Condition: it is still there."""


MAX_ITEMS = 100
"""Of one transaction (DynamoDB developer guide, "Amazon DynamoDB transactions")."""


def items_of(commit: Commit) -> int:
    """How many items a commit takes of its transaction, at the most."""
    born = commit.card is not None and commit.expected_version is None
    one_each = (commit.card, commit.choice, commit.code, commit.gift, commit.uncancelled_order_id)
    several = (*commit.entries, *commit.aliases, *commit.places, *commit.claims)
    alone = sum(part is not None for part in one_each) + commit.mail_due
    alone += commit.card is None and commit.expected_version is not None
    return alone + len(several) + len(commit.unanswered) + born


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a parked fact waits for. Parking fails (Conflict) if it is already there.

    With `card_version` the fact waits for a change of a card that is there: parking fails if the
    card is no longer at that version.
    """

    key: str
    gift_card_id: str | None = None
    card_version: int | None = None


@dataclass(frozen=True, slots=True)
class ParkedFact:
    """A command that waits, as it is stored."""

    key: str
    command_id: str
    body: str
    queue: str
    parked_at: datetime = field(compare=False)


class Store(Protocol):
    """A transactional store of cards. Every method may raise UnavailableError."""

    def read(self, gift_card_id: str, entry: str) -> Snapshot:
        """A card and the entry at this sort key, in one consistent read."""

    def cards(self, gift_card_ids: Sequence[str]) -> dict[str, Card]:
        """The cards that exist, by id, read consistently."""

    def receipts(self, gift_card_ids: Sequence[str], entry: str) -> dict[str, Entry]:
        """The entries at this sort key that exist, by card, read consistently."""

    def card_of_alias(self, aliases: Sequence[str]) -> str | None:
        """The card that the first known alias leads to."""

    def choice(self, command_id: str) -> Choice | None:
        """What this command was given before."""

    def key_use(self, command_id: str) -> str | None:
        """What an idempotency key was first used for (see `claim_key`)."""

    def claim_key(self, command_id: str, use: str) -> str:
        """Tie an idempotency key to its first use; returns the use it is tied to, for ever."""

    def history(self, gift_card_id: str, command_id: str) -> tuple[Entry, ...]:
        """The entry of a command and, after it, what refers to it; empty where it is not known."""

    def has_gift(self, gift_card_id: str) -> bool:
        """Whether there is somebody to mail this card to."""

    def places(self, order_id: str, prefix: str) -> tuple[Place, ...]:
        """An order's units or slots that begin so, lowest number first."""

    def cancellation(self, order_id: str) -> tuple[str, datetime] | None:
        """The command id and time of an order's cancellation."""

    def cancel_order(self, order_id: str, command_id: str, occurred_at: datetime) -> None:
        """Remember for ever that an order is cancelled; the first telling counts."""

    def commit(self, *commits: Commit) -> None:
        """Write all of them as one, or raise Conflict. No two are of the same card."""

    def park(self, awaited: Awaited, fact: ParkedFact) -> None:
        """Keep a fact until what it waits for is there, or raise Conflict if it already is."""

    def unpark(self, key: str, command_id: str) -> None:
        """Forget a parked fact, once its receipt exists (or it waits elsewhere)."""
