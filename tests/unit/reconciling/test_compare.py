"""Why two sides of a card differ: the class, the words and what would end it."""

from datetime import date, timedelta
from typing import Any

import pytest

from giftledger.ledger.commands import Adjust
from giftledger.reconciling.compare import LAG_BOUND, compare, is_behind, lacking
from giftledger.reconciling.facts import Drift, DriftClass, Ours, Theirs
from giftledger.reconciling.proposing import proposal
from giftledger.store.proposals import Proposal
from tests.unit.reconciling.sides import AN_HOUR_AGO, NOW, movement, order, ours, theirs, told


def found(mine: Ours, there: Theirs | None) -> Drift:
    drift = compare(mine, there, now=NOW)
    assert drift is not None
    return drift


def proposed(mine: Ours, there: Theirs | None) -> Proposal:
    made = proposal(mine, there, found(mine, there), now=NOW)
    assert made is not None
    return made


def test_equal_sides_are_no_drift() -> None:
    assert compare(ours(), theirs(), now=NOW) is None


@pytest.mark.parametrize(
    "facts",
    [
        {"moved_at": NOW - LAG_BOUND / 2, "last_seq": 5},
        {"asking": True},
    ],
)
def test_what_changed_here_just_now_is_in_flight(facts: dict[str, Any]) -> None:
    assert found(ours(**facts), theirs(4000)).kind is DriftClass.IN_FLIGHT


def test_what_changed_there_just_now_is_in_flight_and_proposes_nothing() -> None:
    mine, there = ours(), theirs(4000, updated_at=NOW - timedelta(minutes=1))
    drift = found(mine, there)
    assert drift.kind is DriftClass.IN_FLIGHT
    assert proposal(mine, there, drift, now=NOW) is None


@pytest.mark.parametrize("facts", [{"last_seq": 5}, {"desired_minor": 4000}])
def test_a_card_that_is_ahead_of_its_mirror_is_told_again(facts: dict[str, Any]) -> None:
    assert is_behind(ours(**facts))
    assert found(ours(**facts), theirs()).kind is DriftClass.IN_FLIGHT


def test_an_orders_transaction_that_the_ledger_lacks_is_a_missed_event() -> None:
    there = theirs(
        4000,
        movements=(movement(1, -500), movement(2, -1000)),
        orders=(order(7, -500), order(8, -1000)),
    )
    mine = ours(reported=(told(7, -500),))
    drift = found(mine, there)
    assert drift.kind is DriftClass.MISSED_EVENT
    assert drift.orders == (order(8, -1000),)
    assert "order 508 drew 10.00 USD (transaction 8)" in drift.explanation
    assert (proposed(mine, there).remedy, proposed(mine, there).orders) == ("fetch", ("508",))


def test_a_movement_without_our_note_and_without_an_order_is_an_adjustment_by_hand() -> None:
    moves = (movement(1, -700), movement(2, -1000, note="Giftledger abc"), movement(3, 200))
    mine, there = ours(), theirs(4500, movements=moves)
    drift = found(mine, there)
    assert drift.kind is DriftClass.MANUAL_ADJUSTMENT
    assert [one.id for one in drift.movements] == ["1", "3"]
    made = proposed(mine, there)
    commands = [Adjust.model_validate_json(body) for body in made.commands]
    assert [one.command_id for one in commands] == ["shopify.adjustment.1", "shopify.adjustment.3"]
    assert [one.amount_minor for one in commands] == [-700, 200]
    assert {(one.source, one.reason) for one in commands} == {("shopify", "adjusted_in_shopify")}


def test_what_an_entry_tells_of_is_no_adjustment() -> None:
    moves = (movement(1, -500), movement(2, -500))
    missing, _ = lacking(ours(reported=(told(7, -500),)), theirs(4500, movements=moves))
    assert [one.id for one in missing] == ["2"]


def test_what_was_followed_before_is_not_found_again() -> None:
    followed = told(1, -700).__class__(command_id="shopify.adjustment.1", amount_minor=-700)
    moves = (movement(1, -700), movement(2, -300))
    missing, _ = lacking(ours(reported=(followed,)), theirs(4700, movements=moves))
    assert [one.id for one in missing] == ["2"]


def test_what_moved_before_the_import_is_part_of_its_balance() -> None:
    moves = (movement(1, -700), movement(5, -300))
    mine = ours(mirrored_at=AN_HOUR_AGO + timedelta(minutes=3))
    missing, _ = lacking(mine, theirs(4700, movements=moves))
    assert [one.id for one in missing] == ["5"]


def test_a_history_without_orders_is_not_taken_for_told_entries() -> None:
    mine = ours(reported=(told(7, -500),))
    drift = found(mine, theirs(4500, movements=(movement(1, -500),)))
    assert drift.kind is DriftClass.MANUAL_ADJUSTMENT


@pytest.mark.parametrize("moves", [(), (movement(1, -1),)])
def test_what_does_not_add_up_is_unknown_and_never_booked(moves: tuple[Any, ...]) -> None:
    mine, there = ours(), theirs(4000, movements=moves)
    assert found(mine, there).kind is DriftClass.UNKNOWN
    made = proposed(mine, there)
    assert (made.remedy, made.commands) == ("restore", ())


@pytest.mark.parametrize(
    ("facts", "remedy"),
    [({"expires_on": date(2026, 11, 1)}, "extend"), ({"enabled": False}, "let_go")],
)
def test_a_card_that_ended_there_only_is_expired_there(facts: dict[str, Any], remedy: str) -> None:
    mine, there = ours(), theirs(**facts)
    assert found(mine, there).kind is DriftClass.EXPIRED_THERE
    assert proposed(mine, there).remedy == remedy


def test_a_card_that_ended_on_both_sides_is_no_drift() -> None:
    mine = ours(spendable=False, desired_minor=0, believed_minor=0)
    assert compare(mine, theirs(0, enabled=False), now=NOW) is None


def test_the_same_last_day_on_both_sides_is_no_difference() -> None:
    day = date(2026, 11, 23)
    assert compare(ours(expires_on=day), theirs(expires_on=day), now=NOW) is None


@pytest.mark.parametrize("there", [None, theirs(currency="EUR")])
def test_a_card_that_is_gone_or_of_another_currency_is_for_a_person(there: Theirs | None) -> None:
    assert found(ours(), there).kind is DriftClass.UNKNOWN
    assert proposed(ours(), there).remedy == "look"


def test_the_same_difference_has_the_same_name_and_another_one_another() -> None:
    moves = (movement(1, -700),)
    first = proposed(ours(), theirs(4300, movements=moves))
    again = proposed(ours(), theirs(4300, movements=moves))
    other = proposed(ours(), theirs(4200, movements=(*moves, movement(2, -100))))
    assert first.proposal_id == again.proposal_id != other.proposal_id


def test_amounts_are_told_in_the_digits_of_their_currency() -> None:
    there = theirs(4000, currency="JPY", movements=(movement(1, -1000),))
    words = found(ours(currency="JPY"), there).explanation
    assert "Shopify has 4000 JPY: 1000 JPY less than the ledger knows of." in words
    assert "-1000 JPY at 2026-11-24 11:01 UTC (movement 1)" in words
