"""A card's entries from some point on: what somebody who follows it has not seen yet."""

from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.ledger.keys import card_partition
from giftledger.store.faults import translated
from giftledger.store.items import EntryItem
from giftledger.store.mapping import entry_from
from giftledger.store.opening import store


def read_card(gift_card_id: str) -> Card | None:
    """The card as it is now, read consistently. Raises UnavailableError."""
    return store().cards([gift_card_id]).get(gift_card_id)


def entries_after(gift_card_id: str, seq: int) -> list[Entry]:
    """The posted entries with a higher number, in ledger order, read consistently.

    Raises UnavailableError.
    """
    with translated():
        found = EntryItem.by_seq.query(
            card_partition(gift_card_id), EntryItem.seq > seq, consistent_read=True
        )
        return [entry_from(item) for item in found]
