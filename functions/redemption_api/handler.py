"""Redemption API: POST /v1/redemptions, behind the JWT authorizer (scope redeem)."""

import json
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from giftledger.checkout import Caller, RedemptionRequest, redeem_code
from giftledger.ledger.rejections import ADVICE, Rejection
from giftledger.observing import record_outcome
from giftledger.outcomes import Outcome, Posted, Rejected
from giftledger.problems import problem
from giftledger.processing import store
from giftledger.store.protocol import UnavailableError
from pydantic import ValidationError

app = APIGatewayHttpResolver()


@app.post("/v1/redemptions")
def create() -> Response[str]:
    """Spend a code once per idempotency key; see docs/architecture.md for the answers."""
    key = app.current_event.headers.get("idempotency-key") or ""
    if not 1 <= len(key) <= 255:  # noqa: PLR2004  the longest key that is common in the field
        detail = "Send an Idempotency-Key header of 1 to 255 characters."
        return problem(400, "idempotency_key_required", detail)
    try:
        request = RedemptionRequest.model_validate_json(app.current_event.decoded_body or "")
    except ValidationError as error:
        fields = [
            {"field": ".".join(map(str, one["loc"])), "error": one["type"]}
            for one in error.errors(include_input=False, include_url=False)
        ]
        detail = "Correct the fields: amounts are whole minor units, currencies ISO 4217 codes."
        return problem(400, "invalid_request", detail, errors=fields)
    claims = app.current_event.request_context.authorizer.jwt_claim or {}
    caller = Caller(claims.get("client_id", "unknown"), key)
    try:
        command, outcome = redeem_code(request, caller, store(), now=datetime.now(UTC))
    except UnavailableError:
        detail = "Repeat the call with the same Idempotency-Key: it is never applied twice."
        return problem(503, "unavailable", detail, headers={"Retry-After": "1"})
    if command is not None:
        record_outcome(command, outcome)
    return _answer(outcome)


def _answer(outcome: Outcome) -> Response[str]:
    match outcome:
        case Posted(entry=entry, replayed=replayed):
            body = {
                "redemption_id": entry.command_id,
                "amount_minor": -entry.amount_minor,
                "balance_minor": entry.balance_after_minor,
            }
            headers = {"Cache-Control": "no-store"} | _replay_header(replayed=replayed)
            return Response(201, "application/json", json.dumps(body), headers=headers)
        case Rejected(rejection=rejection, replayed=replayed):
            return _refused(rejection, replayed=replayed)
        case _:
            raise AssertionError("a requested redemption is never parked")


def _refused(rejection: Rejection, *, replayed: bool) -> Response[str]:
    status, sentence = ADVICE[rejection]
    headers = _replay_header(replayed=replayed)
    return problem(status, rejection.value, sentence, headers=headers)


def _replay_header(*, replayed: bool) -> dict[str, str]:
    return {"Idempotency-Hit": "true"} if replayed else {}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401
    """Answer one HTTP call."""
    return app.resolve(event, context)
