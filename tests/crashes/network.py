"""The line to AWS and to the shop, on which a chosen call can be lost or the process can die.

It lies around the stub through which every botocore client reaches moto, whichever service it is
of and however long ago it was made: what comes before it was never delivered, what comes after it
was applied.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ReadTimeoutError
from moto.core.botocore_stubber import BotocoreStubber

from tests.fakes.faults import Fault, Killed


@dataclass(frozen=True, slots=True)
class Ending:
    """What becomes of a call: of this one alone, or of every one from then on."""

    fault: Fault
    lasts: bool = False

    def __str__(self) -> str:
        return f"{self.fault.value}, and so on" if self.lasts else self.fault.value

    def at(self, number: int) -> Mapping[int, Fault]:
        """The faults of a process that meets this at its call with this number."""
        numbers = range(number, number + 1_000 if self.lasts else number + 1)
        return dict.fromkeys(numbers, self.fault)


LOST, REPLY_LOST = Ending(Fault.NEVER_DELIVERED), Ending(Fault.REPLY_LOST)
KILLED_BEFORE, KILLED_AFTER = Ending(Fault.KILLED_BEFORE), Ending(Fault.KILLED_AFTER)
ALL_LOST = Ending(Fault.NEVER_DELIVERED, lasts=True)
ALL_REPLIES_LOST = Ending(Fault.REPLY_LOST, lasts=True)
"""The SDK and the service try again: only an AWS that stays away makes a function give up."""

ENDINGS = (LOST, REPLY_LOST, KILLED_BEFORE, KILLED_AFTER, ALL_LOST, ALL_REPLIES_LOST)


class Network:
    """Counts the calls of a process from 0, and lets chosen ones of them fail."""

    def __init__(self) -> None:
        self.mails: list[dict[str, Any]] = []
        """What the mail service was asked to send, and took."""
        self.made: list[str] = []
        """Every call of the process by its name and number, e.g. `PutItem#2`."""
        self.failed: list[str] = []
        self.is_dead = False
        self._faults: Mapping[int, Fault] = {}
        self._is_watched = False

    @contextmanager
    def process(self, faults: Mapping[int, Fault]) -> Iterator[None]:
        """One process: dead, it reaches nobody any more, not even to tidy up."""
        self.made, self.failed, self.is_dead = [], [], False
        self._faults, self._is_watched = faults, True
        try:
            yield
        finally:
            self._is_watched = False

    def carry(
        self, stub: BotocoreStubber, event_name: str, request: AWSPreparedRequest
    ) -> AWSResponse | None:
        """Bring one request to AWS and its answer back, or not."""
        operation = event_name.rpartition(".")[2]
        fault = self._fault_at(operation) if self._is_watched else None
        if fault is Fault.KILLED_BEFORE:
            self._die()
        if fault is Fault.NEVER_DELIVERED:
            raise ReadTimeoutError(endpoint_url=request.url)
        answer: AWSResponse | None = _stubbed(stub, event_name, request)
        assert answer is not None, f"{operation} would leave the machine"
        if operation == "SendEmail" and answer.status_code == 200:
            self.mails.append(json.loads(_text(request.body)))
        if fault is Fault.KILLED_AFTER:
            self._die()
        if fault is Fault.REPLY_LOST:
            raise ReadTimeoutError(endpoint_url=request.url)
        return answer

    def carry_to_shop(self, name: str, answer: Callable[[], httpx.Response]) -> httpx.Response:
        """Bring one call to the shop's Admin API and its answer back, or not."""
        fault = self._fault_at(f"Shopify:{name}") if self._is_watched else None
        if fault is Fault.KILLED_BEFORE:
            self._die()
        if fault is Fault.NEVER_DELIVERED:
            raise httpx.ReadTimeout("never delivered")
        answered = answer()
        if fault is Fault.KILLED_AFTER:
            self._die()
        if fault is Fault.REPLY_LOST:
            raise httpx.ReadTimeout("reply lost")
        return answered

    def _fault_at(self, operation: str) -> Fault | None:
        if self.is_dead:
            raise Killed
        number = len(self.made)
        before = sum(made.partition("#")[0] == operation for made in self.made)
        self.made.append(f"{operation}#{before + 1}")
        fault = self._faults.get(number)
        if fault is not None:
            self.failed.append(self.made[-1])
        return fault

    def _die(self) -> None:
        self.is_dead = True
        raise Killed


def _text(body: Any) -> Any:
    assert isinstance(body, str | bytes)
    return body


_stubbed: Any = BotocoreStubber.__call__


def lay_line(monkeypatch: pytest.MonkeyPatch) -> Network:
    """Have every call of every client go over a network of its own."""
    network = Network()

    def carried(
        stub: BotocoreStubber, event_name: str, request: AWSPreparedRequest, **_: object
    ) -> AWSResponse | None:
        return network.carry(stub, event_name, request)

    monkeypatch.setattr(BotocoreStubber, "__call__", carried)
    return network
