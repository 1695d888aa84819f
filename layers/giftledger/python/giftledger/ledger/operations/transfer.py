"""Transfer: value moves between cards and is conserved, with its currency and its funding."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from giftledger.ledger import accounts
from giftledger.ledger.accounts import Account
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import Consolidate, Replace, Split
from giftledger.ledger.conditions import mismatch, not_alive, unusable
from giftledger.ledger.entry import NEVER, Posting, posting
from giftledger.ledger.parts import Form, Reason
from giftledger.ledger.programme import Programme
from giftledger.ledger.rejections import Rejection


def consolidate(
    survivor: Card,
    sources: Sequence[Card],
    command: Consolidate,
    *,
    programme: Programme,
    intent: str,
    now: datetime,
) -> list[Posting] | Rejection:
    """All value of the sources goes to the survivor; they are closed and lead to it.

    The survivor keeps the best last day of all: no holder may lose time by it.
    """
    named = [survivor.gift_card_id, *(card.gift_card_id for card in sources)]
    if len(set(named)) < len(named):
        return Rejection.CARD_REPEATED
    for card in (survivor, *sources):
        wrong = mismatch(card, currency=survivor.currency, test=command.test)
        wrong = wrong or unusable(card, now)
        if wrong is not None:
            return wrong
        if card.funding is not survivor.funding:
            return Rejection.FUNDING_MISMATCH
    if any(card.holds for card in sources):
        return Rejection.HAS_HOLDS
    total_minor = sum(card.balance_minor for card in sources)
    above = programme.refuses_balance(survivor.balance_minor + total_minor, survivor.currency)
    if above is not None:
        return above
    facts = {"intent": intent, "now": now}
    last_days = [card.expires_on for card in (survivor, *sources)]
    best = None if None in last_days else max(day for day in last_days if day)
    longer = replace(survivor, expires_on=best)
    changed = {} if best == survivor.expires_on else {"expires_on": best or NEVER}
    closed = [_emptied(card, survivor, Reason.MERGED, command, facts) for card in sources]
    return [_filled(longer, total_minor, command, facts | changed), *closed]


def replace_card(
    card: Card, fresh: Card, command: Replace, *, intent: str, now: datetime
) -> list[Posting] | Rejection:
    """All value of a lost card goes to a new one, also where the lost one was blocked first."""
    wrong = mismatch(card, currency=None, test=command.test) or not_alive(card)
    if wrong is not None:
        return wrong
    if card.is_past_its_last_day(now):
        return Rejection.EXPIRED
    if card.holds:
        return Rejection.HAS_HOLDS
    facts = {"intent": intent, "now": now}
    born = facts | {"expires_on": fresh.expires_on}
    return [
        _emptied(card, fresh, Reason.REPLACED, command, facts),
        _filled(fresh, card.balance_minor, command, born),
    ]


def split(
    card: Card, fresh: Sequence[Card], command: Split, *, intent: str, now: datetime
) -> list[Posting] | Rejection:
    """Parts of the value go to new cards; the card itself stays, with the rest."""
    wrong = mismatch(card, currency=command.currency, test=command.test) or unusable(card, now)
    if wrong is not None:
        return wrong
    total_minor = sum(part.amount_minor for part in command.parts)
    if total_minor > card.available_minor:
        return Rejection.INSUFFICIENT_BALANCE
    facts: dict[str, Any] = {"intent": intent, "now": now}
    rest = posting(
        card.moved(-total_minor),
        command,
        **facts,
        amount_minor=-total_minor,
        asked_minor=total_minor,
        legs=accounts.moved(-total_minor, Account.TRANSFER),
    )
    return [
        rest,
        *(
            _filled(one, part.amount_minor, command, facts | {"expires_on": one.expires_on})
            for one, part in zip(fresh, command.parts, strict=True)
        ),
    ]


def fresh(
    card: Card,
    *,
    gift_card_id: str,
    expires_on: str | None,
    now: datetime,
) -> Card:
    """A card that comes into being for value of another one: of its currency and funding.

    It has no sale of its own, and its code is not minted yet.
    """
    return Card(
        gift_card_id=gift_card_id,
        status=Status.ACTIVE,
        currency=card.currency,
        balance_minor=0,
        version=0,
        last_seq=0,
        face_minor=0,
        paid_minor=0,
        form=Form.DIGITAL,
        issued_at=now,
        funding=card.funding,
        programme=card.programme,
        test=card.test,
        expires_on=expires_on,
        order_reference=card.order_reference,
    )


def _emptied(
    card: Card,
    heir: Card,
    reason: Reason,
    command: Consolidate | Replace,
    facts: dict[str, Any],
) -> Posting:
    amount_minor = card.balance_minor
    closed = replace(
        card,
        closed_reason=reason.value,
        successor_id=heir.gift_card_id,
        transferred_minor=card.sale_unspent_minor,
    )
    return posting(
        closed.moved(-amount_minor, Status.CLOSED),
        command,
        **facts,
        amount_minor=-amount_minor,
        asked_minor=amount_minor,
        reason=reason.value,
        successor_id=heir.gift_card_id,
        legs=accounts.moved(-amount_minor, Account.TRANSFER),
    )


def _filled(
    card: Card, amount_minor: int, command: Consolidate | Replace | Split, facts: dict[str, Any]
) -> Posting:
    return posting(
        replace(card, loaded_minor=card.loaded_minor + amount_minor).moved(amount_minor),
        command,
        **facts,
        amount_minor=amount_minor,
        asked_minor=amount_minor,
        loaded_minor=amount_minor,
        legs=accounts.moved(amount_minor, Account.TRANSFER),
    )
