"""How far each sold card of an order is, read from our own tables alone, on moto."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from giftledger.ledger.commands import Block
from giftledger.ledger.parts import Recipient
from giftledger.mirroring.order_units import ready_ids, sold_cards
from giftledger.store import opening, people
from tests.fakes.commands import ORDER, digital_issue, native_issue, physical_issue, sale_refund
from tests.functions.queue_world import World, world

AT = datetime.now(UTC)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as made:
        yield made


def readiness() -> list[str]:
    number = ORDER.removeprefix("shopify:")
    return [one.readiness.value for one in sold_cards(number, opening.store(), now=AT)]


def test_an_active_card_is_ready_when_its_mail_may_leave(aws: World) -> None:
    aws.tell(digital_issue())
    assert readiness() == ["ready"]
    number = ORDER.removeprefix("shopify:")
    found = sold_cards(number, opening.store(), now=AT)
    assert ready_ids(found) == [digital_issue().gift_card_id]
    assert found[0].line_item_id == "9001"


@pytest.mark.parametrize(
    ("recipient", "expected"),
    [
        (Recipient(email="a@example.com", send_at=AT + timedelta(hours=1)), "waiting"),
        (Recipient(email="a@example.com", send_at=AT - timedelta(hours=1)), "ready"),
        (None, "never"),
    ],
)
def test_a_mail_for_later_waits_and_a_card_without_one_is_left_to_people(
    aws: World, recipient: Recipient | None, expected: str
) -> None:
    aws.tell(digital_issue(recipient=recipient))
    assert readiness() == [expected]


def test_a_mail_that_is_never_to_leave_hands_nothing_over(aws: World) -> None:
    aws.tell(digital_issue())
    assert people.suppress(digital_issue().gift_card_id)
    assert readiness() == ["never"]


def test_a_blocked_card_waits_and_a_refunded_one_is_over(aws: World) -> None:
    aws.tell(digital_issue())
    told: dict[str, Any] = {"occurred_at": AT, "source": "operator", "reason": "suspicion"}
    aws.tell(Block(command_id="op.block.1", target=digital_issue().gift_card_id, **told))
    assert readiness() == ["waiting"]
    aws.tell(sale_refund())
    assert readiness() == ["never"]


def test_plastic_and_what_shopify_minted_are_not_ours_to_hand_over(aws: World) -> None:
    aws.tell(physical_issue(), native_issue())
    assert readiness() == []
