"""Commands that put value on a card: selling, binding a serial, importing, loading again."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import AwareDatetime, StringConstraints, model_validator

from giftledger.ledger.commands.base import BaseCommand, Operation, ReasonCode, gift_card_id_for
from giftledger.ledger.fields import (
    AmountMinor,
    AmountOrZeroMinor,
    Currency,
    Day,
    GiftCardId,
    LastFour,
    OrderId,
)
from giftledger.ledger.parts import Form, Funding, Mode, Recipient, Sale, SealedCode

ProgrammeName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
ShopifyGiftCardId = Annotated[str, StringConstraints(pattern=r"^\d{1,20}$")]


class Issue(BaseCommand):
    """Create the card of one sold unit: active at once, or pending if physical or under review."""

    verb: Literal["issue"] = "issue"
    amount_minor: AmountMinor
    """Face value."""
    currency: Currency
    paid_minor: AmountOrZeroMinor
    """What was paid for it: the face less its share of discounts."""
    form: Form
    programme: ProgrammeName = "default"
    sale: Sale
    shopify_gift_card_id: ShopifyGiftCardId | None = None
    """Native only: the card's identity on the platform."""
    last_four: LastFour | None = None
    recipient: Recipient | None = None
    funding: Funding = Funding.SOLD
    mode: Mode = Mode.REPORTED
    """Reported: it was paid for already, so the programme's switches and limits can't undo it."""
    review: ReasonCode | None = None
    """Digital only: why the card stays pending, its mail kept back, until it is released."""

    operation: ClassVar[Operation] = "purchase"
    entry_kind: ClassVar[str] = "issue"

    @model_validator(mode="after")
    def _only_a_mail_can_be_kept_back(self) -> Self:
        if self.review is not None and self.form is not Form.DIGITAL:
            raise ValueError("only a digital card can be kept back for a review")
        return self

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
    mode: Mode = Mode.REPORTED

    operation: ClassVar[Operation] = "activation"
    entry_kind: ClassVar[str] = "activate"


class ImportCard(BaseCommand):
    """Bring a card from another system, with its code and the balance it has there.

    Of a card that Shopify made nobody knows the code but its holder: it has Shopify's id instead.
    """

    verb: Literal["import"] = "import"
    balance_minor: AmountOrZeroMinor
    """What is on it now: the opening balance, which may differ from its face."""
    amount_minor: AmountMinor
    """Face value."""
    paid_minor: AmountOrZeroMinor
    currency: Currency
    code: SealedCode | None = None
    last_four: LastFour | None = None
    """Where the code is not known; else the code tells it."""
    issued_at: AwareDatetime
    expires_on: Day | None = None
    form: Form = Form.DIGITAL
    programme: ProgrammeName = "default"
    shopify_gift_card_id: ShopifyGiftCardId | None = None
    funding: Funding = Funding.MIGRATED
    """What funded it there, where that is known: given value stays given value."""

    operation: ClassVar[Operation] = "purchase"
    entry_kind: ClassVar[str] = "import"

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if self.code is None and self.shopify_gift_card_id is None:
            raise ValueError("a card without a code needs its id in Shopify")
        return self

    @property
    def gift_card_id(self) -> str:
        """Derived from the fact."""
        return gift_card_id_for(self.command_id)


class Reload(BaseCommand):
    """Credit an active card again."""

    verb: Literal["reload"] = "reload"
    target: GiftCardId
    amount_minor: AmountMinor
    currency: Currency
    paid_minor: AmountOrZeroMinor
    """What was paid for it; nothing where the value is given."""
    funding: Funding = Funding.SOLD
    """Must be the card's own: sold and given value never share a card."""

    operation: ClassVar[Operation] = "purchase"
    entry_kind: ClassVar[str] = "reload"
