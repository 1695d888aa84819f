"""A card explained in words: a line per entry, and what that leaves."""

from datetime import timedelta
from typing import Any

import pytest

from giftledger.ledger.card import Status
from giftledger.ledger.entry import Entry
from giftledger.ledger.explain import explain
from tests.fakes.commands import NOW
from tests.fakes.entries import CLOSED, HELD, HOLD, ISSUED, a_card, an_entry

REFUNDED: dict[str, Any] = {"reason": "refunded", "source": "shopify"}


def money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def said(entry: Entry, *before: Entry, **facts: Any) -> str:
    """The line of an entry, without its time."""
    lines = explain(a_card(**facts), [ISSUED, *before, entry], money=money)
    stamp = f"{entry.recorded_at:%Y-%m-%d %H:%M} UTC: "
    (line,) = (line for line in lines if line.startswith(stamp) and "a hold of" not in line)
    return line.removeprefix(stamp)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            an_entry("redeem", -2000, order_reference="till-7"),
            "a till spent 20.00 (order till-7); 30.00 left",
        ),
        (
            an_entry("redeem", -5000, asked_minor=6000, shortfall_minor=1000, source="shopify"),
            "Shopify spent 50.00 of 60.00, 10.00 was not covered; 0.00 left",
        ),
        (
            HELD,
            "a till reserved 20.00 until 2026-11-20 12:15 UTC; 50.00 left, 30.00 of it available",
        ),
        (
            an_entry("authorize", hold_id=HOLD, hold_remaining_minor=100),
            "a till reserved 1.00 until it is resolved; 50.00 left, 49.00 of it available",
        ),
        (an_entry("reload", 900, source="console"), "console loaded 9.00; 59.00 left"),
        (
            an_entry("adjust", -900, source="console", reason="goodwill", actor="ada"),
            "console took off 9.00 (goodwill) (by ada); 41.00 left",
        ),
        (
            an_entry("correct", -900, parent_id="x.1", reason="mistake"),
            "a till took x.1 back (mistake): 9.00 was taken off; 41.00 left",
        ),
        (
            an_entry("cash_out", -5000, reason="rest"),
            "a till paid 50.00 out as cash (rest); 0.00 left",
        ),
        (an_entry("block", status=Status.BLOCKED), "a till blocked it; 50.00 left"),
        (an_entry("unblock"), "a till unblocked it; 50.00 left"),
        (
            an_entry("link", mirrored=True, source="shopify"),
            "Shopify gave it one more name, and it is mirrored in Shopify from now on; 50.00 left",
        ),
        (an_entry("link"), "a till gave it one more name; 50.00 left"),
        (
            an_entry("extend", expires_on="2030-01-31"),
            "a till gave it more time, valid until 2030-01-31; 50.00 left",
        ),
        (
            an_entry("transfer", 700, expires_on="never"),
            "a till moved 7.00 here from another card, valid for ever; 57.00 left",
        ),
        (an_entry("refund", 700), "a till gave back 7.00; 57.00 left"),
        (
            an_entry("refund", 700, asked_minor=1000, shortfall_minor=-300),
            "a till gave back 10.00, 3.00 of it settles what was not covered; 57.00 left",
        ),
        (
            an_entry("refund", 700, key="ENTRY#1#REFUND#2#FROM#gc_2"),
            "a till gave back 7.00 that card gc_2 had paid; 57.00 left",
        ),
        (
            an_entry("refund", key="ENTRY#1#REFUND#2#FROM#gc_2", successor_id="gc_3", **CLOSED),
            "a till gave back what card gc_2 had paid, on to card gc_3; 50.00 left",
        ),
        (
            an_entry("deactivate", -4000, shortfall_minor=1000, **CLOSED, **REFUNDED),
            (
                "Shopify closed it (refunded): 40.00 was taken off, "
                "10.00 of its sale was not there any more; 10.00 left"
            ),
        ),
        (
            an_entry("take_back", -4000, **REFUNDED),
            "Shopify paid its sale back (refunded): 40.00 was taken off; 10.00 left",
        ),
        (
            an_entry("take_back", -4000, key="ENTRY#2#FROM#gc_2", **REFUNDED),
            "the sale of card gc_2 was paid back: 40.00 of it was taken off; 10.00 left",
        ),
        (
            an_entry("expire", -5000, reason="expired", **CLOSED),
            "its last day had passed: it was closed and 50.00 taken off; 0.00 left",
        ),
        (
            an_entry("transfer", -5000, reason="merged", successor_id="gc_2", **CLOSED),
            "a till moved its 50.00 on to card gc_2 (merged); 0.00 left",
        ),
        (an_entry("transfer", -700), "a till moved 7.00 of it to other cards; 43.00 left"),
        (an_entry("transfer", 700), "a till moved 7.00 here from another card; 57.00 left"),
        (an_entry("novelty", 700, source="new_door"), "new door did novelty of 7.00; 57.00 left"),
    ],
    ids=lambda value: value.kind if isinstance(value, Entry) else "",
)
def test_each_kind_has_its_words(entry: Entry, expected: str) -> None:
    assert said(entry) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            an_entry("capture", -500, seq=3, hold_id=HOLD, hold_remaining_minor=1500),
            (
                "a till spent 5.00 that was reserved, 15.00 stays reserved; "
                "45.00 left, 30.00 of it available"
            ),
        ),
        (
            an_entry("void", seq=3, hold_id=HOLD, hold_remaining_minor=0, asked_minor=2000),
            "a till released 20.00 that was reserved; 50.00 left",
        ),
    ],
    ids=["capture", "void"],
)
def test_what_becomes_of_a_hold_is_told(entry: Entry, expected: str) -> None:
    assert said(entry, HELD) == expected


def test_the_sale_tells_face_price_and_last_day() -> None:
    lines = explain(a_card(paid_minor=4000), [ISSUED], money=money)
    assert lines == [
        (
            "2026-11-20 12:00 UTC: a till issued it with a face of 50.00, paid 40.00, "
            "valid until 2028-11-20; 50.00 left"
        ),
        "The card is active with a balance of 50.00.",
        "It is valid until the end of 2028-11-20.",
    ]


def test_plastic_waits_for_its_serial() -> None:
    sold = an_entry("issue", seq=1, asked_minor=5000, status=Status.PENDING)
    bound = an_entry("activate", 5000, source="netsuite")
    lines = explain(a_card(), [sold, bound], money=money)
    assert lines[0].endswith("paid 50.00, pending until a serial is bound; 0.00 left")
    assert lines[1].endswith("NetSuite bound a serial and made its 50.00 spendable; 50.00 left")


def test_a_hold_that_lapsed_has_a_line_at_its_time() -> None:
    lapsed = "2026-11-20 12:15 UTC: a hold of 20.00 lapsed"
    history = [ISSUED, HELD, an_entry("redeem", -100, seq=31)]
    lines = explain(a_card(), history, money=money)
    assert [line[:16] for line in lines[:4]] == [
        *("2026-11-20 12:00", "2026-11-20 12:01", "2026-11-20 12:15", "2026-11-20 12:30")
    ]
    assert lines[2] == lapsed
    before = explain(a_card(), history, NOW + timedelta(minutes=14), money=money)
    assert lapsed not in before
    assert before[-3:-1] == [
        f"Reserved: 20.00 until 2026-11-20 12:15 UTC (hold {HOLD}).",
        "Available: 30.00.",
    ]
    assert lapsed in explain(a_card(), history, NOW + timedelta(minutes=16), money=money)


def test_the_end_tells_shortfalls_and_where_the_value_went() -> None:
    short = an_entry("redeem", -5000, asked_minor=6000, shortfall_minor=1000)
    settled = an_entry("refund", seq=3, asked_minor=400, shortfall_minor=-400)
    went_on = an_entry("transfer", seq=4, reason="merged", successor_id="gc_2", **CLOSED)
    passed = an_entry("refund", seq=5, asked_minor=300, **CLOSED)
    lines = explain(a_card(), [ISSUED, short, settled, went_on, passed], money=money)
    assert lines[4].endswith("a till gave back 3.00, 3.00 of it went on to card gc_2; 0.00 left")
    assert lines[-3:] == [
        "The card is closed (merged) with a balance of 0.00.",
        "Not covered, and not settled since: 6.00.",
        "Its value went on to card gc_2.",
    ]


def test_a_sale_that_is_undone_after_the_value_went_on_is_told_on_the_closed_card() -> None:
    closed = an_entry("transfer", -5000, reason="merged", successor_id="gc_2", **CLOSED)
    undone = an_entry("deactivate", seq=3, shortfall_minor=200, **CLOSED, **REFUNDED)
    assert said(undone, closed) == (
        "its sale was paid back (refunded) after its value had gone on, "
        "2.00 of its sale was not there any more; 0.00 left"
    )


def test_before_its_first_entry_a_card_was_not_there() -> None:
    early = NOW - timedelta(days=1)
    assert explain(a_card(), [ISSUED], early, money=money) == ["The card did not exist yet."]


def test_a_review_is_told_with_its_reason_and_its_end() -> None:
    pending = an_entry("issue", seq=1, status=Status.PENDING, reason="high_risk", asked_minor=5000)
    released = an_entry("release", 5000, reason="looks_good", source="console")
    first, second, *_ = explain(a_card(), [pending, released], money=money)
    assert first.endswith("pending until its review ends (high_risk); 0.00 left")
    assert "console ended its review (looks_good) and made its 50.00 spendable" in second
