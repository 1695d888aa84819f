"""Every "no" that the ledger gives: its stable code, HTTP status and what to do about it."""

from enum import StrEnum
from typing import NamedTuple


class Rejection(StrEnum):
    """Stable codes: stored with the receipt, counted, and answered to callers."""

    INSUFFICIENT_BALANCE = "insufficient_balance"
    NOT_ACTIVE = "not_active"
    CURRENCY_MISMATCH = "currency_mismatch"
    TEST_MISMATCH = "test_mismatch"
    EXCEEDS_REDEMPTION = "exceeds_redemption"
    ALREADY_CLOSED = "already_closed"
    CODE_TAKEN = "code_taken"
    KEY_REUSED = "key_reused"
    UNKNOWN_CARD = "unknown_card"


class Advice(NamedTuple):
    """What an HTTP caller hears."""

    http_status: int
    sentence: str


ADVICE: dict[Rejection, Advice] = {
    Rejection.INSUFFICIENT_BALANCE: Advice(
        409, "The card does not cover the amount: ask for less, or take a second tender."
    ),
    Rejection.NOT_ACTIVE: Advice(409, "The card can't be spent now: it is not active."),
    Rejection.CURRENCY_MISMATCH: Advice(
        422, "The card has another currency: a card pays only in its own."
    ),
    Rejection.TEST_MISMATCH: Advice(
        422, "Test cards pay only test orders, and live cards only live ones."
    ),
    Rejection.EXCEEDS_REDEMPTION: Advice(
        409, "The refunds would exceed what this redemption drew: refund less."
    ),
    Rejection.ALREADY_CLOSED: Advice(409, "The card is closed for good: nothing was changed."),
    Rejection.CODE_TAKEN: Advice(409, "The serial is already bound to another card."),
    Rejection.KEY_REUSED: Advice(
        422, "This idempotency key was used for another request: take a new key."
    ),
    Rejection.UNKNOWN_CARD: Advice(404, "No card has this code: check how it was typed."),
}
