"""Reload: credit an active card again, within its programme."""

from dataclasses import replace
from datetime import datetime

from giftledger.ledger import accounts
from giftledger.ledger.card import Card
from giftledger.ledger.commands import Reload
from giftledger.ledger.conditions import mismatch, unusable
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.programme import Programme
from giftledger.ledger.rejections import Rejection


def decide(
    card: Card, command: Reload, *, programme: Programme, intent: str, now: datetime
) -> Posting | Rejection:
    """The last day moves on where the programme counts from the last load; never back."""
    wrong = mismatch(card, currency=command.currency, test=command.test) or unusable(card, now)
    if wrong is not None:
        return wrong
    if command.funding is not card.funding:
        return Rejection.FUNDING_MISMATCH
    outside = programme.refuses_value(
        command.amount_minor, command.currency
    ) or programme.refuses_balance(card.balance_minor + command.amount_minor, command.currency)
    if outside is not None:
        return outside
    paid_minor = min(command.paid_minor, command.amount_minor)
    expires_on = programme.expires_on_when_reloaded(now, current=card.expires_on)
    loaded = replace(
        card, loaded_minor=card.loaded_minor + command.amount_minor, expires_on=expires_on
    )
    return posting(
        loaded.moved(command.amount_minor),
        command,
        intent=intent,
        now=now,
        amount_minor=command.amount_minor,
        asked_minor=command.amount_minor,
        loaded_minor=command.amount_minor,
        expires_on=expires_on if expires_on != card.expires_on else None,
        legs=accounts.loaded(command.amount_minor, paid_minor, card.funding),
    )
