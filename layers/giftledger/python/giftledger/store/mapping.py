"""Cards and entries as stored items, and back. The names are the same; only types differ."""

from datetime import datetime

from giftledger.ledger.accounts import Account, Leg
from giftledger.ledger.card import Card, Status
from giftledger.ledger.entry import Entry
from giftledger.ledger.keys import card_partition
from giftledger.ledger.parts import Form
from giftledger.ledger.rejections import Rejection
from giftledger.store.items import CardItem, EntryItem


def card_item(card: Card) -> CardItem:
    """A card as it is put, whole."""
    return CardItem(
        pk=card_partition(card.gift_card_id),
        sk="CARD",
        status=card.status.value,
        closed_reason=card.closed_reason,
        currency=card.currency,
        balance_minor=card.balance_minor,
        held_minor=card.held_minor,
        version=card.version,
        last_seq=card.last_seq,
        face_minor=card.face_minor,
        paid_minor=card.paid_minor,
        funding=card.funding,
        programme=card.programme,
        form=card.form.value,
        test=card.test,
        last_four=card.last_four,
        expires_on=card.expires_on,
        successor_id=card.successor_id,
        order_reference=card.order_reference,
        issued_at=card.issued_at.isoformat(),
    )


def card_from(item: CardItem) -> Card:
    """A stored card."""
    return Card(
        gift_card_id=item.pk.removeprefix("CARD#"),
        status=Status(item.status),
        closed_reason=item.closed_reason,
        currency=item.currency,
        balance_minor=int(item.balance_minor),
        held_minor=int(item.held_minor),
        version=int(item.version),
        last_seq=int(item.last_seq),
        face_minor=int(item.face_minor),
        paid_minor=int(item.paid_minor),
        funding=item.funding,
        programme=item.programme,
        form=Form(item.form),
        test=item.test,
        last_four=item.last_four,
        expires_on=item.expires_on,
        successor_id=item.successor_id,
        order_reference=item.order_reference,
        issued_at=datetime.fromisoformat(item.issued_at),
    )


def entry_item(gift_card_id: str, entry: Entry) -> EntryItem:
    """An entry as it is put, once."""
    return EntryItem(
        pk=card_partition(gift_card_id),
        sk=entry.key,
        command_id=entry.command_id,
        kind=entry.kind,
        amount_minor=entry.amount_minor,
        asked_minor=entry.asked_minor,
        currency=entry.currency,
        legs=[part for leg in entry.legs for part in (leg.account.value, leg.amount_minor)],
        shortfall_minor=entry.shortfall_minor,
        balance_after_minor=entry.balance_after_minor,
        seq=entry.seq,
        occurred_at=entry.occurred_at.isoformat(),
        recorded_at=entry.recorded_at.isoformat(),
        order_reference=entry.order_reference,
        source=entry.source,
        actor=entry.actor,
        reason=entry.reason,
        intent=entry.intent,
        rejection=entry.rejection.value if entry.rejection else None,
        parent_id=entry.parent_id,
        wakes=list(entry.wakes),
        mail=entry.mail or None,
    )


def entry_from(item: EntryItem) -> Entry:
    """A stored entry."""
    accounts, amounts = item.legs[::2], item.legs[1::2]
    legs = (Leg(Account(name), int(amount)) for name, amount in zip(accounts, amounts, strict=True))
    return Entry(
        key=item.sk,
        command_id=item.command_id,
        kind=item.kind,
        amount_minor=int(item.amount_minor),
        asked_minor=int(item.asked_minor),
        currency=item.currency,
        legs=tuple(legs),
        shortfall_minor=int(item.shortfall_minor),
        balance_after_minor=int(item.balance_after_minor),
        seq=None if item.seq is None else int(item.seq),
        occurred_at=datetime.fromisoformat(item.occurred_at),
        recorded_at=datetime.fromisoformat(item.recorded_at),
        order_reference=item.order_reference,
        source=item.source,
        actor=item.actor,
        reason=item.reason,
        intent=item.intent,
        rejection=Rejection(item.rejection) if item.rejection else None,
        parent_id=item.parent_id,
        wakes=tuple(item.wakes),
        mail=bool(item.mail),
    )
