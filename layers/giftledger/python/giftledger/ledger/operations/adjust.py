"""Adjust and correct: a person puts something right, by a new entry and never over an old one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from giftledger.ledger import accounts
from giftledger.ledger.accounts import Account
from giftledger.ledger.card import Card
from giftledger.ledger.commands import Adjust, Correct
from giftledger.ledger.conditions import mismatch, not_alive
from giftledger.ledger.entry import Entry, Posting, posting
from giftledger.ledger.programme import Programme
from giftledger.ledger.rejections import Rejection

CORRECTABLE = frozenset({"reload", "adjust", "import", "cash_out"})
"""A redemption is given back by a refund, a sale by its deactivation, a block by an unblock."""


def decide(
    card: Card, command: Adjust, *, programme: Programme, intent: str, now: datetime
) -> Posting | Rejection:
    """Up to the programme's cap, down to what no hold reserves."""
    wrong = mismatch(card, currency=command.currency, test=command.test) or not_alive(card)
    if wrong is not None:
        return wrong
    if command.amount_minor < -card.available_minor:
        return Rejection.INSUFFICIENT_BALANCE
    after_minor = card.balance_minor + command.amount_minor
    above = programme.refuses_balance(after_minor, card.currency)
    if command.amount_minor > 0 and above is not None:
        return above
    loaded_minor = max(0, command.amount_minor)
    return posting(
        replace(card, loaded_minor=card.loaded_minor + loaded_minor).moved(command.amount_minor),
        command,
        intent=intent,
        now=now,
        amount_minor=command.amount_minor,
        asked_minor=abs(command.amount_minor),
        loaded_minor=loaded_minor,
        reason=command.reason,
        legs=accounts.moved(command.amount_minor, Account.ADJUSTMENT),
    )


def decide_correction(
    card: Card, command: Correct, *, history: Sequence[Entry], intent: str, now: datetime
) -> Posting | Rejection:
    """Take an entry back whole, once. `history` is that entry and what refers to it."""
    wrong = mismatch(card, currency=None, test=command.test) or not_alive(card)
    if wrong is not None:
        return wrong
    posted = [entry for entry in history if entry.seq is not None]
    if not posted:
        return Rejection.UNKNOWN_ENTRY
    wrong_one, *later = posted
    if wrong_one.kind not in CORRECTABLE or any(entry.kind == "correct" for entry in later):
        return Rejection.NOT_CORRECTABLE
    amount_minor = -wrong_one.amount_minor
    if amount_minor < -card.available_minor:
        return Rejection.INSUFFICIENT_BALANCE
    corrected = replace(card, loaded_minor=card.loaded_minor - wrong_one.loaded_minor)
    return posting(
        corrected.moved(amount_minor),
        command,
        intent=intent,
        now=now,
        amount_minor=amount_minor,
        asked_minor=abs(amount_minor),
        loaded_minor=-wrong_one.loaded_minor,
        parent_id=command.corrects,
        reason=command.reason,
        legs=accounts.reversed_legs(wrong_one.legs),
    )
