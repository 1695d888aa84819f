"""Races for holds: what is reserved is there, and each hold is resolved once."""

from functools import partial

from giftledger.ledger.card import Status
from giftledger.ledger.commands import CardCommand
from giftledger.ledger.parts import Reason
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Posted
from tests.fakes.commands import native_issue
from tests.fakes.engine import ON_EVERY_ENGINE, Engine
from tests.fakes.racing import (
    ROUNDS,
    assert_told_again_alike,
    at_once,
    carry_out,
    given,
    posted,
    race,
    refusals,
    sound_books,
)
from tests.fakes.verbs import authorization, capture, closing, requested, void

pytestmark = ON_EVERY_ENGINE
FACE_MINOR = native_issue().amount_minor


def test_fifty_redemptions_and_captures_never_overdraw_and_every_capture_is_paid(
    engine: Engine,
) -> None:
    holds = [authorization(number, 300) for number in range(10)]
    given(engine, native_issue(), *holds)
    captures = [capture(number, hold, amount_minor=200) for number, hold in enumerate(holds)]
    redemptions = [requested(number, 150) for number in range(40)]

    told: list[CardCommand] = [*captures, *redemptions]
    told[::2], told[1::2] = told[:25], told[25:]
    outcomes = at_once(engine, told)

    ((card, entries),) = sound_books().values()
    drawn_minor = -sum(one.entry.amount_minor for one in posted(outcomes))
    captured = [entry for entry in entries if entry.kind == "capture" and entry.seq]
    assert (len(captured), card.held_minor) == (10, 0)
    assert 0 <= card.balance_minor == FACE_MINOR - drawn_minor
    assert refusals(outcomes) == {Rejection.INSUFFICIENT_BALANCE}
    assert card.balance_minor < 150 + 10 * 100, "only what captures released later may be left"
    assert_told_again_alike(engine, told, outcomes)


def test_thirty_holds_of_three_times_the_balance_reserve_no_more_than_it(engine: Engine) -> None:
    given(engine, native_issue())
    asked = [authorization(number, 250 * (1 + number % 3)) for number in range(30)]
    assert sum(one.amount_minor or 0 for one in asked) == 3 * FACE_MINOR

    outcomes = at_once(engine, asked)

    ((card, entries),) = sound_books().values()
    taken = posted(outcomes)
    assert {hold.hold_id for hold in card.holds} == {one.entry.hold_id for one in taken}
    assert card.held_minor == sum(one.entry.asked_minor for one in taken) <= FACE_MINOR
    assert (card.balance_minor, len(entries)) == (FACE_MINOR, 31)
    assert refusals(outcomes) <= {Rejection.INSUFFICIENT_BALANCE, Rejection.TOO_MANY_HOLDS}
    assert_told_again_alike(engine, asked, outcomes)


def test_of_capture_void_and_lapse_one_resolves_a_hold(engine: Engine) -> None:
    """Who comes after the time of the hold takes all that the others have left."""
    hold = authorization(1, FACE_MINOR, timeout_seconds=60)
    late = authorization(2, None)
    in_time, too_late = hold.occurred_at.replace(second=59), hold.occurred_at.replace(minute=2)
    at = {"capture": in_time, "void": in_time, "authorize": too_late}
    told: list[CardCommand] = [capture(1, hold), void(1, hold), late]
    found = set()
    for number in range(ROUNDS):
        given(engine, native_issue(), hold)
        order = told[number % 3 :] + told[: number % 3]

        outcomes = race(*(partial(carry_out, one, engine, now=at[one.verb]) for one in order))

        ((card, _),) = sound_books().values()
        yes = {one.verb for one, outcome in zip(order, outcomes, strict=True) if posted([outcome])}
        assert yes in ({"capture"}, {"void", "authorize"}, {"authorize"})
        assert card.balance_minor == (0 if "capture" in yes else FACE_MINOR)
        assert [one.hold_id for one in card.holds] == [late.hold_id][: "authorize" in yes]
        assert refusals(outcomes) <= {Rejection.UNKNOWN_HOLD, Rejection.INSUFFICIENT_BALANCE}
        assert_told_again_alike(engine, order, outcomes, now=in_time)
        found.add(frozenset(yes))
    assert len(found) > 1, "the race always ends alike: it is none"


def test_a_sale_undone_while_a_hold_is_captured_takes_what_is_left(engine: Engine) -> None:
    hold = authorization(1, 2000)
    told: list[CardCommand] = [capture(1, hold), closing(1, Reason.REFUNDED)]
    for _ in range(ROUNDS):
        given(engine, native_issue(), hold)

        outcomes = at_once(engine, told * 2)

        ((card, entries),) = sound_books().values()
        captured_minor = 2000 if isinstance(outcomes[0], Posted) else 0
        ending = next(entry for entry in entries if entry.kind == "deactivate")
        assert (card.status, card.balance_minor, card.holds) == (Status.CLOSED, 0, ())
        assert ending.amount_minor == captured_minor - FACE_MINOR
        assert ending.shortfall_minor == card.owed_minor == captured_minor
        assert refusals(outcomes) <= {Rejection.UNKNOWN_HOLD, Rejection.NOT_ACTIVE}
        assert_told_again_alike(engine, told * 2, outcomes)
