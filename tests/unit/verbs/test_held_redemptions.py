"""A requested redemption of a mirrored card is a hold until Shopify's own debit stands."""

from typing import Any

import pytest

from giftledger.ledger.commands import Authorize, Capture, Redeem, Void
from giftledger.ledger.hold import (
    MAX_HOLDS,
    capture_id_for,
    hold_id_for,
    owner_mark,
    void_id_for,
)
from giftledger.ledger.parts import Reason
from giftledger.ledger.programme import CountedFrom, ExpiryRule, Switch
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Parked
from tests.fakes import verbs
from tests.fakes.commands import native_issue, redemption, refund
from tests.fakes.verbs import AFTER_LAST_DAY, blocking, expiring, linking
from tests.unit.verbs.asked import TILL, authorization
from tests.unit.verbs.world import World


@pytest.fixture(name="mirrored")
def _mirrored(world: World) -> World:
    world.tell(linking())
    return world


def asked(number: int = 1, amount_minor: int = 2000) -> Redeem:
    return verbs.requested(number, amount_minor).model_copy(update={"actor": TILL, "source": "api"})


def captured(of: Redeem, **facts: Any) -> Capture:
    told = {"command_id": capture_id_for(of.command_id), "source": "shopify", "actor": of.actor}
    return verbs.capture(1, of, **told | facts)


def voided(of: Redeem, **facts: Any) -> Void:
    told = {"command_id": void_id_for(of.command_id), "source": "shopify", "actor": of.actor}
    return verbs.void(1, of, **told | facts)


def test_the_amount_is_held_under_the_id_of_the_redemption(mirrored: World) -> None:
    command = asked()
    entry = mirrored.entry(command)
    assert (entry.kind, entry.amount_minor, entry.asked_minor) == ("authorize", 0, 2000)
    assert (entry.command_id, entry.legs) == (command.command_id, ())
    assert entry.hold_id == command.hold_id == hold_id_for(command.command_id)
    assert (entry.hold_remaining_minor, entry.hold_expires_at) == (2000, None)
    assert entry.hold_owner == owner_mark(TILL)
    assert (mirrored.balance(), mirrored.available()) == (5000, 3000)


def test_its_capture_spends_it_and_can_be_refunded(mirrored: World) -> None:
    command = asked()
    mirrored.tell(command)
    entry = mirrored.entry(captured(command))
    assert (entry.kind, entry.amount_minor) == ("capture", -2000)
    back = refund(amount_minor=500, redemption_id=entry.command_id)
    assert mirrored.entry(back).amount_minor == 500
    assert mirrored.refused(voided(command)) is Rejection.UNKNOWN_HOLD
    assert mirrored.balance() == 3500


def test_a_till_gives_it_back_by_the_id_of_its_capture(mirrored: World) -> None:
    command = asked()
    mirrored.store.claim_key(command.command_id, f"{verbs.CARD}#order")
    mirrored.tell(command)
    early = verbs.payment_refund(1, command, 500)
    assert mirrored.refused(early) is Rejection.EXCEEDS_REDEMPTION
    mirrored.tell(captured(command))
    back = verbs.payment_refund(2, captured(command), 500)
    assert mirrored.together(back) == {verbs.CARD: 500}


def test_its_void_lets_go_of_it(mirrored: World) -> None:
    command = asked()
    mirrored.tell(command)
    assert mirrored.entry(voided(command)).asked_minor == 2000
    assert mirrored.refused(captured(command)) is Rejection.UNKNOWN_HOLD
    assert (mirrored.balance(), mirrored.available()) == (5000, 5000)


def test_no_caller_of_the_api_can_finish_or_take_it_back(mirrored: World) -> None:
    command = asked()
    mirrored.tell(command)
    finish = captured(command, command_id="api.capture.1", source="api")
    take_back = voided(command, command_id="api.void.1", source="api")
    assert mirrored.refused(finish) is Rejection.UNKNOWN_HOLD
    assert mirrored.refused(take_back) is Rejection.UNKNOWN_HOLD
    assert mirrored.available() == 3000


def test_a_caller_resolves_an_ordinary_hold_of_a_mirrored_card(mirrored: World) -> None:
    hold: Authorize = authorization(1, 2000, source="api")
    mirrored.tell(hold)
    mirrored.tell(verbs.capture(1, hold, actor=TILL, source="api"))
    assert mirrored.balance() == 3000


def test_the_clock_and_the_last_day_do_not_end_it() -> None:
    world = World()
    world.set(expiry=ExpiryRule(months=24, counted_from=CountedFrom.ISSUE))
    world.tell(native_issue())
    world.tell(linking())
    command = asked()
    world.tell(command)
    world.now = AFTER_LAST_DAY
    assert world.refused(expiring()) is Rejection.HAS_HOLDS
    world.tell(blocking())
    assert world.entry(captured(command)).amount_minor == -2000


def test_what_shopify_has_debited_is_captured_though_spending_was_switched_off_since(
    mirrored: World,
) -> None:
    command = asked()
    mirrored.tell(command)
    mirrored.tell(authorization(5, 1000))
    mirrored.set(off=frozenset({Switch.REDEEM}))
    ordinary = verbs.capture(5, authorization(5), actor=TILL)
    assert mirrored.refused(ordinary) is Rejection.SWITCHED_OFF
    assert mirrored.entry(captured(command)).amount_minor == -2000


def test_a_refund_of_a_redemption_that_is_only_held_is_refused(mirrored: World) -> None:
    command = asked()
    mirrored.tell(command)
    early = refund(amount_minor=500, redemption_id=command.command_id)
    assert mirrored.refused(early) is Rejection.EXCEEDS_REDEMPTION


def test_what_is_not_there_or_not_to_be_used_is_refused_and_not_held(mirrored: World) -> None:
    assert mirrored.refused(asked(1, 5001)) is Rejection.INSUFFICIENT_BALANCE
    mirrored.tell(asked(2, 3000))
    assert mirrored.refused(asked(3, 2001)) is Rejection.INSUFFICIENT_BALANCE
    mirrored.tell(blocking())
    assert mirrored.refused(asked(4, 1)) is Rejection.NOT_ACTIVE


def test_more_holds_than_a_card_has_room_for_are_refused(mirrored: World) -> None:
    for number in range(MAX_HOLDS):
        mirrored.tell(asked(number, 1))
    assert mirrored.refused(asked(MAX_HOLDS, 1)) is Rejection.TOO_MANY_HOLDS


def test_what_shopify_reports_is_posted_at_once_where_nothing_held_is_taken(
    mirrored: World,
) -> None:
    mirrored.tell(asked(1, 2000))
    entry = mirrored.entry(redemption(7, 3000))
    assert (entry.kind, entry.amount_minor, entry.shortfall_minor) == ("redeem", -3000, 0)


def test_what_shopify_reports_of_held_value_waits_until_the_hold_has_its_end(
    mirrored: World,
) -> None:
    held, late = asked(1, 2000), redemption(7, 4000)
    mirrored.tell(held)
    parked = mirrored.tell(late)
    assert isinstance(parked, Parked)
    assert mirrored.entry(voided(held)).wakes == (parked.key,)
    entry = mirrored.entry(late)
    assert (entry.amount_minor, entry.shortfall_minor) == (-4000, 0)


def test_a_card_that_is_closed_meanwhile_has_nothing_left_to_capture(mirrored: World) -> None:
    command = asked()
    mirrored.tell(command)
    mirrored.tell(verbs.closing(1, Reason.REFUNDED))
    assert mirrored.refused(captured(command)) is Rejection.UNKNOWN_HOLD
    assert mirrored.refused(voided(command)) is Rejection.UNKNOWN_HOLD
