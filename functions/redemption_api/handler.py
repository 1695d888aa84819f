"""Redemption API: POST /v1/redemptions, behind the JWT authorizer (scope redeem)."""

from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import ValidationError

from giftledger import checkout_answers
from giftledger.checkout import MAX_KEY_CHARACTERS, Caller, RedemptionRequest, redeem_code
from giftledger.observing import record_outcome
from giftledger.store.opening import store
from giftledger.store.protocol import UnavailableError

app = APIGatewayHttpResolver()


@app.post("/v1/redemptions")
def create() -> Response[str]:
    """Spend a code once per idempotency key; see docs/architecture.md for the answers."""
    key = app.current_event.headers.get("idempotency-key") or ""
    if not 1 <= len(key) <= MAX_KEY_CHARACTERS:
        return checkout_answers.key_required()
    try:
        request = RedemptionRequest.model_validate_json(app.current_event.decoded_body or "")
    except ValidationError as error:
        return checkout_answers.invalid(error)
    claims = app.current_event.request_context.authorizer.jwt_claim or {}
    caller = Caller(claims.get("client_id", "unknown"), key)
    try:
        command, outcome = redeem_code(request, caller, store(), now=datetime.now(UTC))
    except UnavailableError:
        return checkout_answers.unavailable()
    if command is not None:
        record_outcome(command, outcome)
    return checkout_answers.answer(outcome)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401
    """Answer one HTTP call."""
    return app.resolve(event, context)
