"""Authorize: reserve a part of a card's balance for one payment, for some time."""

from dataclasses import replace
from datetime import datetime, timedelta

from giftledger.ledger.card import Card
from giftledger.ledger.commands import Authorize, Redeem
from giftledger.ledger.conditions import mismatch, unusable
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.hold import MAX_HOLDS, Hold, owner_mark
from giftledger.ledger.rejections import Rejection


def decide(card: Card, command: Authorize, *, intent: str, now: datetime) -> Posting | Rejection:
    """The balance stays; what is available falls. No amount asks for all that is available."""
    wrong = mismatch(card, currency=command.currency, test=command.test) or unusable(card, now)
    if wrong is not None:
        return wrong
    return reserve(card, command, timeout_seconds=command.timeout_seconds, intent=intent, now=now)


def reserve(
    card: Card,
    command: Authorize | Redeem,
    *,
    timeout_seconds: int | None,
    intent: str,
    now: datetime,
) -> Posting | Rejection:
    """Take a hold on a card that may be spent; no timeout: it ignores the clock."""
    amount_minor = command.amount_minor or card.available_minor
    if not 0 < amount_minor <= card.available_minor:
        return Rejection.INSUFFICIENT_BALANCE
    if len(card.holds) >= MAX_HOLDS:
        return Rejection.TOO_MANY_HOLDS
    seconds = timeout_seconds
    hold = Hold(
        hold_id=command.hold_id,
        remaining_minor=amount_minor,
        # Whole seconds: as the card keeps them.
        expires_at=None if seconds is None else _whole(now) + timedelta(seconds=seconds),
        owner=owner_mark(command.actor) if command.actor else None,
    )
    return posting(
        replace(card, holds=(*card.holds, hold)).moved(0),
        command,
        intent=intent,
        now=now,
        kind=Authorize.entry_kind,
        amount_minor=0,
        asked_minor=amount_minor,
        hold_id=hold.hold_id,
        hold_remaining_minor=amount_minor,
        hold_expires_at=hold.expires_at,
        hold_owner=hold.owner,
    )


def _whole(now: datetime) -> datetime:
    return now.replace(microsecond=0)
