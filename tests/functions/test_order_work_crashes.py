"""Every call that the work on an order makes may be lost, doubt its reply or kill the process.

Then the message, and later the sweep, tell it again: the end is the same, and each step once.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from giftledger.mirroring.orders import sync_order
from giftledger.settings import settings
from giftledger.shops import forget_shop_settings
from giftledger.store.items import bind
from giftledger.store.order_work import OrderWorkItem, Task, overdue_orders, read_work
from giftledger.store.protocol import UnavailableError
from tests.crashes.network import Network, lay_line
from tests.fakes.commands import ORDER, digital_issue
from tests.fakes.faults import Fault, Killed
from tests.fakes.order_desk import STATE, Desk, DeskLine, opened
from tests.functions.queue_world import World, world

NUMBER = ORDER.removeprefix("shopify:")
AT = datetime.now(UTC)
AGAIN = timedelta(seconds=90)
FAULTS = (Fault.NEVER_DELIVERED, Fault.REPLY_LOST, Fault.KILLED_BEFORE, Fault.KILLED_AFTER)
TASKS: tuple[Task, ...] = ("fulfil", "deny")
ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Cloud:
    """Moto, and the line to it."""

    aws: World
    network: Network


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    with world(monkeypatch) as aws:
        forget_shop_settings()
        bind(settings())
        aws.tell(digital_issue())
        yield Cloud(aws, lay_line(monkeypatch))
    forget_shop_settings()


def desk_of(task: Task) -> Desk:
    shirt = DeskLine("712", "9002")
    if task == "fulfil":
        return Desk(there=[opened("71", DeskLine("711", "9001"), shirt)])
    told = replace(STATE, is_refunded=True, needs_shipping=True)
    return Desk(told=told, there=[opened("71", shirt, is_asked_for=True), opened("72", shirt)])


def live(cloud: Cloud, desk: Desk, task: Task, faults: dict[int, Fault]) -> None:
    """The message with its faults, then again by message or sweep until nothing is unfinished."""
    with cloud.network.process(faults), suppress(Killed, UnavailableError):
        sync_order(NUMBER, task, now=AT, admin=desk)
    desk.faults = {}
    for number in range(1, ROUNDS):
        now = AT + number * AGAIN
        found = read_work(NUMBER, task)
        if found is not None and found.is_complete:
            assert list(overdue_orders(now + timedelta(days=9))) == []
            return
        assert found is None or list(overdue_orders(now)) == [found]
        sync_order(NUMBER, task, now=now, admin=desk)
    raise AssertionError("it never ends")


def picture(desk: Desk) -> tuple[object, ...]:
    return desk.told, desk.there, desk.metafields, desk.effects


def forget_work(task: Task) -> None:
    """As if nobody had ever asked for it, in a new process."""
    OrderWorkItem(f"SHOPORDER#{NUMBER}", task).delete()
    forget_shop_settings()


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_at_any_call_to_the_shop_changes_nothing_about_the_end(
    cloud: Cloud, task: Task, fault: Fault
) -> None:
    quiet = desk_of(task)
    live(cloud, quiet, task, {})
    assert len(quiet.effects) == len(set(quiet.effects)) > 2
    for number in range(len(quiet.calls)):
        forget_work(task)
        desk = desk_of(task)
        desk.faults = {number: fault}
        live(cloud, desk, task, {})
        assert picture(desk) == picture(quiet), quiet.calls[number]


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_at_any_call_to_the_database_changes_nothing_about_the_end(
    cloud: Cloud, task: Task, fault: Fault
) -> None:
    quiet = desk_of(task)
    live(cloud, quiet, task, {})
    forget_work(task)
    with cloud.network.process({}):
        sync_order(NUMBER, task, now=AT, admin=desk_of(task))
    made = len(cloud.network.made)
    assert made > len(quiet.effects)
    for number in range(made):
        forget_work(task)
        desk = desk_of(task)
        live(cloud, desk, task, {number: fault})
        assert cloud.network.failed
        assert picture(desk) == picture(quiet), number
