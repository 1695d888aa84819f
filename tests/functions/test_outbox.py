"""The outbox: what a committed entry asks for is queued, at least once and from the entry alone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.activation.handler import handler as activation_handler
from functions.outbox.handler import handler
from functions.redemption.handler import handler as redemption_handler
from functions.refund.handler import handler as refund_handler
from giftledger.settings import settings
from giftledger.store.opening import store
from tests.fakes.commands import (
    NOW,
    ORDER,
    activation,
    digital_issue,
    native_issue,
    physical_issue,
    redemption,
    refund,
    sealed,
)
from tests.functions.queue_world import World, world

CONSUMERS = {
    "activation": activation_handler,
    "redemption": redemption_handler,
    "refund": refund_handler,
}


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as seen:
        yield seen


def run_until_quiet(aws: World) -> None:
    """The stream, then what it queued, until nothing new comes of it. The stream repeats itself."""
    for _ in range(5):
        assert handler(aws.stream(), None) == {"batchItemFailures": []}
        handled = sum(aws.consume(queue, consumer) for queue, consumer in CONSUMERS.items())
        if not handled:
            return
    raise AssertionError("the outbox does not come to rest")


def test_what_came_before_its_sale_goes_on_when_the_sale_is_committed(aws: World) -> None:
    aws.tell(refund(amount_minor=1000), redemption(1, 3000), native_issue())
    assert len(aws.parked()) == 2

    run_until_quiet(aws)
    assert aws.parked() == []
    assert aws.balance(native_issue()) == 3000


def test_a_serial_and_what_it_paid_go_on_when_the_plastic_is_sold(aws: World) -> None:
    by_serial = sealed("1").aliases()
    aws.tell(redemption(1, 3000, aliases=by_serial), activation(1), physical_issue())
    assert len(aws.parked()) == 2

    run_until_quiet(aws)
    assert aws.parked() == []
    assert aws.balance(physical_issue()) == 2000


def test_a_sale_to_be_mailed_reaches_delivery_and_nothing_else_does(aws: World) -> None:
    aws.tell(native_issue(), digital_issue(2), redemption(1, 1000))
    handler(aws.stream(), None)

    bodies = [json.loads(message["Body"]) for message in aws.messages("delivery")]
    assert bodies == [{"gift_card_id": digital_issue(2).gift_card_id}]


def test_a_card_that_was_cancelled_before_its_sale_is_not_mailed(aws: World) -> None:
    store().cancel_order(ORDER, "shopify.order.5001.cancelled", NOW)
    aws.tell(digital_issue())
    handler(aws.stream(), None)
    assert aws.messages("delivery") == []


def test_a_record_that_cannot_be_queued_stops_the_batch_there(
    aws: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.tell(native_issue(), digital_issue(2))
    event = aws.stream()
    monkeypatch.setenv("GIFTLEDGER_DELIVERY_QUEUE_URL", "")
    settings.cache_clear()

    failed = [one["itemIdentifier"] for one in handler(event, None)["batchItemFailures"]]
    mailing = [
        record["dynamodb"]["SequenceNumber"]
        for record in event["Records"]
        if record["dynamodb"]["NewImage"].get("mail", {}).get("BOOL")
    ]
    assert failed == mailing


@pytest.mark.parametrize(
    ("event_name", "image", "tampered"),
    [
        ("MODIFY", {"type": {"S": "card"}}, False),
        ("MODIFY", {"type": {"S": "entry"}}, True),
        ("MODIFY", {"type": {"S": "alias"}}, True),
        ("REMOVE", None, True),
    ],
)
@pytest.mark.usefixtures("aws")
def test_whatever_changes_or_goes_from_the_ledger_raises_an_alarm(
    capsys: pytest.CaptureFixture[str],
    event_name: str,
    image: dict[str, Any] | None,
    tampered: bool,  # noqa: FBT001  a table of cases
) -> None:
    change: dict[str, Any] = {"SequenceNumber": "1", "Keys": {"pk": {"S": "x"}, "sk": {"S": "y"}}}
    if image is not None:
        change["NewImage"] = {**change["Keys"], **image}
    record = {"eventName": event_name, "eventSource": "aws:dynamodb", "dynamodb": change}
    assert handler({"Records": [record]}, None) == {"batchItemFailures": []}
    assert ("LedgerTampered" in capsys.readouterr().out) is tampered
