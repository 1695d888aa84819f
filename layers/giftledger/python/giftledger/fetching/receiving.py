"""What the function does with a batch of the queue shopify_fetch: ask, tell, report what failed."""

from datetime import UTC, datetime
from typing import Any, assert_never

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from giftledger.fetching.cards import take_card
from giftledger.fetching.codes import find_code
from giftledger.fetching.messages import (
    FetchOrder,
    FindCode,
    Message,
    TakeCard,
    ask,
    parse_message,
)
from giftledger.fetching.orders import fetch_order
from giftledger.fetching.polling import say_setup
from giftledger.observability import failure_logged, logger
from giftledger.platforms.shopify.admin.faults import NotAppliedError, SetupError
from giftledger.settings import settings
from giftledger.store.items import bind

LATER_SECONDS = 60
"""When a question is asked again that Shopify was too busy for, or was not there for."""


def receive_batch(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:  # noqa: ANN401
    """Handle an SQS batch of messages; the answer names those to deliver again."""
    bind(settings())
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(
        event=event, record_handler=_receive, processor=processor, context=context
    )


def _receive(record: SQSRecord) -> None:
    with failure_logged("shopify_fetch", record.message_id):
        message = parse_message(record.body)
        try:
            act(message, datetime.now(UTC))
        except NotAppliedError as fault:
            # Many questions at once, or an outage, outlast the receives of one message.
            ask(message, delay_seconds=LATER_SECONDS)
            logger().warning(
                "asked later", extra={"operation": "shopify_fetch", "fault": str(fault)}
            )
        except SetupError as fault:
            say_setup(fault)
            raise


def act(message: Message, now: datetime) -> str:
    """Do what one message asks for; the outcome, in one word.

    Raises what the Admin client raises, NotQueuedError, Conflict, UnavailableError.
    """
    match message:
        case FetchOrder():
            return fetch_order(message, now)
        case FindCode():
            return find_code(message, now)
        case TakeCard():
            return take_card(message, now)
        case _:
            assert_never(message)
