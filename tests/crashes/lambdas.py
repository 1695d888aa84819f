"""What AWS does around a function: it brings an event, hears what failed, and brings that again."""

import importlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from giftledger.platforms.shopify.admin.faults import ShopifyError
from giftledger.queues import NotQueuedError
from giftledger.store.protocol import UnavailableError
from infra.function_spec import FunctionSpec, all_specs
from tests.crashes.cloud import READERS, Cloud
from tests.fakes.faults import Fault, Killed
from tests.functions.queue_world import sqs_event

SPECS: Mapping[str, FunctionSpec] = {spec.name: spec for spec in all_specs()}
FAILED_FOR_NOW = (BotoCoreError, ClientError, NotQueuedError, ShopifyError, UnavailableError)
"""What a function may raise for AWS or the shop being away; anything else is a mistake of ours."""

AGAIN_AFTER_SECONDS = 90
"""The visibility timeout of a queue, roughly: longer than a mail's lease."""

MAX_RECEIVES = 5
"""As the queues are set (infra/constructs/operation_queue.py)."""

BATCH = 10
ROUNDS = 30
NO_FAULTS: Mapping[int, Fault] = {}


@cache
def handler_of(function: str) -> Callable[[Any, Any], Any]:
    """The real handler of a function, found on disk by its name."""
    handler: Callable[[Any, Any], Any] = importlib.import_module(
        f"functions.{function}.handler"
    ).handler
    return handler


def deliver(cloud: Cloud, function: str, event: Any, faults: Mapping[int, Fault]) -> Any:
    """Bring an event to a function once; returns what was heard, None where it has to come again.

    A queue's and a stream's functions get what waits there, and never an event of ours.
    """
    spec = SPECS[function]
    with cloud.network.process(faults):
        if spec.queue is not None:
            came = {message.id for message in cloud.queue(spec.queue)._messages}
            _from_queue(cloud, function, spec.queue)
            # What it has put there itself is another event, for later.
            left = {message.id for message in cloud.queue(spec.queue)._messages}
            return None if came & left else "acknowledged"
        if spec.stream is not None:
            _from_stream(cloud, function)
            return "acknowledged" if not unread(cloud, function) else None
        answer = _invoked(function, event)
        return _heard(answer) if spec.http else answer


def wait(cloud: Cloud, function: str) -> None:
    """The time until the event comes again, to a new process where the old one died."""
    spec = SPECS[function]
    if cloud.network.is_dead:
        cloud.begin_process()
    if spec.queue is not None or spec.schedule_minutes is not None:
        cloud.pass_time(seconds=AGAIN_AFTER_SECONDS)


def unread(cloud: Cloud, reader: str) -> list[dict[str, Any]]:
    """What the stream has for this reader."""
    return cloud.stream[cloud.read[reader] :]


def pump(cloud: Cloud) -> None:
    """Let everything that waits be worked through, with no fault, until all is quiet.

    Then a quarter of an hour passes and every schedule runs, twice.
    """
    cloud.begin_process()
    settle(cloud)
    for _ in range(2):
        cloud.pass_time(minutes=15)
        for spec in SPECS.values():
            if spec.schedule_minutes is not None:
                deliver(cloud, spec.name, {}, NO_FAULTS)
        settle(cloud)


def settle(cloud: Cloud) -> None:
    """Let what waits in the stream and in the queues be worked through."""
    for _ in range(ROUNDS):
        readers = [name for name in READERS if unread(cloud, name)]
        consumers = [
            spec.name
            for spec in SPECS.values()
            if spec.queue is not None and cloud.queue(spec.queue)._messages
        ]
        if not readers and not consumers:
            return
        for name in (*readers, *consumers):
            if deliver(cloud, name, None, NO_FAULTS) is None:
                wait(cloud, name)
    raise AssertionError("the system does not come to rest")


def _from_queue(cloud: Cloud, function: str, queue: str) -> None:
    waiting = cloud.queue(queue)
    batch = list(waiting._messages[:BATCH])
    received = [
        {
            "MessageId": message.id,
            "ReceiptHandle": message.id,
            "Body": message.body,
            "MessageAttributes": message.message_attributes,
        }
        for message in batch
    ]
    failed = {message.id for message in batch}
    try:
        answer = handler_of(function)(sqs_event(received), None)
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
    except Killed:
        pass
    for message in batch:
        cloud.receives[message.id] = cloud.receives.get(message.id, 0) + 1
        if message.id not in failed:
            waiting._messages.remove(message)
        elif cloud.receives[message.id] == MAX_RECEIVES:
            waiting._messages.remove(message)
            cloud.queue(queue, letters=True)._messages.append(message)


def _from_stream(cloud: Cloud, function: str) -> None:
    batch = unread(cloud, function)
    try:
        failures = handler_of(function)({"Records": batch}, None)["batchItemFailures"]
    except Killed:
        return
    numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
    first = min((numbers.index(each["itemIdentifier"]) for each in failures), default=len(batch))
    cloud.read[function] += first


def _invoked(function: str, event: Any) -> Any:
    try:
        answer = handler_of(function)(json.loads(json.dumps(event)), None)
    except (Killed, *FAILED_FOR_NOW):
        return None
    return "done" if answer is None else answer


def _heard(answer: Any) -> Any:
    """What a client makes of an HTTP answer; it comes again after a failure of the server."""
    if answer is None or answer["statusCode"] >= 500:
        return None
    headers = {name: text for name, text in answer["headers"].items() if name != "idempotency-hit"}
    is_json = "json" in headers.get("content-type", "")
    body = json.loads(answer["body"]) if is_json else answer["body"]
    return {"status": answer["statusCode"], "headers": headers, "body": body}
