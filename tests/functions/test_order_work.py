"""The lines of issued cards are fulfilled and marked on their order, on moto."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from giftledger.ledger.parts import Recipient
from giftledger.mirroring.orders import sync_order
from giftledger.settings import settings
from giftledger.shops import forget_shop_settings
from giftledger.store.items import bind
from giftledger.store.order_work import (
    ORDER_TODO,
    OrderWork,
    overdue_orders,
    read_work,
)
from giftledger.store.shops import ShopSettings, write_shop_settings
from tests.fakes.commands import ORDER, digital_issue, physical_issue, sale_refund
from tests.fakes.order_desk import Desk, DeskLine, opened
from tests.functions.queue_world import CODE, OTHER_CODE, World, world

NUMBER = ORDER.removeprefix("shopify:")
AT = datetime.now(UTC)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as made:
        forget_shop_settings()
        bind(settings())
        yield made
    forget_shop_settings()


def told(desk: Desk, *, after: timedelta = timedelta()) -> str:
    return sync_order(NUMBER, "fulfil", now=AT + after, admin=desk).value


def work() -> OrderWork:
    found = read_work(NUMBER, "fulfil")
    assert found is not None
    return found


def two_units() -> Desk:
    return Desk(there=[opened("71", DeskLine("711", "9001", remaining=2))])


def test_the_lines_of_issued_cards_are_fulfilled_and_the_order_is_marked(aws: World) -> None:
    aws.tell(digital_issue(1))
    aws.tell(digital_issue(2), code=OTHER_CODE)
    desk = two_units()
    assert told(desk) == "done"
    assert desk.effects == ["fulfilled 71", "tagged giftledger", "noted"]
    assert desk.told is not None
    assert desk.told.note == "Giftledger: gift cards issued: 2 (…8C3F, …6789)"
    cards = json.loads(desk.metafields["cards"])
    assert cards[0] == {
        "gift_card_id": digital_issue(1).gift_card_id,
        "last_four": "8C3F",
        "value": "50.00",
        "currency": "USD",
        "line_item_id": "9001",
    }
    assert (work().state, work().todo) == ("done", None)


def test_no_code_is_written_on_the_order(aws: World) -> None:
    aws.tell(digital_issue())
    desk = Desk(there=[opened()])
    told(desk)
    assert CODE not in f"{desk.told}{desk.metafields}{aws.everything_stored()}"


def test_the_same_message_again_makes_no_call(aws: World) -> None:
    aws.tell(digital_issue())
    desk = Desk(there=[opened()])
    told(desk)
    calls = len(desk.calls)
    assert told(desk) == "duplicate"
    assert len(desk.calls) == calls


def test_a_line_waits_until_its_last_unit_is_issued(aws: World) -> None:
    aws.tell(digital_issue(1))
    desk = two_units()
    assert told(desk) == "waiting"
    assert "fulfilled 71" not in desk.effects
    assert work().todo == ORDER_TODO
    aws.tell(digital_issue(2), code=OTHER_CODE)
    assert told(desk) == "done"
    assert desk.effects.count("fulfilled 71") == 1
    assert desk.told is not None
    assert desk.told.note == "Giftledger: gift cards issued: 2 (…8C3F, …6789)"


def test_a_mail_for_later_delays_the_fulfilment_until_then(aws: World) -> None:
    later = Recipient(email="ada@example.com", send_at=AT + timedelta(days=3))
    aws.tell(digital_issue(recipient=later))
    desk = Desk(there=[opened()])
    assert told(desk) == "waiting"
    assert desk.calls == []
    assert work().due_at == AT + timedelta(days=3)
    assert told(desk, after=timedelta(days=3, minutes=1)) == "done"


def test_plastic_and_refunded_cards_cost_the_shop_no_call(aws: World) -> None:
    desk = Desk(there=[opened()])
    assert told(desk) == "nothing"
    aws.tell(physical_issue())
    assert told(desk) == "nothing"
    aws.tell(digital_issue(2), sale_refund(1), sale_refund(2))
    assert told(desk) == "nothing"
    assert desk.calls == []


def test_only_the_lines_of_our_cards_are_fulfilled(aws: World) -> None:
    aws.tell(digital_issue())
    shirt = DeskLine("712", "9002")
    desk = Desk(there=[opened("71", DeskLine("711", "9001"), shirt)])
    told(desk)
    assert desk.there[0].lines == (DeskLine("711", "9001", remaining=0), shirt)


def test_what_the_shop_holds_is_fulfilled_once_it_lets_it_go(aws: World) -> None:
    aws.tell(digital_issue())
    desk = Desk(there=[opened(status="ON_HOLD")])
    assert told(desk) == "waiting"
    desk.there = [opened()]
    assert told(desk, after=timedelta(minutes=5)) == "done"
    assert "fulfilled 71" in desk.effects


@pytest.mark.parametrize(
    ("switches", "effects"),
    [
        ({"fulfil_lines": False}, ["tagged giftledger", "noted"]),
        ({"mark_orders": False}, ["fulfilled 71"]),
        ({"fulfil_lines": False, "mark_orders": False}, []),
    ],
)
def test_each_switch_turns_off_its_own_part(
    aws: World, switches: dict[str, bool], effects: list[str]
) -> None:
    write_shop_settings(ShopSettings(**switches))
    aws.tell(digital_issue())
    desk = Desk(there=[opened()])
    told(desk)
    assert desk.effects == effects


def test_who_comes_while_another_is_at_it_is_not_forgotten(aws: World) -> None:
    aws.tell(digital_issue(1))
    desk = Coming(aws, there=two_units().there)
    assert told(desk) == "waiting"
    assert desk.heard == ["busy"]
    assert (work().called_again, work().state) == (True, "open")
    assert [one.order_id for one in overdue_orders(AT + timedelta(seconds=1))] == [NUMBER]
    assert told(desk, after=timedelta(minutes=1)) == "done"
    assert desk.effects.count("fulfilled 71") == 1


class Coming(Desk):
    """While the fulfilment orders are read, the second unit is issued and its message comes."""

    def __init__(self, aws: World, **facts: Any) -> None:
        super().__init__(**facts)
        self.aws = aws
        self.heard: list[str] = []

    def fulfillment_orders(self, order_id: str, /) -> Any:
        found = super().fulfillment_orders(order_id)
        if not self.heard:
            self.aws.tell(digital_issue(2), code=OTHER_CODE)
            self.heard.append(told(self))
        return found


def test_a_process_that_was_too_slow_does_not_do_it_again(aws: World) -> None:
    aws.tell(digital_issue())
    desk = Overtaken(there=[opened()])
    assert told(desk) == "busy"
    assert desk.heard == ["done"]
    assert desk.effects.count("fulfilled 71") == 1
    assert (work().state, work().todo) == ("done", None)


class Overtaken(Desk):
    """Once the fulfilment orders are read, the process sleeps beyond its lease."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.heard: list[str] = []

    def fulfillment_orders(self, order_id: str, /) -> Any:
        found = super().fulfillment_orders(order_id)
        if not self.heard:
            self.heard.append("")
            self.heard = [told(self, after=timedelta(minutes=2))]
        return found
