"""The books: how far each card is booked, and what every day moved, in the work table."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from giftledger.ledger import keys
from giftledger.ledger.accounts import Account
from giftledger.store import items
from giftledger.store.faults import translated
from giftledger.store.items import WorkItem
from giftledger.store.stored import movement
from giftledger.tallies import ACCOUNTS, NO_DAY, Bucket, Movement, Segment, Tallies, Tally

ALL_DAYS = "BOOKS"
"""The partition of all buckets: a report reads a range of days in one query."""

MAX_ACTIONS = 100
"""The most that one transaction takes (developer guide, "Amazon DynamoDB transactions")."""

_LIVE, _TEST = "live", "test"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a card is booked: its last booked entry, and the day that it was booked into."""

    seq: int = 0
    day: str = NO_DAY


class MarkItem(WorkItem, discriminator="booked"):
    """`BOOKED#<card id>` / `BOOKED`: moves on in the transaction that books what it passes."""

    seq = NumberAttribute()
    day = UnicodeAttribute()


class BucketItem(WorkItem, discriminator="books"):
    """`BOOKS` / `<day>#<currency>#<programme>#<funding>#<live or test>`: sums, only ever added to.

    Positive is a debit. `balances_minor` is what the cards' balances moved by.
    """

    entries = NumberAttribute(default=0)
    balances_minor = NumberAttribute(default=0)
    gift_card_liability = NumberAttribute(null=True)
    sales_clearing = NumberAttribute(null=True)
    deferred_discount = NumberAttribute(null=True)
    redemption_clearing = NumberAttribute(null=True)
    promotion_expense = NumberAttribute(null=True)
    refund_clearing = NumberAttribute(null=True)
    migration_opening = NumberAttribute(null=True)
    balance_adjustments = NumberAttribute(null=True)
    card_transfers = NumberAttribute(null=True)
    cash_paid = NumberAttribute(null=True)
    breakage_income = NumberAttribute(null=True)
    unclaimed_property = NumberAttribute(null=True)


def marks(gift_card_ids: Iterable[str]) -> dict[str, Mark]:
    """How far these cards are booked; a card that never was is left out."""
    wanted = [(_mark_partition(one), "BOOKED") for one in gift_card_ids]
    with translated():
        found = MarkItem.batch_get(wanted, consistent_read=True)
        return {
            item.pk.removeprefix("BOOKED#"): Mark(int(item.seq), str(item.day)) for item in found
        }


def segments(gift_card_ids: Iterable[str]) -> dict[str, Segment]:
    """Where the cards belong that exist."""
    wanted = [(keys.card_partition(one), "CARD") for one in gift_card_ids]
    with translated():
        found = items.CardItem.batch_get(wanted, consistent_read=True)
        return {
            item.pk.removeprefix("CARD#"): Segment(
                item.currency, item.programme, item.funding, bool(item.test)
            )
            for item in found
        }


def movements_after(gift_card_id: str, seq: int) -> Iterator[Movement]:
    """What the card's posted entries after this one moved, in ledger order."""
    with translated():
        found = items.EntryItem.by_seq.query(
            keys.card_partition(gift_card_id), items.BySeq.seq > seq, consistent_read=True
        )
        for item in found:
            yield movement(item)


def book(moved: Mapping[str, tuple[Mark, Mark]], tallies: Tallies, connection: Connection) -> None:
    """Move marks on (from, to) and add to buckets, all in one transaction.

    Raises Conflict where a mark is not where it is said to be, UnavailableError where nobody knows.
    """
    with translated(), TransactWrite(connection=connection) as transaction:
        for gift_card_id, (old, new) in moved.items():
            item = MarkItem(_mark_partition(gift_card_id), "BOOKED")
            unmoved = MarkItem.seq == old.seq if old.seq else MarkItem.pk.does_not_exist()
            actions: list[Action] = [
                MarkItem.type.set(MarkItem),
                MarkItem.seq.set(new.seq),
                MarkItem.day.set(new.day),
            ]
            transaction.update(item, actions=actions, condition=unmoved)
        for bucket, tally in tallies.items():
            adding = [
                getattr(BucketItem, name).add(figure) for name, figure in tally.figures().items()
            ]
            transaction.update(
                BucketItem(ALL_DAYS, _sort_key(bucket)),
                actions=[BucketItem.type.set(BucketItem), *adding],
            )


def buckets(*, first_day: str = NO_DAY, last_day: str) -> Tallies:
    """What the books say of a range of days, the last one included."""
    with translated():
        found = BucketItem.query(
            ALL_DAYS,
            BucketItem.sk.between(first_day or "0", f"{last_day}$"),
            consistent_read=True,
        )
        return {_bucket(item.sk): _tally(item) for item in found}


def buckets_of(wanted: Iterable[Bucket]) -> Tallies:
    """What the books say of some buckets."""
    read = [(ALL_DAYS, _sort_key(bucket)) for bucket in wanted]
    with translated():
        found = BucketItem.batch_get(read, consistent_read=True)
        return {_bucket(item.sk): _tally(item) for item in found}


def _mark_partition(gift_card_id: str) -> str:
    return f"BOOKED#{gift_card_id}"


def _sort_key(bucket: Bucket) -> str:
    segment = bucket.segment
    kind = _TEST if segment.test else _LIVE
    return "#".join((bucket.day, segment.currency, segment.programme, segment.funding, kind))


def _bucket(sort_key: str) -> Bucket:
    day, currency, programme, funding, kind = sort_key.split("#")
    return Bucket(day, Segment(currency, programme, funding, kind == _TEST))


def _tally(item: BucketItem) -> Tally:
    figures: dict[Account, int] = {}
    for name, account in ACCOUNTS.items():
        amount_minor = getattr(item, name)
        if amount_minor is not None:
            figures[account] = int(amount_minor)
    return Tally(int(item.entries), int(item.balances_minor), figures)
