"""Expiry: cards whose last day has ended are closed by a command, found by a schedule.

That nobody spends such a card does not depend on it: the clock decides at each commit.
"""

from datetime import UTC, datetime, timedelta

from giftledger.ledger.card import Card, Status, last_day_ends_at
from giftledger.observability import logger
from giftledger.queues import send_commands
from giftledger.service import expiry_of
from giftledger.settings import settings
from giftledger.store.items import bind
from giftledger.store.opening import store
from giftledger.store.todo import due_expiries, look_again

ASK_AGAIN_AFTER = timedelta(hours=6)
"""A card that could not be closed (an open hold, a lost message) is told again."""

CARDS_PER_READ = 100
"""The most that one BatchGetItem takes."""


def sweep_expiries(now: datetime | None = None) -> None:
    """Queue the expiry of every card that is due, and remember when to look at the others."""
    bind(settings())
    at = now or datetime.now(UTC)
    due = list(due_expiries(at))
    told = 0
    for start in range(0, len(due), CARDS_PER_READ):
        for card in store().cards(due[start : start + CARDS_PER_READ]).values():
            told += _look(card, at)
    logger().info("expiries", extra={"operation": "sweep", "looked": len(due), "told": told})


def _look(card: Card, at: datetime) -> bool:
    if card.status is Status.CLOSED or card.expires_on is None:
        look_again(card.gift_card_id, None)
        return False
    if not card.is_past_its_last_day(at):
        look_again(card.gift_card_id, last_day_ends_at(card.expires_on))
        return False
    send_commands([expiry_of(card, at)])
    look_again(card.gift_card_id, at + ASK_AGAIN_AFTER)
    return True
