"""What a caller of the checkout API reads: the receipt, or a problem that says what to do."""

import json

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from giftledger.ledger.rejections import ADVICE
from giftledger.outcomes import Parked, Posted, Rejected
from giftledger.problems import problem

REPLAYED = {"Idempotency-Hit": "true"}
"""On the stored answer to a call that was made before."""


def answer(outcome: Posted | Rejected | Parked) -> Response[str]:
    """The answer to a requested redemption; its amounts are those of the receipt, also later."""
    match outcome:
        case Posted(entry=entry, replayed=replayed):
            body = {
                "redemption_id": entry.command_id,
                "amount_minor": -entry.amount_minor,
                "balance_minor": entry.balance_after_minor,
            }
            headers = {"Cache-Control": "no-store"} | (REPLAYED if replayed else {})
            return Response(201, "application/json", json.dumps(body), headers=headers)
        case Rejected(rejection=rejection, replayed=replayed):
            status, sentence = ADVICE[rejection]
            return problem(status, rejection, sentence, headers=REPLAYED if replayed else None)
        case Parked():
            raise AssertionError("a requested redemption is never parked")


def key_required() -> Response[str]:
    """No usable Idempotency-Key came with the call."""
    detail = "Send an Idempotency-Key header of 1 to 255 characters."
    return problem(400, "idempotency_key_required", detail)


def invalid(error: ValidationError) -> Response[str]:
    """The body is not what the API takes; its fields are named, their values not echoed."""
    fields = [
        {"field": ".".join(map(str, one["loc"])), "error": one["type"]}
        for one in error.errors(include_input=False, include_url=False)
    ]
    detail = "Correct the fields: amounts are whole minor units, currencies ISO 4217 codes."
    return problem(400, "invalid_request", detail, errors=fields)


def unavailable() -> Response[str]:
    """The ledger can't be asked now; nothing is known to have happened."""
    detail = "Repeat the call with the same Idempotency-Key: it is never applied twice."
    return problem(503, "unavailable", detail, headers={"Retry-After": "1"})
