"""What the service needs of a store, and what it hands over to be committed as one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.ledger.parts import Recipient, SealedCode


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What one fact creates: all of it is written, or nothing.

    Conditions: the card is at `expected_version` (None: does not exist yet); every entry, alias
    and choice is new; `places` are new; `claims` are not claimed yet; `uncancelled_order_id` has
    no cancellation. Without `card` only a refusal is recorded, and no version is compared.
    """

    gift_card_id: str
    entries: tuple[Entry, ...]
    card: Card | None = None
    expected_version: int | None = None
    aliases: tuple[str, ...] = ()
    choice_of: str | None = None
    """The command id under which this card is remembered as the one chosen."""
    places: tuple[Place, ...] = ()
    claims: tuple[Place, ...] = ()
    uncancelled_order_id: str | None = None
    code: SealedCode | None = None
    gift: Recipient | None = None


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

    def card_of_alias(self, aliases: Sequence[str]) -> str | None:
        """The card that the first known alias leads to."""

    def choice(self, command_id: str) -> str | None:
        """The card that this command was given before."""

    def redemption(self, gift_card_id: str, redemption_id: str) -> tuple[Entry, ...]:
        """A redemption and, after it, its refunds; empty where it is not known."""

    def places(self, order_id: str, prefix: str) -> tuple[Place, ...]:
        """An order's units or slots that begin so, lowest number first."""

    def cancellation(self, order_id: str) -> tuple[str, datetime] | None:
        """The command id and time of an order's cancellation."""

    def cancel_order(self, order_id: str, command_id: str, occurred_at: datetime) -> None:
        """Remember for ever that an order is cancelled; the first telling counts."""

    def commit(self, commit: Commit) -> None:
        """Write all of it, or raise Conflict."""

    def park(self, awaited: Awaited, fact: ParkedFact) -> None:
        """Keep a fact until what it waits for is there, or raise Conflict if it already is."""

    def unpark(self, key: str, command_id: str) -> None:
        """Forget a parked fact, once its receipt exists (or it waits elsewhere)."""
