"""A card as another platform has it too: what should be on it there, and what happened to it there.

A platform's checkout may spend all of its copy at any moment without asking, so the copy holds what
is available here.
"""

from datetime import datetime

from giftledger.ledger.card import Card, Status
from giftledger.ledger.entry import Entry

PASSED_ON = "#FROM#"
"""In the key of what a card got from another one: that one may be known there, not this."""


def is_spendable(card: Card, now: datetime) -> bool:
    """Whether a holder may spend the card as of now."""
    return card.status is Status.ACTIVE and not card.is_past_its_last_day(now)


def wanted_minor(card: Card, now: datetime) -> int:
    """What should be on the copy: 0 while nobody may spend the card here."""
    return card.at(now).available_minor if is_spendable(card, now) else 0


def moved_there_minor(entry: Entry, platform: str) -> int:
    """By how much an entry says that the platform's copy has moved by itself: as it was asked.

    What the ledger could not absorb has happened there all the same. What was told of a card that
    leads on to this one has moved that one's copy.
    """
    if entry.source != platform or PASSED_ON in entry.key or entry.is_led_on:
        return 0
    match entry.kind:
        case "redeem":
            return -entry.asked_minor
        case "refund":
            return entry.asked_minor
        case "adjust":
            return entry.asked_minor if entry.amount_minor > 0 else -entry.asked_minor
        case _:
            return 0
