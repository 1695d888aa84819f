"""Cards and entries as stored items, and back. The names are the same; only types differ."""

from datetime import UTC, datetime
from typing import Any

from giftledger.ledger.accounts import Account, Leg
from giftledger.ledger.card import Card, Status
from giftledger.ledger.entry import Entry
from giftledger.ledger.hold import Hold
from giftledger.ledger.keys import card_partition
from giftledger.ledger.parts import SALE_UNDONE, Form, Funding
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
        holds=[part for hold in card.holds for part in _hold_parts(hold)],
        version=card.version,
        last_seq=card.last_seq,
        face_minor=card.face_minor,
        paid_minor=card.paid_minor,
        funding=card.funding.value,
        programme=card.programme,
        form=card.form.value,
        test=card.test,
        last_four=card.last_four,
        expires_on=card.expires_on,
        successor_id=card.successor_id,
        loaded_minor=card.loaded_minor,
        transferred_minor=card.transferred_minor or None,
        sale_undone=card.sale_undone or None,
        owed_minor=card.owed_minor or None,
        mirrored=card.mirrored or None,
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
        holds=tuple(_hold(*item.holds[at : at + 4]) for at in range(0, len(item.holds), 4)),
        version=int(item.version),
        last_seq=int(item.last_seq),
        face_minor=int(item.face_minor),
        paid_minor=int(item.paid_minor),
        funding=Funding(item.funding),
        programme=item.programme,
        form=Form(item.form),
        test=item.test,
        last_four=item.last_four,
        expires_on=item.expires_on,
        successor_id=item.successor_id,
        loaded_minor=int(item.loaded_minor),
        transferred_minor=int(item.transferred_minor or 0),
        sale_undone=bool(item.sale_undone) or _is_of_0_1(item),
        owed_minor=int(item.face_minor if _is_of_0_1(item) else item.owed_minor or 0),
        mirrored=bool(item.mirrored),
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
        status=entry.status.value if entry.status else None,
        loaded_minor=entry.loaded_minor or None,
        owed_minor=entry.owed_minor or None,
        hold=_entry_hold(entry),
        expires_on=entry.expires_on,
        successor_id=entry.successor_id,
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
        mirrored=entry.mirrored or None,
        mail=entry.mail or None,
    )


def entry_from(item: EntryItem) -> Entry:
    """A stored entry."""
    accounts, amounts = item.legs[::2], item.legs[1::2]
    legs = (Leg(Account(name), int(amount)) for name, amount in zip(accounts, amounts, strict=True))
    hold = _hold(*item.hold) if item.hold else None
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
        status=Status(item.status) if item.status else None,
        loaded_minor=int(item.loaded_minor or 0),
        owed_minor=int(item.owed_minor or 0),
        expires_on=item.expires_on,
        successor_id=item.successor_id,
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
        mirrored=bool(item.mirrored),
        mail=bool(item.mail),
        hold_id=hold.hold_id if hold else None,
        hold_remaining_minor=hold.remaining_minor if hold else None,
        hold_expires_at=hold.expires_at if hold else None,
        hold_owner=hold.owner if hold else None,
    )


def _is_of_0_1(item: CardItem) -> bool:
    """Version 0.1 closed cards with their sale and did not say so, nor what was spent of it."""
    return item.closed_reason in SALE_UNDONE and item.sale_undone is None


def _hold_parts(hold: Hold) -> list[Any]:
    until = int(hold.expires_at.timestamp()) if hold.expires_at else 0
    return [hold.hold_id, hold.remaining_minor, until, hold.owner or ""]


def _hold(hold_id: str, remaining_minor: float, until: float, owner: str) -> Hold:
    """From an item, whose numbers in lists come back as floats where they are whole."""
    expires_at = datetime.fromtimestamp(int(until), UTC) if until else None
    return Hold(hold_id, int(remaining_minor), expires_at, owner or None)


def _entry_hold(entry: Entry) -> list[Any] | None:
    if entry.hold_id is None or entry.hold_remaining_minor is None:
        return None
    return _hold_parts(
        Hold(entry.hold_id, entry.hold_remaining_minor, entry.hold_expires_at, entry.hold_owner)
    )
