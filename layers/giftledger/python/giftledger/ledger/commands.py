"""Commands: what a platform, a till or an operator asks of the ledger.

A command is also the body of a queue message, so it holds no code in clear: a code or serial is
already sealed (keyed hash + ciphertext) when a command is made.
"""

import base64
import hashlib
import json
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field, StringConstraints, TypeAdapter

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
from giftledger.ledger.parts import Form, Mode, Part, Reason, Recipient, Sale, SealedCode

Operation = Literal["purchase", "activation", "redemption", "refund", "deactivation"]
"""What a queue and the function behind it are named after."""


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
