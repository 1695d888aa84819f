"""Shopify's search syntax, as far as gift cards are searched with it."""

import operator
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from sandbox.shopify.cards import Card, normal

Term = tuple[str, str, str]
"""Field (empty: full text), comparison, value."""

_TERM = re.compile(r'(?:([a-z_]+):)?(>=|<=|>|<)?(?:"([^"]*)"|(\'[^\']*\')|(\S+))')
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
EXPIRING_DAYS = 30


def terms(query: str) -> list[Term]:
    """Its terms; all must hold. `AND` and brackets are read over, `OR` is not understood."""
    found = []
    for field, compare, quoted, single, plain in _TERM.findall(query.replace("(", " ")):
        value = (quoted or single.strip("'") or plain).rstrip(")")
        if value and (field or value != "AND"):
            found.append((field, compare, value))
    return found


def matches(card: Card, wanted: list[Term], today: date) -> bool:
    """Whether all terms hold. A field that is no filter of gift cards is ignored."""
    return all(_holds(card, field, compare, value, today) for field, compare, value in wanted)


def _holds(card: Card, field: str, compare: str, value: str, today: date) -> bool:
    if not field:
        return _mentions(card, value)
    if field == "status":
        return value in _statuses(card, today)
    if field == "balance_status":
        return value in _balances(card)
    left = _values(card).get(field)
    if field not in _values(card):
        return True
    return left is not None and _COMPARE[compare](left, _like(left, value))


def _mentions(card: Card, value: str) -> bool:
    """Codes are found by any fragment, as are notes by a word."""
    return normal(value) in card.code or value.lower() in (card.note or "").lower()


def _values(card: Card) -> dict[str, Any]:
    recipient = card.recipient.customer_id if card.recipient else None
    return {
        "id": card.id,
        "customer_id": card.customer_id,
        "recipient_id": recipient,
        "source": card.source,
        "initial_value": card.initial_minor / 100,
        "created_at": card.created_at.isoformat(),
        "expires_on": card.expires_on.isoformat() if card.expires_on else None,
    }


def _like(left: object, value: str) -> object:
    try:
        return type(left)(value) if isinstance(left, int | float) else value
    except ValueError:
        return value if isinstance(left, str) else -1


def _statuses(card: Card, today: date) -> set[str]:
    if not card.enabled:
        return {"disabled"}
    if card.is_expired(today):
        return {"expired"}
    is_soon = card.expires_on is not None and (card.expires_on - today).days <= EXPIRING_DAYS
    return {"enabled", "expiring"} if is_soon else {"enabled"}


def _balances(card: Card) -> set[str]:
    if card.balance_minor <= 0:
        return {"empty"}
    is_full = card.balance_minor == card.initial_minor
    return {"full" if is_full else "partial", "full_or_partial"}
