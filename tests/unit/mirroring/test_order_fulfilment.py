"""What of an order is fulfilled, waits or is stopped, decided from what is left of it."""

from dataclasses import replace

from giftledger.mirroring.order_fulfilment import (
    is_shipped,
    is_waiting,
    left_to_stop,
    lines_to_fulfil,
)
from giftledger.mirroring.order_units import Readiness
from tests.fakes.order_desk import STATE, DeskLine, DeskOrder, opened, sold

READY, WAITING, NEVER = Readiness.READY, Readiness.WAITING, Readiness.NEVER
TWO = [opened("71", DeskLine("711", "9001", 2))]


def test_a_line_is_fulfilled_whole_or_not_at_all() -> None:
    assert lines_to_fulfil(TWO, sold("9001", READY, READY)) == {"71": {"711": 2}}
    assert lines_to_fulfil(TWO, sold("9001", READY)) == {}
    assert lines_to_fulfil(TWO, sold("9001", READY, WAITING)) == {}


def test_what_is_fulfilled_is_not_fulfilled_again() -> None:
    done = [opened("71", DeskLine("711", "9001", 0), status="CLOSED")]
    assert lines_to_fulfil(done, sold("9001", READY, READY)) == {}
    assert not is_waiting(done, sold("9001", READY, READY))


def test_a_unit_that_was_refunded_and_removed_leaves_the_other_to_fulfil() -> None:
    one_left = [opened("71", DeskLine("711", "9001", 1))]
    assert lines_to_fulfil(one_left, sold("9001", READY, NEVER)) == {"71": {"711": 1}}


def test_a_refunded_unit_that_the_shop_still_wants_fulfilled_is_left_to_people() -> None:
    units = sold("9001", READY, NEVER)
    assert lines_to_fulfil(TWO, units) == {}
    assert not is_waiting(TWO, units)


def test_a_line_that_is_split_over_two_places_is_one_line() -> None:
    split = [opened("71", DeskLine("711", "9001")), opened("72", DeskLine("721", "9001"))]
    assert lines_to_fulfil(split, sold("9001", READY)) == {}
    plan = lines_to_fulfil(split, sold("9001", READY, READY))
    assert plan == {"71": {"711": 1}, "72": {"721": 1}}


def test_what_is_held_there_or_not_issued_yet_is_waited_for() -> None:
    held = [opened(status="ON_HOLD")]
    assert lines_to_fulfil(held, sold("9001", READY)) == {}
    assert is_waiting(held, sold("9001", READY))
    assert is_waiting(TWO, sold("9001", READY))
    assert is_waiting([], sold("9001", WAITING))


def test_the_lines_of_others_are_never_waited_for() -> None:
    shirt = [opened("72", DeskLine("721", "9002", 3), status="ON_HOLD")]
    assert not is_waiting(shirt, sold("9001", READY))


def test_only_what_may_still_leave_is_stopped() -> None:
    orders = [
        opened("1"),
        opened("2", status="IN_PROGRESS"),
        opened("3", status="SCHEDULED"),
        opened("4", status="ON_HOLD"),
        opened("5", status="CLOSED"),
        opened("6", status="CANCELLED"),
        DeskOrder("7", (DeskLine("71", "9001", 0),)),
    ]
    assert [found.id for found in left_to_stop(orders)] == ["1", "2", "3"]


def test_digital_lines_count_as_shipped_only_where_nothing_needs_shipping() -> None:
    left = replace(STATE, has_left=True)
    assert is_shipped(left)
    assert not is_shipped(replace(left, needs_shipping=True))
    assert is_shipped(replace(left, needs_shipping=True, has_shipped=True))
    assert not is_shipped(STATE)
