"""What to do next about a card in Shopify, from the card, its new entries and its mirror."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from giftledger.ledger.card import Card, Status
from giftledger.ledger.entry import Entry
from giftledger.ledger.hold import Hold, hold_id_for
from giftledger.ledger.parts import Form
from giftledger.mirroring.card_decisions import (
    Capture,
    Create,
    Deactivate,
    Link,
    Move,
    Notify,
    Rest,
    SetLastDay,
    next_step,
)
from giftledger.mirroring.card_doubts import doubtful, is_somebodys, short
from giftledger.mirroring.card_standing import confirmed, ref_for, standing
from giftledger.store.mirrors import Intent, Mirror

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CARD = "gc_abcdefghijklmnopqrstuvwxyz"


def card(**facts: Any) -> Card:
    """Active, with 50.00 USD, in step at entry 3."""
    plain: dict[str, Any] = {
        "gift_card_id": CARD,
        "status": Status.ACTIVE,
        "currency": "USD",
        "balance_minor": 5000,
        "version": 3,
        "last_seq": 3,
        "face_minor": 5000,
        "paid_minor": 5000,
        "form": Form.DIGITAL,
        "issued_at": NOW,
        "mirrored": True,
    }
    return Card(**plain | facts)


def entry(seq: int, kind: str, asked_minor: int = 0, **facts: Any) -> Entry:
    plain: dict[str, Any] = {
        "key": f"ENTRY#e{seq}",
        "command_id": f"e{seq}",
        "kind": kind,
        "currency": "USD",
        "amount_minor": 0,
        "asked_minor": asked_minor,
        "balance_after_minor": 0,
        "occurred_at": NOW,
        "recorded_at": NOW,
        "source": "shopify",
        "intent": "",
        "seq": seq,
    }
    return Entry(**plain | facts)


LIVE = Mirror(
    gift_card_id=CARD,
    state="live",
    since=NOW,
    shopify_gift_card_id="1",
    believed_minor=5000,
    seq=3,
)


def step(
    of: Card, *entries: Entry, mirror: Mirror = LIVE, notifies_at: datetime | None = None
) -> Any:
    return next_step(mirror, standing(of, entries, mirror, NOW), now=NOW, notifies_at=notifies_at)


def moved(of: Card, *entries: Entry, mirror: Mirror = LIVE) -> int:
    """What the next step moves there."""
    found = step(of, *entries, mirror=mirror)
    return found.intent.amount_minor if isinstance(found, Move) else 0


def test_a_card_that_is_there_as_it_is_here_rests() -> None:
    assert step(card()) == Rest(LIVE)


@pytest.mark.parametrize(
    ("of", "moves"),
    [
        (card(balance_minor=6000), 1000),
        (card(balance_minor=4000), -1000),
        (card(holds=(Hold("h", 700, NOW + timedelta(minutes=1)),)), -700),
        (card(holds=(Hold("h", 700, NOW - timedelta(minutes=1)),)), 0),
        (card(status=Status.BLOCKED), -5000),
        (card(status=Status.CLOSED, balance_minor=0), -5000),
    ],
)
def test_what_is_available_here_is_what_shall_be_there(of: Card, moves: int) -> None:
    assert moved(of) == moves


def test_past_its_last_day_nothing_is_moved_because_nobody_can_spend_it_there() -> None:
    over = card(expires_on="2026-11-20", balance_minor=4000)
    mirror = replace(LIVE, expires_on="2026-11-20")
    assert isinstance(step(over, mirror=mirror), Rest)


@pytest.mark.parametrize(
    ("told", "balance_minor", "moves"),
    [
        (entry(4, "redeem", 2000), 3000, 0),
        (entry(4, "refund", 500), 5500, 0),
        (entry(4, "adjust", 500, amount_minor=500), 5500, 0),
        (entry(4, "adjust", 500, amount_minor=-500), 4500, 0),
        # The shop's checkout drew 20.00 more than the ledger had.
        (entry(4, "redeem", 5000, shortfall_minor=2000), 2000, 2000),
        # What it gave back settled a shortfall here.
        (entry(4, "refund", 500), 5000, -500),
        (entry(4, "redeem", 2000, source="api"), 3000, -2000),
        (entry(4, "refund", 500, key="ENTRY#r#REFUND#e4#FROM#gc_other"), 5500, 500),
        (entry(4, "capture", 2000), 3000, -2000),
    ],
)
def test_what_shopify_told_counts_as_it_was_asked_and_is_not_told_back(
    told: Entry, balance_minor: int, moves: int
) -> None:
    assert moved(card(last_seq=4, balance_minor=balance_minor), told) == moves


def test_an_entry_that_is_newer_than_the_card_as_it_was_read_does_not_count_yet() -> None:
    assert moved(card(), entry(4, "redeem", 2000)) == 0


def held(number: int, amount_minor: int) -> tuple[Hold, Entry]:
    """A redemption that waits."""
    name = f"e{number}"
    hold = Hold(hold_id_for(name), amount_minor, None)
    return hold, entry(number, "authorize", amount_minor, source="api", hold_id=hold.hold_id)


def test_a_redemption_waits_for_its_debit_and_is_named_in_its_intent() -> None:
    hold, taken = held(4, 1000)
    found = step(card(last_seq=4, holds=(hold,)), taken)
    assert isinstance(found, Move)
    assert (found.intent.amount_minor, found.intent.holds) == (-1000, ("e4",))


def test_a_redemption_that_a_credit_outweighs_needs_no_debit() -> None:
    hold, taken = held(4, 1000)
    found = step(card(last_seq=5, balance_minor=7000, holds=(hold,)), taken, entry(5, "reload"))
    assert isinstance(found, Capture)


@pytest.mark.parametrize("state", ["ended", "refused"])
def test_where_nobody_can_spend_it_a_redemption_has_nothing_to_wait_for(state: Any) -> None:
    hold, taken = held(4, 1000)
    mirror = replace(LIVE, state=state)
    assert isinstance(step(card(last_seq=4, holds=(hold,)), taken, mirror=mirror), Capture)


def test_what_is_confirmed_there_is_not_waiting_any_more() -> None:
    hold, taken = held(4, 1000)
    mirror = replace(LIVE, captures=("e4",))
    assert standing(card(last_seq=4, holds=(hold,)), [taken], mirror, NOW).waiting == ()


def test_a_closed_card_is_emptied_first_and_ended_then() -> None:
    closed = card(status=Status.CLOSED, balance_minor=0)
    assert isinstance(step(closed), Move)
    assert isinstance(step(closed, mirror=replace(LIVE, believed_minor=0)), Deactivate)
    assert isinstance(step(closed, mirror=replace(LIVE, short_since=NOW)), Deactivate)


def test_a_card_is_linked_before_anything_else_happens_to_it() -> None:
    assert step(card(mirrored=False, balance_minor=1)) == Link()


def test_a_new_last_day_is_told_before_the_balance() -> None:
    found = step(card(expires_on="2028-01-31", balance_minor=1))
    assert isinstance(found, SetLastDay)
    assert str(found.day) == "2028-01-31"
    assert confirmed(LIVE, found.intent).expires_on == "2028-01-31"


@pytest.mark.parametrize("state", ["ended", "refused"])
def test_what_waits_for_a_person_is_due_once_an_hour_and_not_at_every_sweep(state: Any) -> None:
    waiting = replace(LIVE, state=state, todo="shopify_operator", due_at=NOW)
    rested = step(card(), mirror=waiting).mirror
    assert rested == replace(waiting, due_at=NOW + timedelta(hours=1))
    assert step(card(), mirror=rested) == Rest(rested)


def test_a_refused_card_is_judged_again_only_when_it_has_changed() -> None:
    refused = replace(LIVE, state="refused")
    assert step(card(), mirror=refused) == Rest(refused)
    assert step(card(last_seq=4), mirror=refused) == Create()


def test_the_sweep_looks_again_when_the_first_hold_is_over() -> None:
    until = NOW + timedelta(minutes=5)
    holds = (Hold("a", 100, until + timedelta(hours=1)), Hold("b", 100, until))
    found = step(card(holds=holds), mirror=replace(LIVE, believed_minor=4800))
    assert isinstance(found, Rest)
    assert (found.mirror.todo, found.mirror.due_at) == ("mirror", until)


def test_a_holder_is_told_once_and_not_before_the_time() -> None:
    assert step(card(), notifies_at=NOW) == Notify()
    assert isinstance(step(card(), notifies_at=NOW + timedelta(days=1)), Rest)
    assert isinstance(step(card(), mirror=replace(LIVE, notified=True), notifies_at=NOW), Rest)


def intent(**facts: Any) -> Intent:
    plain: dict[str, Any] = {
        "kind": "delta",
        "ref": "R",
        "seq": 4,
        "believed_after_minor": 4000,
        "asked_at": NOW,
    }
    return Intent(**plain | facts)


def test_an_intent_is_somebodys_for_a_minute_unless_they_gave_up() -> None:
    assert is_somebodys(intent(), NOW + timedelta(seconds=59))
    assert not is_somebodys(intent(), NOW + timedelta(seconds=60))
    assert not is_somebodys(intent(doubt=True), NOW)


@pytest.mark.parametrize(
    ("minutes", "todo"), [(0, "mirror"), (14, "mirror"), (15, "shopify_operator")]
)
def test_after_fifteen_minutes_a_person_decides(minutes: int, todo: str) -> None:
    later = NOW + timedelta(minutes=minutes)
    assert doubtful(LIVE, intent(), later).todo == todo
    assert short(replace(LIVE, short_since=NOW), later).todo == todo


def test_a_confirmed_debit_moves_what_is_believed_up_to_the_entry_it_was_made_for() -> None:
    asked = intent(holds=("e4",))
    after = confirmed(replace(LIVE, intent=asked), asked)
    assert (after.believed_minor, after.seq, after.captures) == (4000, 4, ("e4",))
    assert after.intent is None


def test_a_reference_is_the_same_whoever_works_it_out_and_differs_by_all_it_is_made_of() -> None:
    asked = [
        ref_for(CARD, seq, amount_minor, version=version)
        for seq, amount_minor, version in ((4, -10, 7), (4, 10, 7), (5, -10, 7), (4, -10, 8))
    ]
    assert ref_for(CARD, 4, -10, version=7) == asked[0]
    assert len(set(asked)) == 4
    assert len(asked[0]) == 20
