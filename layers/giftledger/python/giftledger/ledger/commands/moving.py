"""Commands that move value between cards."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from giftledger.ledger.commands.base import (
    BaseCommand,
    Operation,
    ReasonCode,
    gift_card_id_for,
)
from giftledger.ledger.fields import MAX_CARDS, AmountMinor, Currency, GiftCardId
from giftledger.ledger.parts import Part, Recipient

MAX_PARTS = 10
"""Cards that one card is split into at once: each is four items of one transaction."""


class Consolidate(BaseCommand):
    """Move all value of some cards onto one, and close the others as merged."""

    verb: Literal["consolidate"] = "consolidate"
    target: GiftCardId
    """The survivor."""
    sources: Annotated[tuple[GiftCardId, ...], Field(min_length=1, max_length=MAX_CARDS - 1)]

    operation: ClassVar[Operation] = "purchase"
    entry_kind: ClassVar[str] = "transfer"

    def intent_facts(self) -> dict[str, Any]:
        """The sources as well, in any order."""
        return {**super().intent_facts(), "sources": sorted(self.sources)}


class Replace(BaseCommand):
    """Give a lost card's value a new card and a new code; the old code is dead."""

    verb: Literal["replace"] = "replace"
    target: GiftCardId
    reason: ReasonCode
    recipient: Recipient | None = None

    operation: ClassVar[Operation] = "purchase"
    entry_kind: ClassVar[str] = "transfer"

    @property
    def gift_card_id(self) -> str:
        """The new card."""
        return gift_card_id_for(self.command_id)


class SplitPart(Part):
    """One of the new cards of a split."""

    amount_minor: AmountMinor
    recipient: Recipient | None = None


class Split(BaseCommand):
    """Move parts of a card's value onto new cards, each with a code of its own."""

    verb: Literal["split"] = "split"
    target: GiftCardId
    parts: Annotated[tuple[SplitPart, ...], Field(min_length=1, max_length=MAX_PARTS)]
    currency: Currency

    operation: ClassVar[Operation] = "purchase"
    entry_kind: ClassVar[str] = "transfer"

    def gift_card_id(self, number: int) -> str:
        """The new card of a part, by its place."""
        return gift_card_id_for(f"{self.command_id}#{number}")

    def intent_facts(self) -> dict[str, Any]:
        """The amounts as well, not whom they go to."""
        return {**super().intent_facts(), "parts": [part.amount_minor for part in self.parts]}
