"""Cards past their last day: found by the sweep, closed by a command, told again until closed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from functions.deactivation.handler import handler as deactivation_handler
from giftledger.expiring import ASK_AGAIN_AFTER, sweep_expiries
from giftledger.store.opening import store
from giftledger.store.todo import due_expiries
from tests.fakes.verbs import extension, importing
from tests.functions.queue_world import World, world

YESTERDAY = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()
NEXT_YEAR = (datetime.now(UTC) + timedelta(days=365)).date().isoformat()
FOR_EVER = datetime.now(UTC) + timedelta(days=10_000)


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as seen:
        yield seen


def status(card: str) -> tuple[str, str | None, int]:
    found = store().cards([card])[card]
    return found.status.value, found.closed_reason, found.balance_minor


def test_a_card_past_its_last_day_is_closed_once(aws: World) -> None:
    command = importing(1, expires_on=YESTERDAY)
    aws.tell(command)

    sweep_expiries()
    assert aws.consume("deactivation", deactivation_handler) == 1
    assert status(command.gift_card_id) == ("closed", "expired", 0)

    sweep_expiries(datetime.now(UTC) + ASK_AGAIN_AFTER)
    assert aws.messages("deactivation") == []
    assert list(due_expiries(FOR_EVER)) == []


def test_an_expiry_that_was_lost_is_told_again(aws: World) -> None:
    command = importing(1, expires_on=YESTERDAY)
    aws.tell(command)
    sweep_expiries()
    sweep_expiries()
    assert len(aws.messages("deactivation")) == 1
    sweep_expiries(datetime.now(UTC) + 2 * ASK_AGAIN_AFTER)
    assert len(aws.messages("deactivation")) == 1


def test_an_extended_card_is_left_alone_until_its_new_last_day(aws: World) -> None:
    command = importing(1, expires_on=YESTERDAY)
    aws.tell(command, extension(1, NEXT_YEAR, target=command.gift_card_id))
    sweep_expiries()
    assert aws.messages("deactivation") == []
    assert status(command.gift_card_id) == ("active", None, 5000)
    sweep_expiries(datetime.now(UTC) + timedelta(days=368))
    assert len(aws.messages("deactivation")) == 1


def test_a_card_without_a_last_day_is_never_looked_at(aws: World) -> None:
    aws.tell(importing(1))
    assert list(due_expiries(FOR_EVER)) == []
