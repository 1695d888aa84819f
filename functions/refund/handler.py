"""Refund: what a redemption drew is credited back."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

from giftledger.processing import process_commands


def handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:  # noqa: ANN401
    """Refund per message, exactly once."""
    return process_commands(event, context)
