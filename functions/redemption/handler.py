"""Redemption: what a checkout drew is posted to the card."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

from giftledger.processing import process_commands


def handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:  # noqa: ANN401
    """Redeem per message, exactly once."""
    return process_commands(event, context)
