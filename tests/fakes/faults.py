"""Faults put between the store's clients and a real engine, at a chosen call."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from functools import partial
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

KEY = "before-send.dynamodb"


class Killed(BaseException):
    """The process died: no handler of ours or botocore's runs."""


class Fault(Enum):
    """What happens to one call."""

    NEVER_DELIVERED = "never delivered"
    REPLY_LOST = "applied, reply lost"
    KILLED_BEFORE = "killed before it was sent"
    KILLED_AFTER = "applied, then killed"
    THROTTLED = "ProvisionedThroughputExceededException"
    INTERNAL = "InternalServerError"
    CONFLICT = "TransactionCanceledException"


class Calls:
    """Counts calls to the engine and lets those with the numbers `at`, from 0, fail.

    A conflict is met by transactions only, so that only these are counted for it.
    """

    def __init__(self, fault: Fault | None, at: range) -> None:
        self.made: list[str] = []
        self.injected = 0
        self._fault = fault
        self._at = at

    def intercept(
        self, client: Any, request: AWSPreparedRequest, **_: object
    ) -> AWSResponse | None:
        """Called by botocore with each request that is about to leave."""
        operation = _text(request.headers["X-Amz-Target"]).partition(".")[2]
        if self._fault is Fault.CONFLICT and operation != "TransactWriteItems":
            return None
        self.made.append(operation)
        if self._fault is None or len(self.made) - 1 not in self._at:
            return None
        self.injected += 1
        return self._fail(self._fault, client, request)

    def _fail(self, fault: Fault, client: Any, request: AWSPreparedRequest) -> AWSResponse:
        if fault in (Fault.REPLY_LOST, Fault.KILLED_AFTER):
            client._endpoint.http_session.send(request)
        if fault in (Fault.KILLED_BEFORE, Fault.KILLED_AFTER):
            raise Killed
        if fault in (Fault.NEVER_DELIVERED, Fault.REPLY_LOST):
            raise ReadTimeoutError(endpoint_url=request.url)
        return refusal(fault.value, request)


@contextmanager
def failing(clients: list[Any], fault: Fault | None, at: range = range(0)) -> Iterator[Calls]:
    """Let chosen calls of these clients fail in this way, and tell what was called."""
    calls = Calls(fault, at)
    handlers = [(client, partial(calls.intercept, client)) for client in clients]
    for client, handler in handlers:
        client.meta.events.register_first(KEY, handler)
    try:
        yield calls
    finally:
        for client, handler in handlers:
            client.meta.events.unregister(KEY, handler)


def refusal(code: str, request: AWSPreparedRequest) -> AWSResponse:
    """What DynamoDB answers instead of doing what was asked."""
    body: dict[str, Any] = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": code}
    if code == Fault.CONFLICT.value:
        body["CancellationReasons"] = [{"Code": "TransactionConflict"}, {"Code": "None"}]
    return answer_with(500 if code == Fault.INTERNAL.value else 400, body, request)


def answer_with(status: int, body: dict[str, Any], request: AWSPreparedRequest) -> AWSResponse:
    """An answer in the JSON protocol of AWS."""
    headers = HTTPHeaders.from_dict({"content-type": "application/x-amz-json-1.0"})
    return AWSResponse(request.url, status, headers, _Raw(json.dumps(body).encode()))


class _Raw:
    """As much of a urllib3 response as botocore reads."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self._body


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
