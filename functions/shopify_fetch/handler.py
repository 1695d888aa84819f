"""Shopify fetch: asks the shop about orders, risks, cards and codes, and tells the ledger."""

from typing import Any

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

from giftledger.fetching.receiving import receive_batch


def handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:  # noqa: ANN401
    """Handle a batch of questions; telling the ledger twice does no harm."""
    return receive_batch(event, context)
