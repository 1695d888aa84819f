"""The refusals that the door itself gives, before or instead of the ledger."""

from enum import StrEnum

from pydantic import ValidationError

from giftledger.ledger.rejections import ADVICE, Advice, Rejection
from giftledger.problems import HttpAnswer, problem


class DoorProblem(StrEnum):
    """Stable codes, beside those of giftledger.ledger.rejections."""

    IDEMPOTENCY_KEY_REQUIRED = "idempotency_key_required"
    INVALID_REQUEST = "invalid_request"
    UNAVAILABLE = "unavailable"


DOOR_ADVICE = {
    DoorProblem.IDEMPOTENCY_KEY_REQUIRED: Advice(
        400, "Send an Idempotency-Key header of 1 to 255 characters."
    ),
    DoorProblem.INVALID_REQUEST: Advice(
        400, "Correct the fields: amounts are whole minor units, currencies ISO 4217 codes."
    ),
    DoorProblem.UNAVAILABLE: Advice(
        503, "Repeat the call with the same Idempotency-Key: it is never applied twice."
    ),
}
RETRY_AFTER_SECONDS = 1
LATER = {"retry-after": str(RETRY_AFTER_SECONDS)}
"""On what is to be repeated."""


def key_required() -> HttpAnswer:
    """No usable Idempotency-Key came with the call."""
    return _problem(DoorProblem.IDEMPOTENCY_KEY_REQUIRED)


def unavailable() -> HttpAnswer:
    """The ledger can't be asked now; nothing is known to have happened."""
    return _problem(DoorProblem.UNAVAILABLE, headers=LATER)


def unfit(error: ValidationError) -> HttpAnswer:
    """The body is not what the API takes; its fields are named, their values not echoed.

    Zero and absent differ: who sends 0 may have meant either, and is told so.
    """
    wrong = error.errors(include_url=False)
    errors = [{"field": ".".join(map(str, one["loc"])), "error": one["type"]} for one in wrong]
    too_small = [one["type"] == "greater_than_equal" and one["input"] == 0 for one in wrong]
    amounts = [one["field"].endswith("_minor") for one in errors]
    if not all(too_small + amounts):
        return _problem(DoorProblem.INVALID_REQUEST, errors=errors)
    status, sentence = ADVICE[Rejection.ZERO_AMOUNT]
    return problem(status, Rejection.ZERO_AMOUNT, sentence, errors=errors)


def refused(rejection: Rejection, headers: dict[str, str] | None) -> HttpAnswer:
    """The ledger's no."""
    status, sentence = ADVICE[rejection]
    return problem(status, rejection, sentence, headers=headers)


def _problem(
    code: DoorProblem,
    *,
    headers: dict[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> HttpAnswer:
    status, sentence = DOOR_ADVICE[code]
    more = {} if errors is None else {"errors": errors}
    return problem(status, code, sentence, headers=headers, **more)
