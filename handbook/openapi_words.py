"""What each call of the checkout API is for, and every refusal that it can be answered with."""

from dataclasses import dataclass

from giftledger.ledger.rejections import Rejection

_CARD = (
    *(Rejection.CURRENCY_MISMATCH, Rejection.TEST_MISMATCH, Rejection.SWITCHED_OFF),
    *(Rejection.ZERO_AMOUNT, Rejection.KEY_REUSED),
)
"""Whatever moves money on a card."""

_SPENDING = (*_CARD, Rejection.NOT_ACTIVE, Rejection.EXPIRED)
_BY_CODE = (*_SPENDING, Rejection.UNKNOWN_CARD, Rejection.INSUFFICIENT_BALANCE)


@dataclass(frozen=True, slots=True)
class Words:
    """The prose of one call."""

    name: str
    """Its `operationId`."""
    summary: str
    description: str
    refusals: tuple[Rejection, ...] = ()


WORDS = {
    "POST /v1/quotes": Words(
        "quote",
        "Quote an order",
        "What these cards would pay of an order: taxes first, credit later. Nothing is changed or "
        "reserved. Cards that can't take part are named with the reason; a payment with the others "
        "draws exactly what is quoted, as long as they stay as they are.",
    ),
    "POST /v1/redemptions": Words(
        "redeem",
        "Spend a card in one step",
        "Draws the whole amount from one card, or nothing. A card that Shopify has as well is held "
        "first, and answered with 202: repeat the call, with the same key, until it says how that "
        "ended.",
        (*_BY_CODE, Rejection.TOO_MANY_HOLDS),
    ),
    "POST /v1/holds": Words(
        "hold",
        "Reserve a part of a card",
        "The balance stays and what is available falls, until the hold is captured, voided, or its "
        "time is over. Only the client that took a hold may resolve it.",
        (*_BY_CODE, Rejection.TOO_MANY_HOLDS),
    ),
    "POST /v1/holds/{hold_id}/capture": Words(
        "capture",
        "Capture a hold",
        "Turns the hold, or a part of it, into a redemption. A card that has become unusable since "
        "is refused: nothing ships for it.",
        (*_SPENDING, Rejection.UNKNOWN_HOLD, Rejection.NOT_HOLD_OWNER, Rejection.EXCEEDS_HOLD),
    ),
    "POST /v1/holds/{hold_id}/void": Words(
        "void",
        "Void a hold",
        "Lets go of what the hold still reserves, whatever became of the card.",
        (Rejection.UNKNOWN_HOLD, Rejection.NOT_HOLD_OWNER, Rejection.KEY_REUSED),
    ),
    "POST /v1/payments": Words(
        "pay",
        "Pay with several cards",
        "Draws an amount, or as much of an order as the cards cover, from all cards in one step: "
        "all or none, to the minor unit. An order with nothing due is a payment without cards.",
        (*_BY_CODE, Rejection.CARD_REPEATED, Rejection.TOO_MANY_CARDS),
    ),
    "POST /v1/refunds": Words(
        "refund",
        "Refund a payment",
        "Gives back a payment, a redemption or a capture, whole or in part. The cards' part is "
        "credited at once, to a successor where a card is closed; the part of other tenders is "
        "planned, for you to carry out.",
        (*_CARD, Rejection.UNKNOWN_PAYMENT, Rejection.EXCEEDS_REDEMPTION),
    ),
    "POST /v1/balance-inquiries": Words(
        "inquire",
        "Ask for a balance",
        "What a card is worth now. Unknown, pending, blocked, closed and expired cards are "
        "answered alike.",
        (Rejection.UNKNOWN_CARD, Rejection.SWITCHED_OFF, Rejection.CURRENCY_MISMATCH),
    ),
}
