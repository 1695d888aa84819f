"""Cash out: what is available is paid out as cash, where the programme grants it."""

from datetime import datetime

from giftledger.ledger import accounts
from giftledger.ledger.accounts import Account
from giftledger.ledger.card import Card
from giftledger.ledger.commands import CashOut
from giftledger.ledger.conditions import mismatch, unusable
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.parts import Funding
from giftledger.ledger.programme import Programme
from giftledger.ledger.rejections import Rejection


def decide(
    card: Card, command: CashOut, *, programme: Programme, intent: str, now: datetime
) -> Posting | Rejection:
    """Given value never turns into cash. The card stays active: a refund may come back to it."""
    wrong = mismatch(card, currency=command.currency, test=command.test) or unusable(card, now)
    if wrong is not None:
        return wrong
    up_to_minor = programme.cash_out_up_to_minor.get(card.currency, 0)
    if card.funding is Funding.PROMOTIONAL or card.balance_minor > up_to_minor:
        return Rejection.NOT_CASHABLE
    amount_minor = card.available_minor
    if amount_minor == 0:
        return Rejection.INSUFFICIENT_BALANCE
    return posting(
        card.moved(-amount_minor),
        command,
        intent=intent,
        now=now,
        amount_minor=-amount_minor,
        asked_minor=amount_minor,
        reason=command.reason,
        legs=accounts.moved(-amount_minor, Account.CASH_OUT),
    )
