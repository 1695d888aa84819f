"""Queuing: everything or an error, in batches of ten, refused entries once more."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import Stubber

from giftledger.aws import client
from giftledger.queues import NotQueuedError, send
from giftledger.settings import settings

URL = "https://sqs.us-east-1.amazonaws.com/123456789012/delivery"


@pytest.fixture(name="sqs")
def _sqs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setenv("GIFTLEDGER_DELIVERY_QUEUE_URL", URL)
    settings.cache_clear()
    client.cache_clear()
    with Stubber(client("sqs")) as stubber:
        yield stubber
    client.cache_clear()
    settings.cache_clear()


def expect(sqs: Stubber, bodies: dict[str, str], failed: tuple[str, ...] = ()) -> None:
    entries = [
        {"Id": number, "MessageBody": body, "MessageAttributes": {}}
        for number, body in bodies.items()
    ]
    answer: dict[str, Any] = {
        "Successful": [],
        "Failed": [{"Id": number, "SenderFault": False, "Code": "Busy"} for number in failed],
    }
    sqs.add_response("send_message_batch", answer, {"QueueUrl": URL, "Entries": entries})


def test_bodies_travel_in_batches_of_ten(sqs: Stubber) -> None:
    expect(sqs, {str(number): f"m{number}" for number in range(10)})
    expect(sqs, {"0": "m10"})
    send("delivery", [f"m{number}" for number in range(11)])
    sqs.assert_no_pending_responses()


def test_a_refused_entry_is_sent_once_more_alone(sqs: Stubber) -> None:
    expect(sqs, {"0": "a", "1": "b"}, failed=("1",))
    expect(sqs, {"1": "b"})
    send("delivery", ["a", "b"])
    sqs.assert_no_pending_responses()


def test_an_entry_refused_twice_is_an_error(sqs: Stubber) -> None:
    expect(sqs, {"0": "a", "1": "b"}, failed=("1",))
    expect(sqs, {"1": "b"}, failed=("1",))
    with pytest.raises(NotQueuedError):
        send("delivery", ["a", "b"])


def test_nothing_to_send_sends_nothing(sqs: Stubber) -> None:
    send("delivery", [])
    sqs.assert_no_pending_responses()
