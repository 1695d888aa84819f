"""Activate: a pending card gets its serial and its value."""

from dataclasses import replace
from datetime import datetime

from giftledger.ledger import accounts
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import Activate
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.parts import Mode
from giftledger.ledger.rejections import Rejection


def decide(card: Card, command: Activate, *, intent: str, now: datetime) -> Posting | Rejection:
    """The liability arises here, when the card can be spent for the first time."""
    if command.mode is Mode.REQUESTED and card.test is not command.test:
        return Rejection.TEST_MISMATCH
    if card.status is Status.CLOSED:
        return Rejection.ALREADY_CLOSED
    if card.status is not Status.PENDING:
        return Rejection.CODE_TAKEN
    active = replace(card, last_four=command.code.last_four).moved(card.face_minor, Status.ACTIVE)
    return posting(
        active,
        command,
        intent=intent,
        now=now,
        amount_minor=card.face_minor,
        asked_minor=command.amount_minor,
        legs=accounts.loaded(card.face_minor, card.paid_minor, card.funding),
    )
