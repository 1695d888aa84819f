"""The sweep: what the stream lost is found in the tables, and told again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from functions.redemption.handler import handler as redemption_handler
from functions.sweep.handler import handler
from giftledger.outbox import sweep
from tests.fakes.commands import digital_issue, native_issue, redemption
from tests.functions.queue_world import World, world

REST = timedelta(minutes=12)
"""After this a fact that was told again is due once more."""

TWO_HOURS_AGO = datetime.now(UTC) - timedelta(hours=2)


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as seen:
        yield seen


def test_a_parked_fact_that_the_stream_lost_is_carried_out(aws: World) -> None:
    aws.tell(redemption(1, 3000), native_issue(), at=TWO_HOURS_AGO)

    handler({}, None)
    sweep(datetime.now(UTC) + REST)
    assert aws.consume("redemption", redemption_handler) == 2
    assert aws.balance(native_issue()) == 2000
    assert aws.parked() == []

    handler({}, None)
    assert aws.messages("redemption") == []


def test_a_fact_whose_predecessor_is_still_missing_waits_on_and_keeps_its_age(
    aws: World, capsys: pytest.CaptureFixture[str]
) -> None:
    aws.tell(redemption(), at=TWO_HOURS_AGO)
    for number in range(2):
        sweep(datetime.now(UTC) + number * REST)
        assert aws.consume("redemption", redemption_handler) == 1
        assert aws.parked() == [redemption().command_id]

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    ages = [line["ParkedOldestAgeSeconds"][0] for line in lines if "ParkedOldestAgeSeconds" in line]
    assert len(ages) == 2
    assert all(age >= 2 * 60 * 60 for age in ages)


def test_a_fact_that_was_just_told_again_rests(aws: World) -> None:
    aws.tell(redemption(), at=TWO_HOURS_AGO)
    for _ in range(3):
        handler({}, None)
    assert len(aws.messages("redemption")) == 1


def test_work_that_is_on_its_ordinary_way_is_left_alone(aws: World) -> None:
    aws.tell(redemption(), digital_issue())
    handler({}, None)
    assert aws.messages("redemption") == aws.messages("delivery") == []


def test_a_mail_that_should_have_left_is_asked_for_again(aws: World) -> None:
    aws.tell(digital_issue(), at=TWO_HOURS_AGO)
    handler({}, None)

    (message,) = aws.messages("delivery")
    assert json.loads(message["Body"]) == {"gift_card_id": digital_issue().gift_card_id}


def test_a_mail_for_a_later_day_is_asked_for_on_that_day(aws: World) -> None:
    day = datetime.now(UTC) + timedelta(days=3)
    gift = digital_issue().recipient
    assert gift is not None
    later = gift.model_copy(update={"send_at": day})
    aws.tell(digital_issue(recipient=later), at=TWO_HOURS_AGO)

    handler({}, None)
    assert aws.messages("delivery") == []
    sweep(day + timedelta(minutes=2))
    assert len(aws.messages("delivery")) == 1
