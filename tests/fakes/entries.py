"""Builders of a card and its entries by hand: what a test does not name has a plain default."""

from datetime import timedelta
from typing import Any

from giftledger.ledger.card import Card, Status
from giftledger.ledger.entry import Entry
from giftledger.ledger.hold import Hold
from giftledger.ledger.parts import Form, Funding
from tests.fakes.commands import NOW

HOLD = "a" * 20
UNTIL = NOW + timedelta(minutes=15)


def a_card(**facts: Any) -> Card:
    """Only what never changes about it counts; the rest is nonsense on purpose."""
    told: dict[str, Any] = {
        "gift_card_id": "gc_1",
        "status": Status.BLOCKED,
        "currency": "USD",
        "balance_minor": 77,
        "version": 99,
        "last_seq": 99,
        "face_minor": 5000,
        "paid_minor": 5000,
        "form": Form.NATIVE,
        "issued_at": NOW,
        "funding": Funding.SOLD,
    }
    return Card(**told | facts)


def an_entry(kind: str, amount_minor: int = 0, *, seq: Any = 2, **facts: Any) -> Entry:
    minutes = timedelta(minutes=0 if seq is None else seq - 1)
    told: dict[str, Any] = {
        "key": f"ENTRY#{seq}",
        "command_id": str(seq),
        "kind": kind,
        "currency": "USD",
        "amount_minor": amount_minor,
        "asked_minor": abs(amount_minor),
        "balance_after_minor": 0,
        "occurred_at": NOW,
        "recorded_at": NOW + minutes,
        "source": "api",
        "intent": "i",
        "seq": seq,
        "status": Status.ACTIVE,
    }
    return Entry(**told | facts)


ISSUED = an_entry("issue", 5000, seq=1, expires_on="2028-11-20")
HELD = an_entry(
    "authorize", hold_id=HOLD, hold_remaining_minor=2000, hold_expires_at=UNTIL, hold_owner="till"
)
TAKEN = Hold(HOLD, 2000, UNTIL, "till")
CLOSED: dict[str, Any] = {"status": Status.CLOSED}
