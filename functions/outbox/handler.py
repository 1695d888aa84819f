"""Outbox: follows the ledger's stream and queues what a committed entry asks for."""

from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from giftledger.observability import failure_logged
from giftledger.outbox import follow_change


def handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:  # noqa: ANN401
    """Handle a batch of stream records, in order up to the first that fails."""
    processor = BatchProcessor(
        event_type=EventType.DynamoDBStreams, raise_on_entire_batch_failure=False
    )
    return process_partial_response(
        event=event, record_handler=_follow, processor=processor, context=context
    )


def _follow(record: DynamoDBRecord) -> None:
    with failure_logged("outbox", str(record.event_id)):
        change = record.dynamodb
        image = change.new_image if change is not None else None
        follow_change(str(record.get("eventName")), image or None)
