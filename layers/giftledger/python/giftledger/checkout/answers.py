"""What the checkout API answers: the bodies of a yes, published in docs/openapi.json."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from giftledger.ledger.programme import Portion
from giftledger.ledger.rejections import Rejection

PublicHoldId = Annotated[
    str,
    Field(
        pattern=r"^gc_[a-z2-7]{26}\.[a-z2-7]{20}$",
        description="The card's id and the hold's own, so that both are found without a look-up.",
    ),
]
LastFour = Annotated[
    str | None, Field(description="The last four of its code: all of it that may be shown.")
]
Minor = Annotated[int, Field(ge=0)]
BalanceAfter = Annotated[int, Field(ge=0, description="The card's balance after this call.")]
ByPortion = dict[Portion, Minor]


class Answer(BaseModel):
    """The base of all answers."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class RedemptionAnswer(Answer):
    """The receipt of a redemption; the same for ever."""

    redemption_id: str
    amount_minor: Minor
    balance_minor: BalanceAfter


class PendingAnswer(Answer):
    """The amount is held, until Shopify has taken it as well: repeat the call to hear its end."""

    redemption_id: Annotated[str, Field(description="Of the attempt; refunds need the receipt's.")]
    status: Literal["pending"] = "pending"


class QuotedTender(Answer):
    """What one card would pay."""

    position: Annotated[int, Field(ge=1, description="The place of its code in the request.")]
    last_four: LastFour
    amount_minor: Minor
    covered: Annotated[ByPortion, Field(description="The amount by what it pays for.")]
    balance_after_minor: Minor
    available_after_minor: Annotated[
        int, Field(ge=0, description="The balance after it, less what holds reserve.")
    ]


class RefusedCode(Answer):
    """A card that can't take part, and why."""

    position: Annotated[int, Field(ge=1, description="The place of its code in the request.")]
    reason: Annotated[
        Rejection, Field(description="The code that a payment would be refused with.")
    ]
    detail: str


class QuoteAnswer(Answer):
    """The four numbers of the summary, and what they are made of. Nothing is reserved."""

    currency: str
    gross_minor: Annotated[int, Field(ge=0, description="The whole order.")]
    tax_minor: Annotated[
        int, Field(ge=0, description="The tax of the whole order, whatever the cards pay.")
    ]
    tenders_minor: Annotated[int, Field(ge=0, description="What the cards pay together.")]
    due_minor: Annotated[int, Field(ge=0, description="What is left for other tenders.")]
    tenders: Annotated[
        tuple[QuotedTender, ...], Field(description="In the order in which they are drawn.")
    ]
    covered: ByPortion
    uncovered: ByPortion
    refused: tuple[RefusedCode, ...]


class HoldAnswer(Answer):
    """The receipt of a hold."""

    hold_id: PublicHoldId
    amount_minor: Minor
    expires_at: datetime | None
    available_minor: Annotated[
        int, Field(ge=0, description="What the card can pay besides, at the time of this answer.")
    ]


class CaptureAnswer(Answer):
    """The receipt of a capture."""

    redemption_id: str
    amount_minor: Minor
    balance_minor: BalanceAfter
    hold_remaining_minor: Minor


class VoidAnswer(Answer):
    """The receipt of a void."""

    hold_id: PublicHoldId
    released_minor: Minor
    balance_minor: BalanceAfter


class PaidCard(Answer):
    """What one card paid."""

    last_four: LastFour
    amount_minor: Minor
    balance_minor: BalanceAfter


class PaymentAnswer(Answer):
    """The receipt of a payment."""

    payment_id: str
    amount_minor: Minor
    cards: Annotated[
        tuple[PaidCard, ...], Field(description="In the order in which they were drawn.")
    ]
    due_minor: Annotated[
        int | None, Field(ge=0, description="What is left of the order, where one was given.")
    ]


class RefundedCard(Answer):
    """What one card got back."""

    last_four: Annotated[str | None, Field(description="Of the card that paid.")]
    amount_minor: Minor
    credited_minor: Annotated[
        int,
        Field(
            ge=0,
            description=(
                "What can be spent again. Less than the amount where this settles value that was "
                "spent of a card whose own sale was paid back."
            ),
        ),
    ]
    balance_minor: Annotated[int, Field(ge=0, description="Of the card that was credited.")]
    to_successor: Annotated[
        str | None,
        Field(description="The last four of the card that was credited in its place, if any."),
    ]


class RefundedTender(Answer):
    """What another tender is to get back: this part is yours to carry out."""

    tender_id: str
    amount_minor: Minor


class RefundAnswer(Answer):
    """The receipt of a refund."""

    refund_id: str
    amount_minor: Annotated[int, Field(ge=0, description="Over all tenders.")]
    cards: tuple[RefundedCard, ...]
    other_tenders: tuple[RefundedTender, ...]


class BalanceAnswer(Answer):
    """What a card is worth now."""

    status: str
    currency: str
    balance_minor: Minor
    available_minor: Annotated[int, Field(ge=0, description="Less what holds reserve.")]
    held_minor: Minor
    expires_on: Annotated[str | None, Field(description="Its last day; none: never expires.")]
    last_four: LastFour
    test: bool
