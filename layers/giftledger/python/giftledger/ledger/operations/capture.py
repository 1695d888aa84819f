"""Capture and void: a hold is turned into a redemption, whole or in part, or released."""

from dataclasses import replace
from datetime import datetime

from giftledger.ledger import accounts
from giftledger.ledger.card import Card
from giftledger.ledger.commands import Capture, OnCard, Void
from giftledger.ledger.conditions import mismatch, unusable
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.hold import Hold, owner_mark
from giftledger.ledger.parts import Remainder
from giftledger.ledger.rejections import Rejection

CALLERS = "api"
"""The source of what the callers of the checkout API ask for."""


def decide(card: Card, command: Capture, *, intent: str, now: datetime) -> Posting | Rejection:
    """What is captured is spent; the rest is released unless it is to be kept for a later capture.

    A hold that was taken in time still fails on a card that has become unusable meanwhile, so that
    nothing ships for a card that can't pay. One that ignores the clock stands for a payment that
    was made elsewhere: it is captured from any card that is not closed.
    """
    hold = find(card, command)
    if isinstance(hold, Rejection):
        return hold
    wrong = mismatch(card, currency=command.currency, test=command.test)
    if wrong is None and hold.expires_at is not None:
        wrong = unusable(card, now)
    if wrong is not None:
        return wrong
    amount_minor = command.amount_minor or hold.remaining_minor
    if amount_minor > hold.remaining_minor:
        return Rejection.EXCEEDS_HOLD
    left_minor = hold.remaining_minor - amount_minor
    kept_minor = left_minor if command.remainder is Remainder.KEEP else 0
    return posting(
        _resolved(card, hold, kept_minor).moved(-amount_minor),
        command,
        intent=intent,
        now=now,
        amount_minor=-amount_minor,
        asked_minor=amount_minor,
        hold_id=hold.hold_id,
        hold_remaining_minor=kept_minor,
        legs=accounts.redeemed(amount_minor),
    )


def decide_void(card: Card, command: Void, *, intent: str, now: datetime) -> Posting | Rejection:
    """Releasing is always allowed, whatever became of the card."""
    hold = find(card, command)
    if isinstance(hold, Rejection):
        return hold
    return posting(
        _resolved(card, hold, 0).moved(0),
        command,
        intent=intent,
        now=now,
        amount_minor=0,
        asked_minor=hold.remaining_minor,
        hold_id=hold.hold_id,
        hold_remaining_minor=0,
    )


def is_of_elsewhere(card: Card, command: OnCard) -> bool:
    """Whether this captures what was paid elsewhere: a fact, which obeys no switch."""
    return isinstance(command, Capture) and any(
        hold.expires_at is None for hold in card.holds if hold.hold_id == command.hold_id
    )


def find(card: Card, command: Capture | Void) -> Hold | Rejection:
    """The open hold, if this command may resolve it. `card` is as of now.

    One that ignores the clock is known only to what it was taken for: who asked for a redemption
    that waits for Shopify can neither take it back nor finish it.
    """
    hold = next((one for one in card.holds if one.hold_id == command.hold_id), None)
    if hold is None or (hold.expires_at is None and command.source == CALLERS):
        return Rejection.UNKNOWN_HOLD
    client_id = command.actor
    if hold.owner is not None and (client_id is None or hold.owner != owner_mark(client_id)):
        return Rejection.NOT_HOLD_OWNER
    return hold


def _resolved(card: Card, hold: Hold, kept_minor: int) -> Card:
    kept = (replace(hold, remaining_minor=kept_minor),) if kept_minor else ()
    others = tuple(one for one in card.holds if one is not hold)
    return replace(card, holds=(*others, *kept))
