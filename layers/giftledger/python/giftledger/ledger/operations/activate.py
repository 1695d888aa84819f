"""Activate and release: a pending card gets its value, by its serial or after its review."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from giftledger.ledger import accounts
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import Activate, Release
from giftledger.ledger.conditions import mismatch
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.parts import Form, Mode
from giftledger.ledger.rejections import Rejection


def decide(card: Card, command: Activate, *, intent: str, now: datetime) -> Posting | Rejection:
    """The liability arises here, when the card can be spent for the first time."""
    if command.mode is Mode.REQUESTED and card.test is not command.test:
        return Rejection.TEST_MISMATCH
    if card.status is Status.CLOSED:
        return Rejection.ALREADY_CLOSED
    if card.status is not Status.PENDING:
        return Rejection.CODE_TAKEN
    facts = {"asked_minor": command.amount_minor}
    bound = replace(card, last_four=command.code.last_four)
    return _spendable(bound, command, facts, intent=intent, now=now)


def decide_release(
    card: Card, command: Release, *, intent: str, now: datetime
) -> Posting | Rejection:
    """Only a card with a code: plastic waits for its serial, which no review gives it."""
    wrong = mismatch(card, currency=None, test=command.test)
    if wrong is not None:
        return wrong
    if card.status is Status.CLOSED:
        return Rejection.ALREADY_CLOSED
    if card.status is not Status.PENDING or card.form is Form.PHYSICAL:
        return Rejection.BAD_TRANSITION
    facts = {
        "asked_minor": card.face_minor,
        "reason": command.reason,
        # What is to be done for the order, now that nothing keeps it back, follows from the entry.
        "order_reference": command.order_reference or card.order_reference,
    }
    return _spendable(card, command, facts, intent=intent, now=now)


def _spendable(
    card: Card,
    command: Activate | Release,
    facts: dict[str, Any],
    *,
    intent: str,
    now: datetime,
) -> Posting:
    return posting(
        card.moved(card.face_minor, Status.ACTIVE),
        command,
        intent=intent,
        now=now,
        amount_minor=card.face_minor,
        legs=accounts.loaded(card.face_minor, card.paid_minor, card.funding),
        **facts,
    )
