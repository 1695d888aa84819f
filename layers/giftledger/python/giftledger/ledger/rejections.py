"""Every "no" that the ledger gives: its stable code, HTTP status and what to do about it."""

from enum import StrEnum
from typing import NamedTuple


class Rejection(StrEnum):
    """Stable codes: stored with the receipt, counted, and answered to callers."""

    INSUFFICIENT_BALANCE = "insufficient_balance"
    NOT_ACTIVE = "not_active"
    EXPIRED = "expired"
    ALREADY_CLOSED = "already_closed"
    ALREADY_USED = "already_used"
    BAD_TRANSITION = "bad_transition"
    HAS_HOLDS = "has_holds"
    UNKNOWN_CARD = "unknown_card"
    CODE_TAKEN = "code_taken"
    UNIT_TAKEN = "unit_taken"
    CURRENCY_MISMATCH = "currency_mismatch"
    TEST_MISMATCH = "test_mismatch"
    FUNDING_MISMATCH = "funding_mismatch"
    CARD_REPEATED = "card_repeated"
    TOO_MANY_CARDS = "too_many_cards"
    ZERO_AMOUNT = "zero_amount"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    OFF_STEP = "off_step"
    ABOVE_CAP = "above_cap"
    CURRENCY_NOT_OFFERED = "currency_not_offered"
    SWITCHED_OFF = "switched_off"
    EXCEEDS_REDEMPTION = "exceeds_redemption"
    UNKNOWN_PAYMENT = "unknown_payment"
    UNKNOWN_HOLD = "unknown_hold"
    NOT_HOLD_OWNER = "not_hold_owner"
    EXCEEDS_HOLD = "exceeds_hold"
    TOO_MANY_HOLDS = "too_many_holds"
    NOT_CASHABLE = "not_cashable"
    UNKNOWN_ENTRY = "unknown_entry"
    NOT_CORRECTABLE = "not_correctable"
    KEY_REUSED = "key_reused"


class Advice(NamedTuple):
    """What an HTTP caller hears."""

    http_status: int
    sentence: str


ADVICE: dict[Rejection, Advice] = {
    Rejection.INSUFFICIENT_BALANCE: Advice(
        409, "The card does not cover the amount: ask for less, or take a second tender."
    ),
    Rejection.NOT_ACTIVE: Advice(409, "The card can't be used for this now: it is not active."),
    Rejection.EXPIRED: Advice(409, "The last day of the card has passed: take another tender."),
    Rejection.ALREADY_CLOSED: Advice(409, "The card is closed for good: nothing was changed."),
    Rejection.ALREADY_USED: Advice(
        409, "The card was used, so it can't be cancelled: refund or write off what is left."
    ),
    Rejection.BAD_TRANSITION: Advice(
        409, "The card's status does not allow this: look at its status, then decide again."
    ),
    Rejection.HAS_HOLDS: Advice(
        409, "A hold on the card is open: capture or void it first, or wait until it has lapsed."
    ),
    Rejection.UNKNOWN_CARD: Advice(404, "No card has this code: check how it was typed."),
    Rejection.CODE_TAKEN: Advice(409, "The code is already bound to another card."),
    Rejection.UNIT_TAKEN: Advice(
        409, "This unit of the order has a card already, under another id: look at the order."
    ),
    Rejection.CURRENCY_MISMATCH: Advice(
        422, "The card has another currency: a card pays only in its own."
    ),
    Rejection.TEST_MISMATCH: Advice(
        422, "Test cards pay only test orders, and live cards only live ones."
    ),
    Rejection.FUNDING_MISMATCH: Advice(
        422, "The cards have different funding: sold and given value never share a card."
    ),
    Rejection.CARD_REPEATED: Advice(422, "One card was named twice: name each card once."),
    Rejection.TOO_MANY_CARDS: Advice(
        422, "More cards than may be used at once: name fewer, or refund in parts."
    ),
    Rejection.ZERO_AMOUNT: Advice(
        422, "An amount of zero moves nothing: leave it out for as much as possible."
    ),
    Rejection.BELOW_MINIMUM: Advice(422, "The amount is below the programme's minimum: raise it."),
    Rejection.ABOVE_MAXIMUM: Advice(422, "The amount is above the programme's maximum: lower it."),
    Rejection.OFF_STEP: Advice(
        422, "The programme offers amounts in steps only: choose one of its amounts."
    ),
    Rejection.ABOVE_CAP: Advice(
        422, "The card would hold more than its programme allows: load less."
    ),
    Rejection.CURRENCY_NOT_OFFERED: Advice(
        422, "The programme is not offered in this currency: choose another one."
    ),
    Rejection.SWITCHED_OFF: Advice(
        409, "The programme has switched this off: use the card for something else."
    ),
    Rejection.EXCEEDS_REDEMPTION: Advice(
        409, "The refunds would exceed what this payment drew: refund less."
    ),
    Rejection.UNKNOWN_PAYMENT: Advice(
        404, "No payment has this id: send the id that the payment was answered with."
    ),
    Rejection.UNKNOWN_HOLD: Advice(
        404, "No hold with this id is open: it was captured, voided, or has lapsed."
    ),
    Rejection.NOT_HOLD_OWNER: Advice(403, "Another client took this hold: only it may resolve it."),
    Rejection.EXCEEDS_HOLD: Advice(
        409, "The hold has less left than this: capture at most what it has left."
    ),
    Rejection.TOO_MANY_HOLDS: Advice(
        409, "The card has as many open holds as it may have: resolve one first."
    ),
    Rejection.NOT_CASHABLE: Advice(
        409, "This value can't be paid out as cash: it was given, or it is above the threshold."
    ),
    Rejection.UNKNOWN_ENTRY: Advice(404, "The card has no posted entry of this command."),
    Rejection.NOT_CORRECTABLE: Advice(
        409, "This entry is not corrected in this way, or was already: see docs/ledger.md."
    ),
    Rejection.KEY_REUSED: Advice(
        422, "This idempotency key was used for another request: take a new key."
    ),
}
