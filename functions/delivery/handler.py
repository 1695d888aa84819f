"""Sends the gift mails that its queue asks for, each once."""

import sys
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from giftledger.delivery.deliver import deliver
from giftledger.ledger.fields import GiftCardId
from giftledger.ledger.parts import Part
from giftledger.observability import logger
from giftledger.settings import settings
from giftledger.store.items import bind


class DeliveryRequest(Part):
    """The body of a delivery message."""

    gift_card_id: GiftCardId


def handler(event: dict[str, Any], context: Any) -> Any:  # noqa: ANN401  what Lambda hands over
    """Work through a batch; exactly the messages that failed come again."""
    bind(settings())
    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(event, _record, processor, context)


def _record(record: SQSRecord) -> None:
    request = DeliveryRequest.model_validate_json(record.body)
    line = {"operation": "deliver", "gift_card_id": request.gift_card_id}
    outcome = "failed"
    try:
        outcome = deliver(request.gift_card_id, now=datetime.now(UTC)).value
    finally:
        # The kind of error only: its text may quote an address.
        error = type(sys.exception()).__name__ if outcome == "failed" else None
        logger().info("delivery", extra={**line, "outcome": outcome, "error": error})
