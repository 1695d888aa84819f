"""The door of the checkout API: one HTTP call in, its receipt or a problem out."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from giftledger.checkout import answers, refusals, requests
from giftledger.checkout.enquiring import inquire
from giftledger.checkout.holding import capture, take, void
from giftledger.checkout.paying import pay
from giftledger.checkout.quoting import quote_order
from giftledger.checkout.redeeming import redeem
from giftledger.checkout.refunding import refund
from giftledger.checkout.visit import (
    MAX_KEY_CHARACTERS,
    PENDING,
    Accepted,
    Answered,
    Caller,
    Visit,
)
from giftledger.outcomes import Rejected
from giftledger.problems import HttpAnswer, answered
from giftledger.store.opening import store
from giftledger.store.protocol import Conflict, UnavailableError

REPLAYED = {"idempotency-hit": "true"}
"""On the stored answer to a call that was made before."""


@dataclass(frozen=True, slots=True)
class Call:
    """What one route takes and answers."""

    request: type[BaseModel] | None
    """None: the path says it all."""
    answer: type[BaseModel]
    run: Callable[[Any, Visit], Answered]
    moves_money: bool = True
    """Then it needs an idempotency key, and answers 201; else 200."""
    pending: type[BaseModel] | None = None
    """What it answers 202 with, if it may have no end yet."""


CALLS = {
    "POST /v1/quotes": Call(
        requests.QuoteRequest, answers.QuoteAnswer, quote_order, moves_money=False
    ),
    "POST /v1/redemptions": Call(
        requests.RedemptionRequest,
        answers.RedemptionAnswer,
        redeem,
        pending=answers.PendingAnswer,
    ),
    "POST /v1/holds": Call(requests.HoldRequest, answers.HoldAnswer, take),
    "POST /v1/holds/{hold_id}/capture": Call(
        requests.CaptureRequest, answers.CaptureAnswer, capture
    ),
    "POST /v1/holds/{hold_id}/void": Call(None, answers.VoidAnswer, void),
    "POST /v1/payments": Call(requests.PaymentRequest, answers.PaymentAnswer, pay),
    "POST /v1/refunds": Call(requests.RefundRequest, answers.RefundAnswer, refund),
    "POST /v1/balance-inquiries": Call(
        requests.BalanceInquiryRequest, answers.BalanceAnswer, inquire, moves_money=False
    ),
}
"""By the route as API Gateway names it: it has matched the path already."""


def serve(event: dict[str, Any], *, now: datetime) -> HttpAnswer:
    """Answer one call as of this time."""
    call = CALLS[event["routeKey"]]
    key = event["headers"].get("idempotency-key", "")
    if call.moves_money and not 1 <= len(key) <= MAX_KEY_CHARACTERS:
        return refusals.key_required()
    try:
        request = call.request.model_validate_json(_body(event)) if call.request else None
    except ValidationError as error:
        return refusals.unfit(error)
    claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
    caller = Caller(claims.get("client_id", "unknown"), key)
    try:
        visit = Visit(caller, store(), now, event.get("pathParameters") or {})
        return _said(call.run(request, visit))
    except (Conflict, UnavailableError):
        return refusals.unavailable()


def _body(event: dict[str, Any]) -> bytes:
    """The bytes that were sent; API Gateway wraps what it takes for no text."""
    body: str = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return body.encode(errors="surrogatepass")
    try:
        return base64.b64decode(body)
    except binascii.Error:
        return b""


def _said(outcome: Answered) -> HttpAnswer:
    headers = REPLAYED if outcome.replayed else {}
    match outcome:
        case Accepted(body=body, status=status):
            headers = headers | (refusals.LATER if status == PENDING else {})
            return answered(status, "application/json", body.model_dump_json(), headers)
        case Rejected(rejection=rejection):
            return refusals.refused(rejection, headers)
