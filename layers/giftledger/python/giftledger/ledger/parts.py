"""What commands are made of: how a card was sold, to whom, and its code as it may travel."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from giftledger.ledger.fields import LastFour, LineItemId, OrderId


class Part(BaseModel):
    """The strict, frozen base of everything that travels between our own parts."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


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


class Funding(StrEnum):
    """Where a card's value came from: one funding for its whole life."""

    SOLD = "sold"
    PROMOTIONAL = "promotional"
    """Given away, goodwill included: never turns into sold value or cash."""
    REFUND = "refund"
    """Issued in place of money that was due back."""
    MIGRATED = "migrated"
    """Brought from another system with its balance."""


class Reason(StrEnum):
    """Why a card is closed for good, and with it where its value goes."""

    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    FRAUD = "fraud"
    """The payment of its sale was charged back."""
    WRITTEN_OFF = "written_off"
    ESCHEATED = "escheated"
    """Handed over to the state as unclaimed property."""
    EXPIRED = "expired"
    MERGED = "merged"
    REPLACED = "replaced"


SALE_UNDONE = frozenset({Reason.CANCELLED, Reason.REFUNDED, Reason.FRAUD})
"""The sale was paid back whole: no value can come back to such a card."""


class Remainder(StrEnum):
    """What a capture does with the rest of its hold."""

    RELEASE = "release"
    KEEP = "keep"


KeyId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
"""Which pepper a code was hashed with."""


class SealedCode(Part):
    """A code or serial as it may be stored and queued: never the secret itself."""

    key_id: KeyId
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    previous_key_id: KeyId | None = None
    previous_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    ciphertext: Annotated[str, StringConstraints(max_length=8_192)]
    """base64 of the KMS ciphertext; empty where only a look-up is needed."""
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")] | None = None
    """Keyed hash under a key that is never rotated: for ids made from a serial, not for finding."""
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
    locale: Annotated[str, StringConstraints(max_length=35)] | None = None
    consent: bool = False
    """Whether they agreed to be kept as a customer of the shop."""


class Sale(Part):
    """Which unit of which order line sold the card."""

    order_id: OrderId
    line_item_id: LineItemId
    unit: Annotated[int, Field(ge=1, le=10_000)]
    """1-based within the line. For a native card a wish: the first free unit from here on."""
    slot: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Physical only: 1-based among the order's physical units of this currency and value."""
