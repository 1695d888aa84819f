"""Dead letters: copied before SQS forgets them, and sent back to their queue when asked.

A dead letter stays in its queue until it is redriven, so that the alarm stays up; the copy in the
quarantine bucket outlives the 14 days that SQS keeps it.
"""

import json
from datetime import UTC, datetime
from typing import Any

from giftledger.aws import client
from giftledger.observability import count, logger
from giftledger.settings import QUEUES, QueueName, settings

HIDDEN_SECONDS = 60
"""How long a letter is hidden while it is copied or sent back."""

MOST_PER_RUN = 1_000


def watch() -> None:
    """Copy what lies in every dead-letter queue to the quarantine bucket, and count it."""
    for queue in QUEUES:
        letters = _receive(queue)
        for letter in letters:
            _copy(queue, letter)
            _show_again(queue, letter)
        count("DeadLetters", len(letters), queue=queue)
        if letters:
            line = {"operation": "dead_letter", "queue": queue, "letters": len(letters)}
            logger().warning("dead letters", extra=line)


def redrive(queue: QueueName) -> int:
    """Send the letters of one queue back to it; returns how many.

    Safe at any age and any number of times: a command that was carried out answers from its
    receipt. A letter leaves its queue only after SQS has taken it again.
    """
    letters = _receive(queue)
    for letter in letters:
        _copy(queue, letter)
        attributes = {
            name: {"DataType": "String", "StringValue": text}
            for name, text in _texts(letter).items()
        }
        client("sqs").send_message(
            QueueUrl=settings().queue_url(queue),
            MessageBody=letter["Body"],
            MessageAttributes=attributes,
        )
        client("sqs").delete_message(
            QueueUrl=settings().dlq_url(queue), ReceiptHandle=letter["ReceiptHandle"]
        )
    line = {"operation": "redrive", "queue": queue, "letters": len(letters)}
    logger().info("redrive", extra=line)
    return len(letters)


def _receive(queue: QueueName) -> list[dict[str, Any]]:
    letters: dict[str, dict[str, Any]] = {}
    while len(letters) < MOST_PER_RUN:
        answer = client("sqs").receive_message(
            QueueUrl=settings().dlq_url(queue),
            MaxNumberOfMessages=10,
            VisibilityTimeout=HIDDEN_SECONDS,
            MessageAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        if not messages:
            break
        letters |= {message["MessageId"]: message for message in messages}
    return list(letters.values())


def _texts(letter: dict[str, Any]) -> dict[str, str]:
    """A letter's attributes, which are all texts."""
    attributes = letter.get("MessageAttributes", {})
    return {name: attribute["StringValue"] for name, attribute in attributes.items()}


def _show_again(queue: QueueName, letter: dict[str, Any]) -> None:
    """The alarm counts visible letters: it must not fall silent because we looked."""
    client("sqs").change_message_visibility(
        QueueUrl=settings().dlq_url(queue),
        ReceiptHandle=letter["ReceiptHandle"],
        VisibilityTimeout=0,
    )


def _copy(queue: QueueName, letter: dict[str, Any]) -> None:
    """Keep a letter; its body holds no code in clear (the door seals them)."""
    body = {
        "queue": queue,
        "copied_at": datetime.now(UTC).isoformat(),
        "body": letter["Body"],
        "attributes": _texts(letter),
    }
    client("s3").put_object(
        Bucket=settings().quarantine_bucket,
        Key=f"dead-letters/{queue}/{letter['MessageId']}.json",
        Body=json.dumps(body).encode(),
        ContentType="application/json",
    )
