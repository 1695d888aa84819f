"""Commands of those who keep the cards: correcting, blocking, moving value, ending a life."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field

from giftledger.ledger.commands.base import (
    BaseCommand,
    Operation,
    ReasonCode,
)
from giftledger.ledger.commands.spending import Alias
from giftledger.ledger.fields import (
    MAX_AMOUNT_MINOR,
    CommandId,
    Currency,
    Day,
    GiftCardId,
    LineItemId,
    OrderId,
)
from giftledger.ledger.parts import Mode, Part, Reason


def _not_zero(amount_minor: int) -> int:
    if amount_minor == 0:
        raise ValueError("an adjustment of zero moves nothing")
    return amount_minor


SignedMinor = Annotated[
    int, Field(ge=-MAX_AMOUNT_MINOR, le=MAX_AMOUNT_MINOR), AfterValidator(_not_zero)
]


class Adjust(BaseCommand):
    """Raise or lower a balance for a reason: a signed entry, never an overwritten amount."""

    verb: Literal["adjust"] = "adjust"
    target: GiftCardId
    amount_minor: SignedMinor
    currency: Currency
    reason: ReasonCode

    operation: ClassVar[Operation] = "redemption"
    entry_kind: ClassVar[str] = "adjust"


class Block(BaseCommand):
    """Stop spending and loading; refunds are still credited."""

    verb: Literal["block"] = "block"
    target: GiftCardId
    reason: ReasonCode

    operation: ClassVar[Operation] = "deactivation"
    entry_kind: ClassVar[str] = "block"


class Unblock(BaseCommand):
    """Let a blocked card be used again."""

    verb: Literal["unblock"] = "unblock"
    target: GiftCardId
    reason: ReasonCode

    operation: ClassVar[Operation] = "deactivation"
    entry_kind: ClassVar[str] = "unblock"


class Release(BaseCommand):
    """End the review of a digital card: it becomes spendable, and its mail leaves."""

    verb: Literal["release"] = "release"
    target: GiftCardId
    reason: ReasonCode

    operation: ClassVar[Operation] = "activation"
    entry_kind: ClassVar[str] = "release"


class Link(BaseCommand):
    """Let one more alias lead to a card, in whatever state it is.

    With Shopify's id the card is mirrored there from then on, unless it is a test card.
    """

    verb: Literal["link"] = "link"
    target: GiftCardId
    alias: Alias

    operation: ClassVar[Operation] = "activation"
    entry_kind: ClassVar[str] = "link"

    def intent_facts(self) -> dict[str, Any]:
        """The alias as well."""
        return {**super().intent_facts(), "alias": self.alias}


class Extend(BaseCommand):
    """Give a card a later last day; an earlier one is refused."""

    verb: Literal["extend"] = "extend"
    target: GiftCardId
    expires_on: Day
    reason: ReasonCode

    operation: ClassVar[Operation] = "deactivation"
    entry_kind: ClassVar[str] = "extend"

    def intent_facts(self) -> dict[str, Any]:
        """The new day as well."""
        return {**super().intent_facts(), "expires_on": self.expires_on}


class SoldUnit(Part):
    """Some unit of an order line: which one is the ledger's choice."""

    order_id: OrderId
    line_item_id: LineItemId


class Deactivate(BaseCommand):
    """Close one card for good: the unit that a refund of its sale takes out, or a named card."""

    verb: Literal["deactivate"] = "deactivate"
    target: SoldUnit | GiftCardId
    reason: Reason
    mode: Mode = Mode.REPORTED
    """Requested: a used card is not cancelled, and nothing is closed over an open hold."""

    operation: ClassVar[Operation] = "deactivation"
    entry_kind: ClassVar[str] = "deactivate"


class CancelOrder(BaseCommand):
    """Close every card that an order sold, also those that arrive later."""

    verb: Literal["cancel_order"] = "cancel_order"
    order_id: OrderId
    reason: Literal[Reason.CANCELLED] = Reason.CANCELLED

    operation: ClassVar[Operation] = "deactivation"
    entry_kind: ClassVar[str] = "deactivate"


class Expire(BaseCommand):
    """Close a card whose last day has passed."""

    verb: Literal["expire"] = "expire"
    target: GiftCardId

    operation: ClassVar[Operation] = "deactivation"
    entry_kind: ClassVar[str] = "expire"
    keeps_refusals: ClassVar[bool] = False
    """It comes again until the card is closed: too early, or over a hold, is no last word."""


class Correct(BaseCommand):
    """Take back a reload, an adjustment, an import or a cash-out that should not have been."""

    verb: Literal["correct"] = "correct"
    target: GiftCardId
    corrects: CommandId
    reason: ReasonCode

    operation: ClassVar[Operation] = "redemption"
    entry_kind: ClassVar[str] = "correct"

    @property
    def entry_key(self) -> str:
        """Beside what it corrects, so that one range query says whether that was done before."""
        return f"ENTRY#{self.corrects}#CORRECT#{self.command_id}"
