"""A full refund of an order that was not shipped denies its shipping: whole and once, or not."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cli import shopify_orders
from giftledger.mirroring.orders import sync_order
from giftledger.platforms.shopify.admin.faults import SetupError, UnknownOutcomeError
from giftledger.settings import settings
from giftledger.shops import forget_shop_settings
from giftledger.store.items import bind
from giftledger.store.order_work import (
    OPERATOR_TODO,
    ORDER_TODO,
    OrderWork,
    Task,
    overdue_orders,
    read_work,
)
from giftledger.store.shops import ShopSettings, write_shop_settings
from tests.fakes.commands import ORDER, digital_issue
from tests.fakes.faults import Fault
from tests.fakes.order_desk import STATE, Desk, DeskLine, opened
from tests.functions.queue_world import World, world

NUMBER = ORDER.removeprefix("shopify:")
AT = datetime.now(UTC)
REFUNDED = replace(STATE, is_refunded=True, needs_shipping=True)
LOST = UnknownOutcomeError("reply lost")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as made:
        forget_shop_settings()
        bind(settings())
        yield made
    forget_shop_settings()


def told(desk: Desk, task: Task = "deny", *, after: timedelta = timedelta()) -> str:
    return sync_order(NUMBER, task, now=AT + after, admin=desk).value


def work() -> OrderWork:
    found = read_work(NUMBER, "deny")
    assert found is not None
    return found


@pytest.mark.usefixtures("aws")
def test_a_full_refund_before_shipping_stops_marks_and_notes_once() -> None:
    desk = Desk(told=replace(REFUNDED, note="Gift wrap"), there=[opened(is_asked_for=True)])
    assert told(desk) == "done"
    once = ["cancelled 71", "held 719", "tagged Shipping Denied", "noted"]
    assert desk.effects == once
    assert desk.told is not None
    assert (desk.told.note or "").startswith("Gift wrap\nGiftledger: refunded in full")
    assert told(desk) == "duplicate"
    assert desk.effects == once


@pytest.mark.usefixtures("aws")
def test_what_no_service_was_asked_for_is_held_because_it_cannot_be_cancelled() -> None:
    desk = Desk(told=REFUNDED, there=[opened()])
    assert told(desk) == "done"
    assert desk.effects[0] == "held 71"


@pytest.mark.usefixtures("aws")
def test_what_is_opened_in_the_place_of_a_cancelled_one_is_held_and_not_cancelled_too() -> None:
    desk = Desk(told=REFUNDED, there=[opened(is_asked_for=True)], asks_again=True)
    desk.faults = {3: Fault.REPLY_LOST}
    assert told(desk) == "later"
    desk.faults = {}
    assert told(desk, after=timedelta(minutes=2)) == "done"
    assert desk.effects[:2] == ["cancelled 71", "held 719"]


@pytest.mark.usefixtures("aws")
def test_a_partial_refund_begins_nothing_and_the_rest_of_it_does() -> None:
    desk = Desk(told=replace(REFUNDED, is_refunded=False), there=[opened()])
    assert told(desk) == "nothing"
    assert (desk.effects, work().todo) == ([], None)
    desk.told = REFUNDED
    assert told(desk) == "done"


@pytest.mark.usefixtures("aws")
def test_an_order_that_no_gift_card_paid_is_left_alone() -> None:
    desk = Desk(told=replace(REFUNDED, paid_by_gift_card=False), there=[opened()])
    assert told(desk) == "nothing"
    assert (desk.effects, work().todo) == ([], None)


@pytest.mark.usefixtures("aws")
def test_a_shipped_order_begins_nothing_even_when_it_comes_back() -> None:
    shipped = opened("71", DeskLine("711", "9001", remaining=0), status="CLOSED")
    desk = Desk(told=replace(REFUNDED, has_left=True, has_shipped=True), there=[shipped])
    assert told(desk) == "nothing"
    desk.told, desk.there = REFUNDED, [opened()]
    assert told(desk) == "duplicate"
    assert desk.effects == []


@pytest.mark.usefixtures("aws")
def test_an_order_that_ships_after_the_denial_began_is_still_denied_to_the_end() -> None:
    desk = Desk(told=REFUNDED, there=[opened()])
    desk.faults = {len(("state", "orders", "orders", "cancel", "hold", "state")): LOST}
    assert told(desk) == "later"
    desk.told = replace(REFUNDED, has_left=True, has_shipped=True)
    assert told(desk, after=timedelta(minutes=2)) == "done"
    assert desk.effects.count("tagged Shipping Denied") == 1


def test_digital_lines_that_left_at_once_do_not_make_an_order_shipped(aws: World) -> None:
    aws.tell(digital_issue())
    shirt = opened("72", DeskLine("721", "9002"))
    desk = Desk(told=replace(STATE, needs_shipping=True), there=[opened(), shirt])
    told(desk, "fulfil")
    assert desk.told is not None
    desk.told = replace(desk.told, is_refunded=True, has_left=True)
    assert told(desk) == "done"
    assert "held 72" in desk.effects


def test_a_denied_order_is_not_fulfilled_any_more(aws: World) -> None:
    aws.tell(digital_issue())
    desk = Desk(told=REFUNDED, there=[opened()])
    told(desk)
    assert told(desk, "fulfil") == "nothing"
    assert "fulfilled 71" not in desk.effects


@pytest.mark.usefixtures("aws")
def test_unfinished_work_is_shown_as_such_and_goes_to_a_person_after_fifteen_minutes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    advice = SetupError("access denied", advice="Grant the scope write_orders.")
    desk = Desk(told=REFUNDED, there=[opened()])
    desk.faults = dict.fromkeys(range(5, 100), advice)
    assert told(desk) == "later"
    assert (work().state, work().done) == ("open", ("fulfilment",))
    assert work().todo == ORDER_TODO
    assert told(desk, after=timedelta(minutes=16)) == "later"
    assert (work().todo, work().fault) == (OPERATOR_TODO, advice.advice)
    said = capsys.readouterr().out
    assert "ShopifyOrderWorkStuck" in said
    assert "ShopifySetup" in said
    assert advice.advice in said
    desk.faults = {}
    late = timedelta(hours=3)
    assert [one.order_id for one in overdue_orders(AT + late)] == [NUMBER]
    assert told(desk, after=late) == "done"
    assert (work().todo, work().fault) == (None, "")
    assert list(overdue_orders(AT + 2 * late)) == []


@pytest.mark.usefixtures("aws")
def test_an_operator_is_shown_what_is_done_and_what_is_left(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert shopify_orders.run(Namespace()) == 0
    desk = Desk(told=REFUNDED, there=[opened()])
    desk.faults = dict.fromkeys(range(5, 100), LOST)
    told(desk)
    assert shopify_orders.run(Namespace()) == 0
    said = capsys.readouterr().out
    assert "no work on an order is unfinished" in said
    assert "tag, note" in said
    assert "Shopify did not say whether it did it" in said
    told(desk, after=timedelta(minutes=16))
    assert shopify_orders.run(Namespace()) == 1


@pytest.mark.usefixtures("aws")
def test_the_switch_turns_all_of_it_off_but_not_what_has_begun() -> None:
    write_shop_settings(ShopSettings(mark_orders=False))
    desk = Desk(told=REFUNDED, there=[opened()])
    assert told(desk) == "nothing"
    assert (desk.calls, read_work(NUMBER, "deny")) == ([], None)
    write_shop_settings(ShopSettings())
    forget_shop_settings()
    desk.faults = {5: LOST}
    assert told(desk) == "later"
    write_shop_settings(ShopSettings(mark_orders=False))
    forget_shop_settings()
    assert told(desk, after=timedelta(minutes=2)) == "done"
