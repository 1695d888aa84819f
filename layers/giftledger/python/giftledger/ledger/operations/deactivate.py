"""Deactivate: a card's life ends; its unspent part is taken back with its sale."""

from dataclasses import replace
from datetime import datetime

from giftledger.ledger import accounts
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import Deactivate
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.rejections import Rejection


def decide(card: Card, command: Deactivate, *, intent: str, now: datetime) -> Posting | Rejection:
    """Close for good and debit at most the unspent part; what was spent stays in the history.

    The sale is paid back whole, so what was already spent is carried as a shortfall: whether the
    spending or the closing is told first, the shortfalls of the card add up to the same.
    """
    if card.status is Status.CLOSED:
        return Rejection.ALREADY_CLOSED
    unspent_minor = card.balance_minor
    asked_minor = 0 if card.status is Status.PENDING else max(card.face_minor, unspent_minor)
    closed = replace(card, held_minor=0, closed_reason=command.reason.value)
    return posting(
        closed.moved(-unspent_minor, Status.CLOSED),
        command,
        intent=intent,
        now=now,
        amount_minor=-unspent_minor,
        asked_minor=asked_minor,
        shortfall_minor=asked_minor - unspent_minor,
        reason=command.reason.value,
        legs=accounts.unsold(unspent_minor, face_minor=card.face_minor, paid_minor=card.paid_minor),
    )
