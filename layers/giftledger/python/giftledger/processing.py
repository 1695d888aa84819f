"""What every queue consumer does with a batch: execute, record, report exactly what failed.

The one place that decides between acknowledge and retry: an outcome, yes or no or not yet, is
acknowledged; anything raised is redelivered, and goes to the dead-letter queue in the end.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from giftledger import programmes
from giftledger.codes import mint
from giftledger.ledger import keys
from giftledger.ledger.commands import CancelOrder, CardCommand, Deactivate, parse_command
from giftledger.ledger.programme import Programme
from giftledger.ledger.rejections import Rejection
from giftledger.observability import failure_logged
from giftledger.observing import record_outcome
from giftledger.outcomes import Outcome, Parked, Rejected
from giftledger.patience import patiently, pause_with_jitter
from giftledger.queues import PARKED_UNDER
from giftledger.service import execute, standard_programme
from giftledger.store.opening import store
from giftledger.store.protocol import Store
from giftledger.vault import seal


class KeyReusedError(Exception):
    """A platform tells one fact in two ways: a person has to look, so it becomes a dead letter."""


def process_commands(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:  # noqa: ANN401
    """Handle an SQS batch of commands; the answer names the messages to deliver again."""
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(
        event=event, record_handler=_process_record, processor=processor, context=context
    )


def process(
    command: CardCommand | CancelOrder,
    on: Store,
    *,
    parked_under: str | None,
    programme_of: Callable[[str], Programme] = standard_programme,
) -> None:
    """Carry out one command by this process's clock, and say what became of it."""
    now = datetime.now(UTC)

    def answer(told: CardCommand) -> Outcome:
        outcome = execute(
            told,
            on,
            now=now,
            mint=lambda profile: seal(mint(profile)),
            programme_of=programme_of,
        )
        record_outcome(told, outcome)
        return outcome

    carry_out(command, on, answer, parked_under=parked_under)


def carry_out(
    command: CardCommand | CancelOrder,
    on: Store,
    answer: Callable[[CardCommand], Outcome],
    *,
    parked_under: str | None,
    pause: Callable[[int], None] = pause_with_jitter,
) -> None:
    """Have one command answered, and forget that it was parked once its answer is recorded."""
    if isinstance(command, CancelOrder):
        for closing in cancelled_cards(command, on, pause=pause):
            answer(closing)
        return
    outcome = answer(command)
    waits_there = isinstance(outcome, Parked) and outcome.key == parked_under
    if parked_under and not waits_there:
        on.unpark(parked_under, command.command_id)
    if isinstance(outcome, Rejected) and outcome.rejection is Rejection.KEY_REUSED:
        # From here on the message itself is what keeps the fact.
        raise KeyReusedError(command.command_id)


def cancelled_cards(
    command: CancelOrder, on: Store, *, pause: Callable[[int], None] = pause_with_jitter
) -> list[Deactivate]:
    """Remember the cancellation, then close every card sold so far.

    What is sold later finds the cancellation; what was sold before is found here. Killed half-way,
    the redelivery does it again and finds the receipts of what was done.
    """
    patiently(
        lambda: on.cancel_order(command.order_id, command.command_id, command.occurred_at),
        what=command.command_id,
        pause=pause,
    )
    common = command.model_dump(exclude={"verb", "order_id"})
    units = on.places(command.order_id, keys.UNIT)
    return [Deactivate(**common, target=unit.gift_card_id) for unit in units]


def _process_record(record: SQSRecord) -> None:
    with failure_logged("command", record.message_id):
        attribute = record.message_attributes[PARKED_UNDER]
        parked_under = attribute.string_value if attribute else None
        process(
            parse_command(record.body),
            store(),
            parked_under=parked_under,
            programme_of=programmes.programme_of,
        )
