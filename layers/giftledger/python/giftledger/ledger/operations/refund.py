"""Refund: credit back, at most what one redemption drew, onto the card that paid."""

from collections.abc import Sequence
from datetime import datetime

from giftledger.ledger import accounts
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import Refund
from giftledger.ledger.entry import Entry, Posting, posting
from giftledger.ledger.rejections import Rejection


def decide(
    card: Card,
    command: Refund,
    *,
    redemption: Entry,
    refunds: Sequence[Entry],
    intent: str,
    now: datetime,
) -> Posting | Rejection:
    """A shortfall of the redemption is settled first; the rest is credited.

    `refunds` are the posted refunds of the same redemption. A blocked card is credited and stays
    blocked. A closed card takes no value back: its sale was paid back whole, so all of the refund
    settles what the closing carried as a shortfall.
    """
    if card.test is not command.test:
        return Rejection.TEST_MISMATCH
    if card.currency != command.currency:
        return Rejection.CURRENCY_MISMATCH
    asked_before = sum(entry.asked_minor for entry in refunds)
    if redemption.rejection or asked_before + command.amount_minor > redemption.asked_minor:
        return Rejection.EXCEEDS_REDEMPTION
    open_shortfall = max(0, redemption.shortfall_minor - asked_before)
    settled_minor = min(open_shortfall, command.amount_minor)
    if card.status is Status.CLOSED:
        settled_minor = command.amount_minor
    credit_minor = command.amount_minor - settled_minor
    return posting(
        card.moved(credit_minor),
        command,
        intent=intent,
        now=now,
        amount_minor=credit_minor,
        asked_minor=command.amount_minor,
        shortfall_minor=-settled_minor,
        parent_id=command.redemption_id,
        legs=accounts.redeemed(-credit_minor),
    )
