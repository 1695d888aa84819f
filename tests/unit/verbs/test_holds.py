"""Holds: what is reserved is not spendable, and every hold is resolved once."""

import pytest

from giftledger.ledger.hold import MAX_HOLDS
from giftledger.ledger.parts import Mode, Reason, Remainder
from giftledger.ledger.rejections import Rejection
from tests.fakes.commands import redemption, refund
from tests.fakes.verbs import blocking, unblocking
from tests.unit.verbs.asked import authorization, captured, closing, voided
from tests.unit.verbs.world import World


def test_a_hold_reserves_without_moving_the_balance(world: World) -> None:
    entry = world.entry(authorization(1, 2000))
    assert (entry.amount_minor, entry.asked_minor, entry.legs) == (0, 2000, ())
    assert (world.balance(), world.available()) == (5000, 3000)
    assert world.refused(redemption(1, 3001, mode=Mode.REQUESTED)) is Rejection.INSUFFICIENT_BALANCE


def test_without_an_amount_everything_available_is_held(world: World) -> None:
    world.tell(authorization(1, 2000))
    assert world.entry(authorization(2, None)).asked_minor == 3000
    assert world.refused(authorization(3, None)) is Rejection.INSUFFICIENT_BALANCE


def test_a_hold_of_more_than_is_available_is_refused(world: World) -> None:
    world.tell(authorization(1, 2000))
    assert world.refused(authorization(2, 3001)) is Rejection.INSUFFICIENT_BALANCE
    assert (world.balance(), world.available()) == (5000, 3000)


def test_a_capture_of_the_whole_spends_what_was_held(world: World) -> None:
    world.tell(authorization(1, 2000))
    assert world.entry(captured(1)).amount_minor == -2000
    assert (world.balance(), world.available()) == (3000, 3000)
    assert world.refused(captured(2)) is Rejection.UNKNOWN_HOLD


def test_a_capture_of_a_part_releases_the_rest(world: World) -> None:
    world.tell(authorization(1, 2000))
    world.tell(captured(1, amount_minor=500))
    assert (world.balance(), world.available()) == (4500, 4500)


def test_a_capture_can_keep_the_rest_for_a_later_one(world: World) -> None:
    world.tell(authorization(1, 2000))
    entry = world.entry(captured(1, amount_minor=500, remainder=Remainder.KEEP))
    assert entry.hold_remaining_minor == 1500
    assert (world.balance(), world.available()) == (4500, 3000)
    assert world.refused(captured(2, amount_minor=1501)) is Rejection.EXCEEDS_HOLD
    world.tell(captured(3))
    assert (world.balance(), world.available()) == (3000, 3000)


def test_a_void_releases_and_resolves_once(world: World) -> None:
    world.tell(authorization(1, 2000))
    world.tell(voided(1))
    assert world.available() == 5000
    assert world.refused(voided(2)) is Rejection.UNKNOWN_HOLD
    assert world.refused(captured(1)) is Rejection.UNKNOWN_HOLD


def test_a_hold_lapses_by_the_clock_alone(world: World) -> None:
    world.tell(authorization(1, 2000, timeout_seconds=900))
    world.later(seconds=899)
    assert world.available() == 3000
    world.later(seconds=1)
    assert world.available() == 5000
    assert world.refused(captured(1)) is Rejection.UNKNOWN_HOLD
    world.tell(redemption(1, 5000, mode=Mode.REQUESTED))
    assert world.balance() == 0


def test_a_hold_without_a_time_out_ignores_the_clock(world: World) -> None:
    world.tell(authorization(1, 2000, timeout_seconds=None))
    world.later(days=3650)
    assert world.available() == 3000
    world.tell(captured(1))
    assert world.balance() == 3000


def test_ten_holds_are_open_at_once_each_with_its_own_time_out(world: World) -> None:
    for number in range(1, MAX_HOLDS + 1):
        world.tell(authorization(number, 100, timeout_seconds=60 * number))
    assert world.refused(authorization(11, 100)) is Rejection.TOO_MANY_HOLDS
    world.later(seconds=60)
    world.tell(authorization(12, 100))
    assert world.available() == 5000 - MAX_HOLDS * 100


@pytest.mark.parametrize("actor", ["another", None])
def test_only_the_client_that_took_a_hold_resolves_it(world: World, actor: str | None) -> None:
    world.tell(authorization(1, 2000))
    assert world.refused(captured(1, actor=actor)) is Rejection.NOT_HOLD_OWNER
    assert world.refused(voided(1, actor=actor)) is Rejection.NOT_HOLD_OWNER
    assert world.available() == 3000


def test_a_hold_on_a_card_that_was_blocked_meanwhile_fails_closed(world: World) -> None:
    world.tell(authorization(1, 2000))
    world.tell(blocking())
    assert world.refused(captured(1)) is Rejection.NOT_ACTIVE
    world.tell(unblocking())
    assert world.entry(captured(2)).amount_minor == -2000


def test_a_hold_is_released_from_a_blocked_card(world: World) -> None:
    world.tell(authorization(1, 2000))
    world.tell(blocking())
    world.tell(voided(1))
    assert world.available() == 5000


def test_a_person_does_not_close_a_card_over_an_open_hold(world: World) -> None:
    world.tell(authorization(1, 2000))
    assert world.refused(closing(Reason.WRITTEN_OFF)) is Rejection.HAS_HOLDS
    world.later(hours=1)
    world.tell(closing(Reason.WRITTEN_OFF, 2))
    assert world.balance() == 0


def test_a_capture_is_refunded_like_a_redemption(world: World) -> None:
    world.tell(authorization(1, 2000))
    world.tell(captured(1))
    world.tell(refund(101, amount_minor=1500, redemption_id="till.capture.1"))
    too_much = refund(102, amount_minor=501, redemption_id="till.capture.1")
    assert world.refused(too_much) is Rejection.EXCEEDS_REDEMPTION
    assert world.balance() == 4500


def test_a_reported_redemption_leaves_what_is_held(world: World) -> None:
    world.tell(authorization(1, 2000))
    entry = world.entry(redemption(1, 4000))
    assert (entry.amount_minor, entry.shortfall_minor) == (-3000, 1000)
    assert world.entry(captured(1)).amount_minor == -2000
