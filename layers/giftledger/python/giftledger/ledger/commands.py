"""Commands: what a platform, a till or an operator asks of the ledger.

A command is also the body of a queue message, so it holds no code in clear: a code or serial is
already sealed (keyed hash + ciphertext) when a command is made.
"""

import base64
import hashlib
import json
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from giftledger.ledger.fields import (
    AmountMinor,
    AmountOrZeroMinor,
    CommandId,
    Currency,
    GiftCardId,
    LastFour,
    LineItemId,
    OrderId,
    Reference,
)

Operation = Literal["purchase", "activation", "redemption", "refund", "deactivation"]
"""What a queue and the function behind it are named after."""


class Part(BaseModel):
    """The strict, frozen base of everything that travels between our own parts."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Form(StrEnum):
    """How a card comes into its holder's hands."""

    DIGITAL = "digital"
    """We mint the code and mail it."""
    PHYSICAL = "physical"
    """Sold as plastic: pending until a serial is bound."""
    NATIVE = "native"
    """The platform minted and mails the code; we know its id and last four."""


class Mode(StrEnum):
    """Who decided a redemption: see docs/architecture.md, two kinds of redemption."""

    REQUESTED = "requested"
    REPORTED = "reported"


class Reason(StrEnum):
    """Why a card is closed for good."""

    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class SealedCode(Part):
    """A code or serial as it may be stored and queued: never the secret itself."""

    key_id: str
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    previous_key_id: str | None = None
    previous_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    ciphertext: str
    """base64 of the KMS ciphertext; empty where only a look-up is needed."""
    last_four: LastFour

    def aliases(self) -> tuple[str, ...]:
        """The alias keys to look under, the current key first."""
        keys = [f"code#{self.key_id}#{self.hash}"]
        if self.previous_key_id and self.previous_hash:
            keys.append(f"code#{self.previous_key_id}#{self.previous_hash}")
        return tuple(keys)


class Recipient(Part):
    """Whom a card is mailed to and what the giver says; goes to the people table only."""

    email: Annotated[str, StringConstraints(max_length=254)]
    name: Annotated[str, StringConstraints(max_length=100)] | None = None
    giver: Annotated[str, StringConstraints(max_length=100)] | None = None
    message: Annotated[str, StringConstraints(max_length=200)] | None = None
    send_at: AwareDatetime | None = None
    """When the mail may leave; absent means at once."""
    locale: Annotated[str, StringConstraints(max_length=20)] | None = None


class Sale(Part):
    """Which unit of which order line sold the card."""

    order_id: OrderId
    line_item_id: LineItemId
    unit: Annotated[int, Field(ge=1, le=10_000)]
    """1-based within the line. For a native card a wish: the first free unit from here on."""
    slot: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Physical only: 1-based among the order's physical units of this currency and value."""


class BaseCommand(Part):
    """What every command carries besides its verb."""

    schema_version: Literal[1] = 1
    command_id: CommandId
    occurred_at: AwareDatetime
    source: Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,20}$")]
    actor: Annotated[str, StringConstraints(max_length=100)] | None = None
    order_reference: Reference | None = None
    test: bool = False

    operation: ClassVar[Operation]
    """Whose queue it travels through."""
    entry_kind: ClassVar[str]

    @property
    def entry_key(self) -> str:
        """Sort key of the receipt within the card's partition."""
        return f"ENTRY#{self.command_id}"


class Issue(BaseCommand):
    """Create the card of one sold unit: active at once, or pending for physical cards."""

    verb: Literal["issue"] = "issue"
    amount_minor: AmountMinor
    """Face value."""
    currency: Currency
    paid_minor: AmountOrZeroMinor
    """What was paid for it: the face less its share of discounts."""
    form: Form
    programme: Annotated[str, StringConstraints(max_length=40)] = "default"
    sale: Sale
    shopify_gift_card_id: Annotated[str, StringConstraints(pattern=r"^\d{1,20}$")] | None = None
    """Native only: the card's identity on the platform."""
    last_four: LastFour | None = None
    recipient: Recipient | None = None

    operation: ClassVar[Operation] = "purchase"
    entry_kind: ClassVar[str] = "issue"

    @property
    def gift_card_id(self) -> str:
        """Derived from the fact, so a second delivery cannot mint a second card."""
        return gift_card_id_for(self.command_id)


class Activate(BaseCommand):
    """Bind a serial to a pending unit of an order and make it spendable with its value."""

    verb: Literal["activate"] = "activate"
    order_id: OrderId
    amount_minor: AmountMinor
    currency: Currency
    code: SealedCode

    operation: ClassVar[Operation] = "activation"
    entry_kind: ClassVar[str] = "activate"


class Redeem(BaseCommand):
    """Debit a card in one step."""

    verb: Literal["redeem"] = "redeem"
    aliases: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)]
    """Alias keys (`shopify#<id>`, `code#<key id>#<hash>`); the first that is known counts."""
    amount_minor: AmountMinor
    currency: Currency
    mode: Mode

    operation: ClassVar[Operation] = "redemption"
    entry_kind: ClassVar[str] = "redeem"


class Refund(BaseCommand):
    """Credit back, at most what one redemption drew, onto the card that paid."""

    verb: Literal["refund"] = "refund"
    aliases: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)]
    amount_minor: AmountMinor
    currency: Currency
    redemption_id: CommandId

    operation: ClassVar[Operation] = "refund"
    entry_kind: ClassVar[str] = "refund"

    @property
    def entry_key(self) -> str:
        """Beside its redemption, so that one range query gives the draw and its refunds."""
        return f"ENTRY#{self.redemption_id}#REFUND#{self.command_id}"


class SoldUnit(Part):
    """Some unit of an order line: which one is the ledger's choice."""

    order_id: OrderId
    line_item_id: LineItemId


class Deactivate(BaseCommand):
    """Close one card for good: the unit that a refund of its sale takes out, or a named card."""

    verb: Literal["deactivate"] = "deactivate"
    target: SoldUnit | GiftCardId
    reason: Reason

    operation: ClassVar[Operation] = "deactivation"
    entry_kind: ClassVar[str] = "deactivate"


class CancelOrder(BaseCommand):
    """Close every card that an order sold, also those that arrive later."""

    verb: Literal["cancel_order"] = "cancel_order"
    order_id: OrderId
    reason: Reason = Reason.CANCELLED

    operation: ClassVar[Operation] = "deactivation"
    entry_kind: ClassVar[str] = "deactivate"


CardCommand = Issue | Activate | Redeem | Refund | Deactivate
"""What `execute` takes: exactly one card, exactly one entry."""

Command = Annotated[CardCommand | CancelOrder, Field(discriminator="verb")]

_ADAPTER: TypeAdapter[CardCommand | CancelOrder] = TypeAdapter(Command)


def parse_command(body: str | bytes) -> CardCommand | CancelOrder:
    """Read a queue message's body. Raises pydantic.ValidationError for anything else."""
    return _ADAPTER.validate_json(body)


def gift_card_id_for(issue_command_id: str) -> str:
    """The card id that an issue command leads to: 130 bits of its SHA-256, in base 32."""
    digest = hashlib.sha256(issue_command_id.encode()).digest()
    return "gc_" + base64.b32encode(digest).decode().lower()[:26]


def intent_of(command: CardCommand, *, target: str) -> str:
    """Hash of what is asked: equal for every telling of one fact, different for another one.

    Covers schema version, verb, target as addressed (after its alias, which never changes its
    card), amount, currency and parent; not source, time, actor or recipient.
    """
    body = command.model_dump(
        mode="json",
        include={"schema_version", "verb", "amount_minor", "currency", "redemption_id"},
    )
    canonical = json.dumps({**body, "target": target}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
