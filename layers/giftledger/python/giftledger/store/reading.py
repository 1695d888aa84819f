"""The read doors' view of a card: pages, command line and API answers never touch `execute`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from giftledger.ledger import keys
from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.store import items
from giftledger.store.faults import translated
from giftledger.store.mapping import card_from, entry_from


@dataclass(frozen=True, slots=True)
class EntryView:
    """A posted entry, as people may read it."""

    kind: str
    amount_minor: int
    balance_after_minor: int
    shortfall_minor: int
    command_id: str
    occurred_at: datetime
    order_reference: str | None


@dataclass(frozen=True, slots=True)
class CardView:
    """A card and its posted history in ledger order."""

    gift_card_id: str
    status: str
    currency: str
    balance_minor: int
    held_minor: int
    face_minor: int
    last_four: str | None
    expires_on: str | None
    test: bool
    programme: str
    closed_reason: str | None
    successor_id: str | None
    entries: tuple[EntryView, ...]


def card_by_aliases(aliases: tuple[str, ...]) -> CardView | None:
    """The card that the first known alias leads to."""
    for alias in aliases:
        partition, sort = keys.alias_key(alias).split("|")
        with translated():
            for item in items.AliasItem.batch_get([(partition, sort)], consistent_read=True):
                return card_view(item.gift_card_id)
    return None


def card_ids_of(codes: Sequence[tuple[str, ...]]) -> list[str | None]:
    """For each code's aliases the card that the first known one leads to: all in one request."""
    pairs = {alias: tuple(keys.alias_key(alias).split("|")) for code in codes for alias in code}
    if not pairs:
        return [None for _ in codes]
    with translated():
        found = items.AliasItem.batch_get(list(pairs.values()), consistent_read=True)
        card_ids = {(item.pk, item.sk): str(item.gift_card_id) for item in found}
    known = {alias: card_ids[pair] for alias, pair in pairs.items() if pair in card_ids}
    return [next((known[alias] for alias in code if alias in known), None) for code in codes]


def entries_of(gift_card_id: str, *command_ids: str) -> dict[str, Entry]:
    """What a card has under these ids, refusals too, by id: all in one consistent request."""
    partition = keys.card_partition(gift_card_id)
    wanted = [(partition, f"ENTRY#{command_id}") for command_id in command_ids]
    with translated():
        found = items.EntryItem.batch_get(wanted, consistent_read=True)
        entries = [entry_from(item) for item in found]
    return {entry.command_id: entry for entry in entries}


def card_view(gift_card_id: str) -> CardView | None:
    """A card with its history. Reads grow with the history, never with the number of cards."""
    partition = keys.card_partition(gift_card_id)
    with translated():
        found = list(items.CardItem.batch_get([(partition, "CARD")], consistent_read=True))
        if not found:
            return None
        entries = [
            entry_from(item)
            for item in items.EntryItem.by_seq.query(partition, consistent_read=True)
        ]
    return _view(card_from(found[0]), entries)


def cards_of_order(order_id: str) -> list[CardView]:
    """The cards that an order sold, in the order of its lines and units."""
    with translated():
        units = list(
            items.PlaceItem.query(
                keys.order_partition(order_id),
                items.PlaceItem.sk.startswith(keys.UNIT),
                consistent_read=True,
            )
        )
    views = (card_view(unit.gift_card_id) for unit in units)
    return [view for view in views if view is not None]


def _view(card: Card, entries: list[Entry]) -> CardView:
    return CardView(
        gift_card_id=card.gift_card_id,
        status=card.status.value,
        currency=card.currency,
        balance_minor=card.balance_minor,
        held_minor=card.held_minor,
        face_minor=card.face_minor,
        last_four=card.last_four,
        expires_on=card.expires_on,
        test=card.test,
        programme=card.programme,
        closed_reason=card.closed_reason,
        successor_id=card.successor_id,
        entries=tuple(
            EntryView(
                kind=entry.kind,
                amount_minor=entry.amount_minor,
                balance_after_minor=entry.balance_after_minor,
                shortfall_minor=entry.shortfall_minor,
                command_id=entry.command_id,
                occurred_at=entry.occurred_at,
                order_reference=entry.order_reference,
            )
            for entry in entries
        ),
    )
