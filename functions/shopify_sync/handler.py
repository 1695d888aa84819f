"""Shopify sync: brings cards, and what was sold by orders, to Shopify as they stand here."""

import sys
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from giftledger.mirroring.messages import carry_out, read_message
from giftledger.observability import failure_logged, logger
from giftledger.settings import settings
from giftledger.store.items import bind


def handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:  # noqa: ANN401
    """Work through a batch; exactly the messages that failed come again."""
    bind(settings())
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(
        event=event, record_handler=_record, processor=processor, context=context
    )


def _record(record: SQSRecord) -> None:
    with failure_logged("shopify_sync", record.message_id):
        message = read_message(record.body)
        line = {"operation": "shopify_sync", **message.model_dump()}
        outcome = "failed"
        try:
            outcome = carry_out(message, now=datetime.now(UTC))
        finally:
            # The kind of error only: its text may quote what was sent.
            error = type(sys.exception()).__name__ if outcome == "failed" else None
            logger().info("sync", extra={**line, "outcome": outcome, "error": error})
