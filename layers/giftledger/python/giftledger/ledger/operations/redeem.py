"""Redeem: debit a card in one step.

Requested: we decide, and too little is a no. Reported: a checkout elsewhere already did it, so
what the card covers is posted and the rest is carried as a shortfall on the same entry.

Requested of a mirrored card: Shopify's checkout may be spending it at this moment, so the amount is
held until Shopify's own debit stands, and then captured, or let go of where Shopify refuses it.
"""

from datetime import datetime

from giftledger.ledger import accounts
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import Redeem
from giftledger.ledger.conditions import mismatch, unusable
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.operations import authorize
from giftledger.ledger.parts import Mode
from giftledger.ledger.rejections import Rejection


def decide(card: Card, command: Redeem, *, intent: str, now: datetime) -> Posting | Rejection:
    """Never below zero, never another currency, never test money for live goods."""
    wrong = mismatch(card, currency=command.currency, test=command.test)
    if wrong is not None:
        return wrong
    spendable_minor = card.available_minor if card.status is Status.ACTIVE else 0
    if command.mode is Mode.REQUESTED:
        unfit = unusable(card, now)
        if unfit is not None:
            return unfit
        if spendable_minor < command.amount_minor:
            return Rejection.INSUFFICIENT_BALANCE
        if card.mirrored:
            return authorize.reserve(card, command, timeout_seconds=None, intent=intent, now=now)
    drawn_minor = min(spendable_minor, command.amount_minor)
    return posting(
        card.moved(-drawn_minor),
        command,
        intent=intent,
        now=now,
        amount_minor=-drawn_minor,
        asked_minor=command.amount_minor,
        shortfall_minor=command.amount_minor - drawn_minor,
        legs=accounts.redeemed(drawn_minor),
    )
