"""Issue: the card of one sold unit comes into being, or one is brought from another system."""

from datetime import datetime

from giftledger.ledger import accounts
from giftledger.ledger.accounts import Account
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import ImportCard, Issue
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.parts import Form


def decide(
    command: Issue, *, intent: str, now: datetime, last_four: str | None, expires_on: str | None
) -> Posting:
    """A digital or native card is worth its face at once; a physical one is pending, worth nothing.

    A pending card carries no liability: it has no serial yet, or its mail is kept back for a
    review, so nobody can spend it.
    """
    pending = command.form is Form.PHYSICAL or command.review is not None
    worth_minor = 0 if pending else command.amount_minor
    paid_minor = min(command.paid_minor, command.amount_minor)
    card = Card(
        gift_card_id=command.gift_card_id,
        status=Status.PENDING if pending else Status.ACTIVE,
        currency=command.currency,
        balance_minor=worth_minor,
        version=1,
        last_seq=1,
        face_minor=command.amount_minor,
        paid_minor=paid_minor,
        form=command.form,
        funding=command.funding,
        programme=command.programme,
        test=command.test,
        last_four=last_four,
        expires_on=expires_on,
        order_reference=command.order_reference,
        issued_at=command.occurred_at,
    )
    legs = accounts.loaded(command.amount_minor, paid_minor, command.funding)
    return posting(
        card,
        command,
        intent=intent,
        now=now,
        amount_minor=worth_minor,
        asked_minor=command.amount_minor,
        expires_on=expires_on,
        reason=command.review,
        legs=() if pending else legs,
    )


def decide_import(command: ImportCard, *, intent: str, now: datetime) -> Posting:
    """An active card with its opening balance, which may be less or more than its face."""
    card = Card(
        gift_card_id=command.gift_card_id,
        status=Status.ACTIVE,
        currency=command.currency,
        balance_minor=command.balance_minor,
        version=1,
        last_seq=1,
        face_minor=command.amount_minor,
        paid_minor=min(command.paid_minor, command.amount_minor),
        form=command.form,
        funding=command.funding,
        programme=command.programme,
        test=command.test,
        last_four=command.code.last_four if command.code else command.last_four,
        expires_on=command.expires_on,
        order_reference=command.order_reference,
        issued_at=command.issued_at,
    )
    return posting(
        card,
        command,
        intent=intent,
        now=now,
        amount_minor=command.balance_minor,
        asked_minor=command.balance_minor,
        expires_on=command.expires_on,
        legs=accounts.moved(command.balance_minor, Account.OPENING),
    )
