"""Issue: the card of one sold unit comes into being."""

from datetime import datetime

from giftledger.ledger import accounts
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import Issue
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.parts import Form


def decide(command: Issue, *, intent: str, now: datetime, last_four: str | None) -> Posting:
    """A digital or native card is worth its face at once; a physical one is pending, worth nothing.

    A pending card carries no liability: it has no serial yet, so nobody can spend it.
    """
    pending = command.form is Form.PHYSICAL
    worth_minor = 0 if pending else command.amount_minor
    card = Card(
        gift_card_id=command.gift_card_id,
        status=Status.PENDING if pending else Status.ACTIVE,
        currency=command.currency,
        balance_minor=worth_minor,
        version=1,
        last_seq=1,
        face_minor=command.amount_minor,
        paid_minor=command.paid_minor,
        form=command.form,
        programme=command.programme,
        test=command.test,
        last_four=last_four,
        order_reference=command.order_reference,
        issued_at=command.occurred_at,
    )
    legs = () if pending else accounts.sold(command.amount_minor, command.paid_minor)
    return posting(
        card,
        command,
        intent=intent,
        now=now,
        amount_minor=worth_minor,
        asked_minor=command.amount_minor,
        legs=legs,
    )
