"""Handing messages to the operation queues: all of them, or an error so that the sender retries.

A message that was sent twice does no harm: its command id is the business fact's.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from giftledger.aws import client
from giftledger.settings import QueueName, settings

if TYPE_CHECKING:  # who only forwards bodies starts without the command models
    from giftledger.ledger.commands import CancelOrder, CardCommand

BATCH = 10
"""The most messages that SQS takes in one call."""

PARKED_UNDER = "parked_under"
"""Message attribute: the key under which a fact waited until now."""

ATTEMPTS = 2
"""For entries that SQS refused one by one; botocore itself repeats a call that failed whole."""


class NotQueuedError(Exception):
    """Some message is not durably queued: do not acknowledge what it came from."""


def send_commands(commands: "Sequence[CardCommand | CancelOrder]") -> None:
    """Queue every command. Raises NotQueuedError, or botocore's errors where SQS is away."""
    by_queue: dict[tuple[QueueName, str], list[str]] = {}
    for command in commands:
        bodies = by_queue.setdefault((command.operation, command.source), [])
        bodies.append(command.model_dump_json())
    for (queue, source), bodies in by_queue.items():
        send(queue, bodies, source=source)


def send(
    queue: QueueName, bodies: Sequence[str], *, delay_seconds: int = 0, **attributes: str
) -> None:
    """Queue message bodies, ten per call, each with these text attributes.

    `delay_seconds` (at most 900): nobody receives them before that time is over.
    Raises NotQueuedError where SQS keeps refusing an entry or the queue is not granted.
    """
    url = settings().queue_url(queue)
    if not url:
        raise NotQueuedError(f"this function may not send to {queue}")
    texts = {name: _text(value) for name, value in attributes.items()}
    for start in range(0, len(bodies), BATCH):
        entries = [
            {
                "Id": str(number),
                "MessageBody": body,
                "MessageAttributes": texts,
                **({"DelaySeconds": delay_seconds} if delay_seconds else {}),
            }
            for number, body in enumerate(bodies[start : start + BATCH])
        ]
        _send_batch(url, entries)


def _send_batch(url: str, entries: list[dict[str, Any]]) -> None:
    for _ in range(ATTEMPTS):
        answer = client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
        refused = {failure["Id"] for failure in answer.get("Failed", [])}
        entries = [entry for entry in entries if entry["Id"] in refused]
        if not entries:
            return
    raise NotQueuedError(f"{len(entries)} messages were refused")


def _text(value: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": value}
