"""Block, unblock and extend: what changes about a card is its use, not its value."""

from dataclasses import replace
from datetime import datetime

from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import Block, Extend, Unblock
from giftledger.ledger.conditions import mismatch, not_alive
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.rejections import Rejection


def decide(
    card: Card, command: Block | Unblock, *, intent: str, now: datetime
) -> Posting | Rejection:
    """Open holds stay, and can't be captured while the card is blocked."""
    wrong = mismatch(card, currency=None, test=command.test)
    if wrong is not None:
        return wrong
    came_from, becomes = (
        (Status.ACTIVE, Status.BLOCKED)
        if isinstance(command, Block)
        else (Status.BLOCKED, Status.ACTIVE)
    )
    if card.status is not came_from:
        closed = card.status is Status.CLOSED
        return Rejection.ALREADY_CLOSED if closed else Rejection.BAD_TRANSITION
    return _changed(card.moved(0, becomes), command, intent=intent, now=now)


def decide_extension(
    card: Card, command: Extend, *, intent: str, now: datetime
) -> Posting | Rejection:
    """Only ever in the holder's favour."""
    wrong = mismatch(card, currency=None, test=command.test) or not_alive(card)
    if wrong is not None:
        return wrong
    if card.expires_on is None or command.expires_on < card.expires_on:
        return Rejection.BAD_TRANSITION
    longer = replace(card, expires_on=command.expires_on).moved(0)
    return _changed(longer, command, intent=intent, now=now, expires_on=command.expires_on)


def _changed(
    card: Card,
    command: Block | Unblock | Extend,
    *,
    intent: str,
    now: datetime,
    expires_on: str | None = None,
) -> Posting:
    return posting(
        card,
        command,
        intent=intent,
        now=now,
        amount_minor=0,
        asked_minor=0,
        reason=command.reason,
        expires_on=expires_on,
    )
