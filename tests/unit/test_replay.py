"""Replaying a card from its entries: what each kind does, and what an instant in between saw."""

from datetime import timedelta

import pytest

from giftledger.ledger.card import Status
from giftledger.ledger.entry import NEVER, Entry
from giftledger.ledger.hold import Hold
from giftledger.ledger.parts import Form
from giftledger.ledger.rejections import Rejection
from giftledger.ledger.replay import State, replay
from tests.fakes.commands import NOW
from tests.fakes.entries import CLOSED, HELD, HOLD, ISSUED, TAKEN, UNTIL, a_card, an_entry


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (an_entry("redeem", -1200), {"balance_minor": 3800}),
        (an_entry("refund", 300, shortfall_minor=-100, owed_minor=-100), {"owed_minor": -100}),
        (HELD, {"holds": (TAKEN,), "balance_minor": 5000}),
        (an_entry("reload", 900, loaded_minor=900), {"balance_minor": 5900, "loaded_minor": 900}),
        (an_entry("adjust", -100, reason="goodwill"), {"balance_minor": 4900}),
        (an_entry("correct", -900, loaded_minor=-900), {"loaded_minor": -900}),
        (an_entry("cash_out", -5000), {"balance_minor": 0, "status": Status.ACTIVE}),
        (an_entry("block", status=Status.BLOCKED), {"status": Status.BLOCKED}),
        (an_entry("extend", expires_on="2030-01-31"), {"expires_on": "2030-01-31"}),
        (
            an_entry("deactivate", -5000, reason="written_off", **CLOSED),
            {"status": Status.CLOSED, "closed_reason": "written_off", "sale_undone": False},
        ),
        (
            an_entry("deactivate", -4000, reason="refunded", owed_minor=1000, **CLOSED),
            {"closed_reason": "refunded", "sale_undone": True, "owed_minor": 1000},
        ),
        (
            an_entry("take_back", -4000, reason="refunded"),
            {"status": Status.ACTIVE, "closed_reason": None, "sale_undone": True},
        ),
        (
            an_entry("take_back", -4000, reason="refunded", key="ENTRY#2#FROM#gc_2"),
            {"balance_minor": 1000, "sale_undone": False},
        ),
        (
            an_entry("expire", -5000, reason="expired", **CLOSED),
            {"closed_reason": "expired", "expires_on": "2028-11-20"},
        ),
        (
            an_entry("transfer", -5000, reason="merged", successor_id="gc_2", **CLOSED),
            {"closed_reason": "merged", "successor_id": "gc_2", "transferred_minor": 5000},
        ),
        (
            an_entry("transfer", -700),
            {"balance_minor": 4300, "transferred_minor": 0, "successor_id": None},
        ),
        (
            an_entry("transfer", 700, loaded_minor=700),
            {"balance_minor": 5700, "loaded_minor": 700, "transferred_minor": 0},
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Entry) else "",
)
def test_an_entry_does_to_the_card_what_its_kind_says(
    entry: Entry, expected: dict[str, object]
) -> None:
    state = replay(a_card(), [entry, ISSUED])
    assert {name: getattr(state, name) for name in expected} == expected
    assert state.last_seq == 2


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (an_entry("void", seq=3, hold_id=HOLD, hold_remaining_minor=0), ()),
        (an_entry("capture", -2000, seq=3, hold_id=HOLD, hold_remaining_minor=0), ()),
        (
            an_entry("capture", -500, seq=3, hold_id=HOLD, hold_remaining_minor=1500),
            (Hold(HOLD, 1500, UNTIL, "till"),),
        ),
        (an_entry("redeem", -100, seq=3), (TAKEN,)),
        (an_entry("redeem", -100, seq=16), ()),
        (an_entry("take_back", -100, seq=3, reason="fraud"), ()),
        (an_entry("deactivate", -5000, seq=3, reason="fraud", **CLOSED), ()),
    ],
    ids=["void", "capture", "capture a part", "redeem", "lapsed", "sale undone", "closed"],
)
def test_a_hold_is_kept_until_something_or_the_clock_ends_it(
    entry: Entry, expected: tuple[Hold, ...]
) -> None:
    assert replay(a_card(), [ISSUED, HELD, entry]).holds == expected


def test_a_past_instant_sees_what_was_recorded_by_then_and_the_holds_of_then() -> None:
    later = an_entry("redeem", -3000, seq=20)
    history = [ISSUED, HELD, later]

    def at(minutes: float) -> State:
        return replay(a_card(), history, NOW + timedelta(minutes=minutes))

    assert at(-1) == State()
    assert (at(0).balance_minor, at(0).available_minor) == (5000, 5000)
    assert (at(1).held_minor, at(1).available_minor) == (2000, 3000)
    assert at(15).held_minor == 0
    assert at(18.9).balance_minor == 5000
    assert at(19).balance_minor == 2000


def test_what_a_skewed_clock_recorded_earlier_does_not_overtake_its_predecessor() -> None:
    slow = an_entry("redeem", -1000, seq=3, recorded_at=NOW - timedelta(hours=1))
    history = [ISSUED, an_entry("redeem", -2000), slow]
    assert replay(a_card(), history, NOW).balance_minor == 5000
    assert replay(a_card(), history, NOW + timedelta(minutes=1)).balance_minor == 2000


def test_a_refusal_is_no_part_of_the_past() -> None:
    no = an_entry("redeem", seq=None, rejection=Rejection.NOT_ACTIVE, asked_minor=100)
    assert replay(a_card(), [ISSUED, no]) == replay(a_card(), [ISSUED])


def test_the_youngest_successor_is_where_refunds_go() -> None:
    closed = an_entry("transfer", -5000, reason="merged", successor_id="gc_2", **CLOSED)
    told = an_entry("refund", seq=3, successor_id="gc_3", **CLOSED)
    assert replay(a_card(), [ISSUED, closed, told]).successor_id == "gc_3"


def test_a_card_that_lost_its_last_day_never_expires_again() -> None:
    filled = an_entry("transfer", 700, expires_on=NEVER)
    assert replay(a_card(), [ISSUED, filled]).expires_on is None
    assert replay(a_card(), [ISSUED, filled, an_entry("redeem", -1, seq=3)]).expires_on is None


@pytest.mark.parametrize(
    ("form", "entries", "status"),
    [
        (Form.NATIVE, [an_entry("issue", 5000, seq=1, status=None)], Status.ACTIVE),
        (Form.PHYSICAL, [an_entry("issue", seq=1, status=None)], Status.PENDING),
        (
            Form.PHYSICAL,
            [an_entry("issue", seq=1, status=None), an_entry("activate", 5000, status=None)],
            Status.ACTIVE,
        ),
        (
            Form.NATIVE,
            [
                an_entry("issue", 5000, seq=1, status=None),
                an_entry("deactivate", -5000, status=None, reason="refunded"),
                an_entry("refund", seq=3, status=None),
            ],
            Status.CLOSED,
        ),
    ],
)
def test_entries_that_were_written_without_a_status_tell_it_by_their_kind(
    form: Form, entries: list[Entry], status: Status
) -> None:
    state = replay(a_card(form=form), entries)
    assert state.status is status
    closed = status is Status.CLOSED
    assert (state.sale_undone, state.owed_minor) == (closed, 5000 if closed else 0)


def test_a_card_that_is_closed_while_pending_has_no_sale_to_undo_later() -> None:
    pending = an_entry("issue", seq=1, status=Status.PENDING)
    for kind, reason in (("deactivate", "written_off"), ("expire", "expired")):
        assert replay(a_card(), [pending, an_entry(kind, reason=reason, **CLOSED)]).sale_undone
        assert not replay(a_card(), [ISSUED, an_entry(kind, reason=reason, **CLOSED)]).sale_undone


def test_what_is_compared_with_a_stored_card_is_all_that_changes() -> None:
    card = a_card(holds=(TAKEN,), loaded_minor=4, owed_minor=5, successor_id="gc_9")
    state = State.of(card)
    assert (state.status, state.balance_minor, state.holds) == (Status.BLOCKED, 77, (TAKEN,))
    assert (state.loaded_minor, state.owed_minor, state.successor_id) == (4, 5, "gc_9")


def test_a_card_is_mirrored_from_the_link_that_says_so_on() -> None:
    linked = an_entry("link", mirrored=True)
    assert not replay(a_card(), [ISSUED]).mirrored
    assert replay(a_card(), [ISSUED, linked, an_entry("redeem", -1, seq=3)]).mirrored
    assert State.of(a_card(mirrored=True)).mirrored
