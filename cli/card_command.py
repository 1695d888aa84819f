"""`giftledger card`: a card with its history, now or at a past instant, as JSON or in words."""

import json
import re
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cli.auditing.gathering import Gathered, read_again
from cli.failing import FOUND, OK, RefusedError
from cli.money import grouped
from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.ledger.explain import explain
from giftledger.ledger.hold import Hold
from giftledger.ledger.replay import replay, steps
from sandbox.card import find_cards

GIFT_CARD_ID = re.compile(r"gc_[a-z2-7]{26}")
FORMS = (
    "a gift card id (gc_…), shopify:<gift card id>, order:shopify:<order id>, code:<code> "
    "or serial:<serial>"
)


def run(arguments: Namespace) -> int:
    """Print the cards that a reference means; 1 where there is none."""
    at = instant(arguments.at) if arguments.at else None
    cards = [_read(gift_card_id) for gift_card_id in _ids(arguments.reference)]
    if arguments.explain:
        print("\n\n".join(_in_words(card, entries, at) for card, entries in cards))
    else:
        print(json.dumps([_as_json(card, entries, at) for card, entries in cards], indent=2))
    return OK if cards else FOUND


def instant(text: str) -> datetime:
    """An instant such as `2026-11-24T12:00Z`; without offset UTC; a day alone is its end."""
    try:
        if "T" not in text and " " not in text:
            next_day = date.fromisoformat(text) + timedelta(days=1)
            return datetime.combine(next_day, datetime.min.time(), UTC) - timedelta.resolution
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        what = f"--at takes a day or an instant such as 2026-11-24T12:00Z, not {text!r}"
        raise RefusedError(what) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _ids(reference: str) -> list[str]:
    if GIFT_CARD_ID.fullmatch(reference):
        known = read_again(reference).card is not None
        return [reference] if known else []
    try:
        return [view.gift_card_id for view in find_cards(reference)]
    except ValueError as error:
        raise RefusedError(f"a card is named by {FORMS}") from error


def _read(gift_card_id: str) -> tuple[Card, list[Entry]]:
    gathered: Gathered = read_again(gift_card_id)
    assert gathered.card is not None, "it was there just now, and cards are never deleted"
    return gathered.card, [stored.entry for stored in gathered.in_order()]


def _in_words(card: Card, entries: Sequence[Entry], at: datetime | None) -> str:
    ending = f" ending {card.last_four}" if card.last_four else ""
    test = "test " if card.test else ""
    kind = f"{card.currency}, {test}{card.funding}, programme {card.programme}"
    lines = explain(card, entries, at, money=lambda minor: grouped(minor, card.currency))
    return "\n".join([f"Gift card {card.gift_card_id}{ending} ({kind})", *lines])


def _as_json(card: Card, entries: Sequence[Entry], at: datetime | None) -> dict[str, Any]:
    """Amounts in minor units, times in RFC 3339. Without an instant: as the card is stored."""
    state = replay(card, entries, at)
    return {
        "gift_card_id": card.gift_card_id,
        "at": None if at is None else at.isoformat(),
        "status": state.status,
        "currency": card.currency,
        "balance_minor": state.balance_minor,
        "held_minor": state.held_minor,
        "available_minor": state.available_minor,
        "holds": [_hold_json(hold) for hold in state.holds],
        "expires_on": state.expires_on,
        "closed_reason": state.closed_reason,
        "successor_id": state.successor_id,
        "last_seq": state.last_seq,
        "face_minor": card.face_minor,
        "paid_minor": card.paid_minor,
        "funding": card.funding,
        "programme": card.programme,
        "form": card.form,
        "last_four": card.last_four,
        "test": card.test,
        "order_reference": card.order_reference,
        "entries": [_entry_json(step.entry) for step in steps(card, entries, at)],
    }


def _hold_json(hold: Hold) -> dict[str, Any]:
    until = hold.expires_at.isoformat() if hold.expires_at else None
    return {"hold_id": hold.hold_id, "remaining_minor": hold.remaining_minor, "expires_at": until}


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "amount_minor": entry.amount_minor,
        "balance_after_minor": entry.balance_after_minor,
        "shortfall_minor": entry.shortfall_minor,
        "command_id": entry.command_id,
        "occurred_at": entry.occurred_at.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "source": entry.source,
        "actor": entry.actor,
        "reason": entry.reason,
        "order_reference": entry.order_reference,
    }
