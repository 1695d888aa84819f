"""The store on DynamoDB: every commit is one TransactWriteItems over the three tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from giftledger.ledger import keys
from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.settings import Settings
from giftledger.store import items
from giftledger.store.choices import choice_from
from giftledger.store.faults import translated
from giftledger.store.mapping import card_from, entry_from
from giftledger.store.protocol import (
    Awaited,
    Choice,
    Commit,
    Conflict,
    ParkedFact,
    Place,
    Snapshot,
)
from giftledger.store.writing import parked_item, write

_Item = TypeVar("_Item", bound=Model)


class DynamoStore:
    """Implements giftledger.store.protocol.Store. Cheap to make: nothing is asked of AWS yet."""

    def __init__(self, names: Settings) -> None:
        """Use the tables of these settings, process-wide."""
        self._connection = items.bind(names)

    def read(self, gift_card_id: str, entry: str) -> Snapshot:
        """See Store."""
        partition = keys.card_partition(gift_card_id)
        card: Card | None = None
        receipt: Entry | None = None
        with translated():
            found = items.LedgerItem.batch_get(
                [(partition, "CARD"), (partition, entry)], consistent_read=True
            )
            for item in found:
                if isinstance(item, items.CardItem):
                    card = card_from(item)
                elif isinstance(item, items.EntryItem):
                    receipt = entry_from(item)
        return Snapshot(card, receipt)

    def cards(self, gift_card_ids: Sequence[str]) -> dict[str, Card]:
        """See Store."""
        wanted = [(keys.card_partition(gift_card_id), "CARD") for gift_card_id in gift_card_ids]
        with translated():
            found = items.CardItem.batch_get(wanted, consistent_read=True)
            cards = [card_from(item) for item in found]
        return {card.gift_card_id: card for card in cards}

    def card_of_alias(self, aliases: Sequence[str]) -> str | None:
        """See Store."""
        for alias in aliases:
            partition, sort = keys.alias_key(alias).split("|")
            item = _get(items.AliasItem, partition, sort)
            if item is not None:
                return str(item.gift_card_id)
        return None

    def receipts(self, gift_card_ids: Sequence[str], entry: str) -> dict[str, Entry]:
        """See Store."""
        wanted = [(keys.card_partition(gift_card_id), entry) for gift_card_id in gift_card_ids]
        with translated():
            found = list(items.EntryItem.batch_get(wanted, consistent_read=True))
        return {item.pk.removeprefix("CARD#"): entry_from(item) for item in found}

    def choice(self, command_id: str) -> Choice | None:
        """See Store."""
        item = _get(items.ChoiceItem, f"CHOICE#{command_id}", "CHOICE")
        return None if item is None else choice_from(item)

    def history(self, gift_card_id: str, command_id: str) -> tuple[Entry, ...]:
        """See Store."""
        first = f"ENTRY#{command_id}"
        with translated():
            found = items.EntryItem.query(
                keys.card_partition(gift_card_id),
                # No id goes on with a character that sorts before "$": only "#" does.
                items.EntryItem.sk.between(first, f"{first}$"),
                consistent_read=True,
            )
            entries = tuple(entry_from(item) for item in found)
        return entries if entries and entries[0].key == first else ()

    def has_gift(self, gift_card_id: str) -> bool:
        """See Store."""
        return _get(items.GiftItem, keys.card_partition(gift_card_id), "GIFT") is not None

    def places(self, order_id: str, prefix: str) -> tuple[Place, ...]:
        """See Store."""
        with translated():
            found = items.PlaceItem.query(
                keys.order_partition(order_id),
                items.PlaceItem.sk.startswith(prefix),
                consistent_read=True,
            )
            return tuple(_claimed(order_id, item) for item in found)

    def cancellation(self, order_id: str) -> tuple[str, datetime] | None:
        """See Store."""
        item = _get(items.CancelledItem, keys.order_partition(order_id), "CANCELLED")
        if item is None:
            return None
        return str(item.command_id), datetime.fromisoformat(item.occurred_at)

    def cancel_order(self, order_id: str, command_id: str, occurred_at: datetime) -> None:
        """See Store."""
        item = items.CancelledItem(
            keys.order_partition(order_id),
            "CANCELLED",
            command_id=command_id,
            occurred_at=occurred_at.isoformat(),
        )
        try:
            with translated():
                item.save(condition=items.CancelledItem.pk.does_not_exist())
        except Conflict:
            if self.cancellation(order_id) is None:
                raise

    def key_use(self, command_id: str) -> str | None:
        """See Store."""
        item = _get(items.KeyItem, f"KEY#{command_id}", "KEY")
        return None if item is None else str(item.use)

    def claim_key(self, command_id: str, use: str) -> str:
        """See Store."""
        item = items.KeyItem(f"KEY#{command_id}", "KEY", use=use)
        try:
            with translated():
                item.save(condition=items.KeyItem.pk.does_not_exist())
        except Conflict:
            kept = _get(items.KeyItem, item.pk, item.sk)
            if kept is None:
                raise
            return str(kept.use)
        return use

    def commit(self, *commits: Commit) -> None:
        """See Store."""
        with translated(), TransactWrite(connection=self._connection) as transaction:
            for commit in commits:
                write(commit, transaction)

    def park(self, awaited: Awaited, fact: ParkedFact) -> None:
        """See Store. A fact that waits there already keeps its time, so that its age shows."""
        if _get(items.ParkedItem, f"PARKED#{fact.key}", fact.command_id) is not None:
            return
        with translated(), TransactWrite(connection=self._connection) as transaction:
            if awaited.card_version is not None:
                transaction.condition_check(
                    items.CardItem,
                    keys.card_partition(awaited.gift_card_id or ""),
                    "CARD",
                    condition=items.CardItem.version == awaited.card_version,
                )
            else:
                partition, sort = awaited.key.split("|")
                in_work = partition.startswith("ORDER#")
                model: type[Model] = items.PlaceItem if in_work else items.LedgerItem
                absent = items.LedgerItem.pk.does_not_exist()
                transaction.condition_check(model, partition, sort, condition=absent)
            transaction.save(parked_item(fact))

    def unpark(self, key: str, command_id: str) -> None:
        """See Store."""
        with translated():
            items.ParkedItem(f"PARKED#{key}", command_id).delete()


def _get(model: type[_Item], partition: str, sort: str) -> _Item | None:
    with translated():
        try:
            return model.get(partition, sort, consistent_read=True)
        except model.DoesNotExist:
            return None


def _claimed(order_id: str, item: items.PlaceItem) -> Place:
    return Place(order_id, item.sk, item.gift_card_id, item.claimed_by)
