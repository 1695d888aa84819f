"""Reviews from end to end: no mail leaves before the release, and one after it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.activation.handler import handler as activation_handler
from functions.outbox.handler import handler as outbox_handler
from giftledger.outbox import sweep
from giftledger.store import people
from tests.fakes.commands import digital_issue
from tests.fakes.verbs import releasing
from tests.functions.queue_world import World, world

SOLD = digital_issue(review="high_risk")
RELEASE = releasing(target=SOLD.gift_card_id)


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as seen:
        yield seen


def mails(aws: World) -> list[Any]:
    return aws.messages("delivery")


def test_neither_the_stream_nor_the_sweep_mails_a_card_under_review(aws: World) -> None:
    aws.tell(SOLD)
    outbox_handler(aws.stream(), None)
    sweep(datetime.now(UTC) + timedelta(days=30))
    assert mails(aws) == []
    assert people.gift(SOLD.gift_card_id) is not None
    assert aws.balance(SOLD) == 0


def test_its_release_comes_through_the_queue_and_lets_the_mail_go(aws: World) -> None:
    aws.tell(SOLD)
    outbox_handler(aws.stream(), None)
    aws.put("activation", RELEASE.model_dump_json())
    aws.consume("activation", activation_handler)
    assert aws.balance(SOLD) == 5000
    outbox_handler(aws.stream(), None)
    assert len(mails(aws)) == 1


def test_a_mail_whose_release_the_stream_lost_is_found_by_the_sweep(aws: World) -> None:
    aws.tell(SOLD)
    aws.tell(RELEASE)
    sweep(datetime.now(UTC) + timedelta(minutes=5))
    assert len(mails(aws)) == 1
