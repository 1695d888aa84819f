"""What the checkout API takes: the bodies of its calls, checked to the last field.

Published as they are in docs/openapi.json. Strict: an amount is a JSON integer, never text, a
float or a boolean, and a field that is not known is refused.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from giftledger.ledger.commands.spending import MAX_TENDERS, TenderId
from giftledger.ledger.fields import (
    MAX_AMOUNT_MINOR,
    MAX_CARDS,
    MAX_REFERENCE_CHARACTERS,
    AmountMinor,
    CommandId,
)
from giftledger.ledger.hold import DEFAULT_SECONDS, LONGEST_SECONDS
from giftledger.ledger.parts import Remainder
from giftledger.ledger.quote import OrderAmounts
from giftledger.ledger.refund_plan import Policy

MAX_CODE_CHARACTERS = 100
"""Far above any code with its separators."""

Code = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_CODE_CHARACTERS),
    Field(description="A card's code or serial, as it was typed."),
]
Codes = Annotated[
    tuple[Code, ...],
    Field(min_length=1, max_length=MAX_CARDS, description="The cards, each named once."),
]
CurrencyCode = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{3}$"),
    Field(description="ISO 4217 code; a card pays only in its own currency."),
]
OrderReference = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_REFERENCE_CHARACTERS),
    Field(description="Your name of the order: kept with every entry."),
]
Test = Annotated[
    bool, Field(description="A test order: only test cards pay it, and they pay no other.")
]
DrawOrder = Annotated[
    Literal["standard", "as_named"],
    Field(
        description=(
            "Which card is drawn first. `standard`: earliest expiry, then promotional, then "
            "smallest balance; `as_named`: in the order of `codes`."
        )
    ),
]
PaymentId = Annotated[
    CommandId, Field(description="The id of the payment, redemption or capture to give back.")
]


class Body(BaseModel):
    """The strict, frozen base of all bodies."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


class RedemptionRequest(Body):
    """Spend a card in one step."""

    code: Code
    amount_minor: AmountMinor
    currency: CurrencyCode
    order_reference: OrderReference
    test: Test = False


class QuoteRequest(Body):
    """Ask what cards would pay of an order."""

    codes: Codes
    currency: CurrencyCode
    order: OrderAmounts
    draw: DrawOrder = "standard"
    test: Test = False


class HoldRequest(Body):
    """Reserve a part of a card's balance."""

    code: Code
    amount_minor: Annotated[
        AmountMinor | None, Field(description="Absent: as much as possible.")
    ] = None
    currency: CurrencyCode
    order_reference: OrderReference
    timeout_seconds: Annotated[
        int, Field(ge=1, le=LONGEST_SECONDS, description="After this the hold lapses by itself.")
    ] = DEFAULT_SECONDS
    test: Test = False


class CaptureRequest(Body):
    """Turn a hold, or a part of it, into a redemption."""

    amount_minor: Annotated[
        AmountMinor | None, Field(description="Absent: all that the hold has left.")
    ] = None
    currency: CurrencyCode
    remainder: Annotated[
        Remainder, Field(description="`keep` leaves the rest on hold for a later capture.")
    ] = Remainder.RELEASE
    order_reference: OrderReference | None = None
    test: Test = False


_AMOUNT_OR_ORDER: dict[str, Any] = {
    "anyOf": [
        {"required": ["amount_minor"], "properties": {"amount_minor": {"type": "integer"}}},
        {"required": ["order"], "properties": {"order": {"type": "object"}}},
    ]
}


class PaymentRequest(Body):
    """Pay with several cards: all of them or none."""

    model_config = ConfigDict(json_schema_extra=_AMOUNT_OR_ORDER)

    codes: Codes
    currency: CurrencyCode
    amount_minor: Annotated[
        AmountMinor | None,
        Field(description="Exactly this much. Absent: as much of the order as the cards cover."),
    ] = None
    order: Annotated[
        OrderAmounts | None, Field(description="What is paid for. Absent: goods worth the amount.")
    ] = None
    order_reference: OrderReference
    draw: DrawOrder = "standard"
    test: Test = False

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        if self.amount_minor is None and self.order is None:
            raise ValueError("name an amount, an order, or both")
        return self


class OtherTenderRequest(Body):
    """Another means of payment of the order, whose refund is only planned here."""

    tender_id: Annotated[TenderId, Field(description="Your name of it.")]
    captured_minor: AmountMinor
    refunded_minor: Annotated[
        int, Field(ge=0, le=MAX_AMOUNT_MINOR, description="What it got back already.")
    ] = 0


class RefundRequest(Body):
    """Give a payment back, whole or in part."""

    payment_id: PaymentId
    amount_minor: Annotated[
        AmountMinor | None,
        Field(description="Over all tenders. Absent: all that is left to refund."),
    ] = None
    currency: CurrencyCode
    order_reference: OrderReference | None = None
    policy: Annotated[Policy, Field(description="Which tender gets its money back first.")] = (
        Policy.CARD_FIRST
    )
    other_tenders: Annotated[
        tuple[OtherTenderRequest, ...],
        Field(max_length=MAX_TENDERS, description="In the order in which they were captured."),
    ] = ()
    test: Test = False


class BalanceInquiryRequest(Body):
    """Ask what a card is worth."""

    code: Code
    currency: Annotated[
        CurrencyCode | None, Field(description="The currency that the card should have.")
    ] = None
