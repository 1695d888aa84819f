"""Commands that spend a card, reserve a part of it, or give back what was spent."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from giftledger.ledger.commands.base import BaseCommand, Operation, ReasonCode
from giftledger.ledger.fields import (
    MAX_CARDS,
    AmountMinor,
    AmountOrZeroMinor,
    CommandId,
    Currency,
    GiftCardId,
)
from giftledger.ledger.hold import DEFAULT_SECONDS, LONGEST_SECONDS, hold_id_for
from giftledger.ledger.parts import Mode, Part, Remainder
from giftledger.ledger.quote import OrderAmounts
from giftledger.ledger.refund_plan import Policy

Alias = Annotated[
    str,
    StringConstraints(pattern=r"^(shopify#[0-9]{1,20}|code#[A-Za-z0-9._-]{1,64}#[0-9a-f]{64})$"),
]
Aliases = Annotated[tuple[Alias, ...], Field(min_length=1, max_length=2)]
"""Alias keys (`shopify#<id>`, `code#<key id>#<hash>`); the first that is known counts."""

HoldId = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{20}$")]
TenderId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,40}$")]

MAX_TENDERS = 10
"""Other means of payment on one order."""


class Redeem(BaseCommand):
    """Debit a card in one step; a mirrored card that is asked for it is held first."""

    verb: Literal["redeem"] = "redeem"
    aliases: Aliases
    amount_minor: AmountMinor
    currency: Currency
    mode: Mode

    operation: ClassVar[Operation] = "redemption"
    entry_kind: ClassVar[str] = "redeem"

    @property
    def hold_id(self) -> str:
        """The hold that this command takes on a mirrored card."""
        return hold_id_for(self.command_id)


class Authorize(BaseCommand):
    """Reserve a part of a card's balance: take a hold."""

    verb: Literal["authorize"] = "authorize"
    aliases: Aliases
    amount_minor: AmountMinor | None = None
    """None: as much as possible."""
    currency: Currency
    timeout_seconds: Annotated[int, Field(ge=1, le=LONGEST_SECONDS)] | None = DEFAULT_SECONDS
    """None ignores the clock: only what the hold was taken for resolves it."""

    operation: ClassVar[Operation] = "redemption"
    entry_kind: ClassVar[str] = "authorize"

    @property
    def hold_id(self) -> str:
        """The hold that this command takes."""
        return hold_id_for(self.command_id)


class Capture(BaseCommand):
    """Turn a hold, or a part of it, into a redemption."""

    verb: Literal["capture"] = "capture"
    target: GiftCardId
    hold_id: HoldId
    amount_minor: AmountMinor | None = None
    """None: all that the hold has left."""
    currency: Currency
    remainder: Remainder = Remainder.RELEASE

    operation: ClassVar[Operation] = "redemption"
    entry_kind: ClassVar[str] = "capture"


class Void(BaseCommand):
    """Release a hold."""

    verb: Literal["void"] = "void"
    target: GiftCardId
    hold_id: HoldId

    operation: ClassVar[Operation] = "redemption"
    entry_kind: ClassVar[str] = "void"


class Pay(BaseCommand):
    """Pay one amount with several cards: all of them or none, to the minor unit."""

    verb: Literal["pay"] = "pay"
    targets: Annotated[tuple[GiftCardId, ...], Field(min_length=1, max_length=MAX_CARDS)]
    amount_minor: AmountMinor | None = None
    """Exactly this much; None: as much of the order as the cards cover."""
    order: OrderAmounts | None = None
    """What is paid for, portion by portion; None: goods worth the amount."""
    currency: Currency
    draw: Literal["standard", "as_named"] = "standard"
    """Which card is drawn first: the standard order, or the order in which they are named."""

    operation: ClassVar[Operation] = "redemption"
    entry_kind: ClassVar[str] = "redeem"


class Refund(BaseCommand):
    """Credit back, at most what one redemption drew, onto the card that paid."""

    verb: Literal["refund"] = "refund"
    aliases: Aliases
    amount_minor: AmountMinor
    currency: Currency
    redemption_id: CommandId

    operation: ClassVar[Operation] = "refund"
    entry_kind: ClassVar[str] = "refund"

    @property
    def entry_key(self) -> str:
        """Beside its redemption, so that one range query gives the draw and its refunds."""
        return refund_key(self.redemption_id, self.command_id)


class OtherTender(Part):
    """Another means of payment of the order, whose refund is only planned here."""

    tender_id: TenderId
    captured_minor: AmountMinor
    refunded_minor: AmountOrZeroMinor = 0


class RefundPayment(BaseCommand):
    """Give back a payment, or a part of it, onto the cards that paid: all of them or none."""

    verb: Literal["refund_payment"] = "refund_payment"
    redemption_id: CommandId
    """The payment, redemption or capture that is given back."""
    amount_minor: AmountMinor | None = None
    """Over all tenders; None: all that is left to refund."""
    currency: Currency
    policy: Policy = Policy.CARD_FIRST
    tenders: Annotated[tuple[OtherTender, ...], Field(max_length=MAX_TENDERS)] = ()

    operation: ClassVar[Operation] = "refund"
    entry_kind: ClassVar[str] = "refund"

    @property
    def entry_key(self) -> str:
        """On every card that is credited: beside what that card paid."""
        return refund_key(self.redemption_id, self.command_id)


class CashOut(BaseCommand):
    """Pay out all that is available as cash, where the programme grants it."""

    verb: Literal["cash_out"] = "cash_out"
    target: GiftCardId
    currency: Currency
    reason: ReasonCode

    operation: ClassVar[Operation] = "redemption"
    entry_kind: ClassVar[str] = "cash_out"


def refund_key(redemption_id: str, refund_id: str) -> str:
    """Sort key of a refund within the partition of the card that paid."""
    return f"ENTRY#{redemption_id}#REFUND#{refund_id}"
