"""Deactivation: refunded units and cancelled orders close their cards."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

from giftledger.processing import process_commands


def handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:  # noqa: ANN401
    """Close cards per message, exactly once."""
    return process_commands(event, context)
