"""Both sides of one card: what a test does not name is equal and at rest."""

from datetime import UTC, datetime, timedelta
from typing import Any

from giftledger.reconciling.facts import Movement, OrderMovement, Ours, Reported, Theirs

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=30)
AN_HOUR_AGO = NOW - timedelta(hours=1)


def ours(**facts: Any) -> Ours:
    plain: dict[str, Any] = {
        "gift_card_id": "gc_" + "a" * 26,
        "currency": "USD",
        "desired_minor": 5000,
        "believed_minor": 5000,
        "seq": 4,
        "last_seq": 4,
        "spendable": True,
        "expires_on": None,
        "moved_at": None,
    }
    return Ours(**plain | facts)


def theirs(balance_minor: int = 5000, **facts: Any) -> Theirs:
    plain: dict[str, Any] = {
        "shopify_gift_card_id": "544934756566",
        "currency": "USD",
        "balance_minor": balance_minor,
        "enabled": True,
        "expires_on": None,
        "updated_at": LONG_AGO,
    }
    return Theirs(**plain | facts)


def movement(number: int, amount_minor: int, **facts: Any) -> Movement:
    at = AN_HOUR_AGO + timedelta(minutes=number)
    plain: dict[str, Any] = {"id": str(number), "note": None, "processed_at": at}
    return Movement(amount_minor=amount_minor, **plain | facts)


def order(number: int, amount_minor: int) -> OrderMovement:
    return OrderMovement(
        transaction_id=str(number), order_id=f"50{number}", amount_minor=amount_minor
    )


def told(number: int, amount_minor: int) -> Reported:
    """An entry about an order's transaction."""
    return Reported(command_id=f"shopify.transaction.{number}", amount_minor=amount_minor)
