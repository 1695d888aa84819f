"""Keeping the books: every posted entry is counted in exactly once, whatever the stream does.

The stream brings a card's changes at least once, in any order, or never. So a change is only a
hint that a card may not be booked to its end: the entries are read from the ledger, and the card's
mark moves past them in the transaction that counts them in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from giftledger.observability import count, logger
from giftledger.patience import patiently
from giftledger.settings import settings
from giftledger.store.books import (
    MAX_ACTIONS,
    Mark,
    book,
    buckets_of,
    marks,
    movements_after,
    segments,
)
from giftledger.store.items import bind
from giftledger.store.protocol import Conflict
from giftledger.tallies import Bucket, Movement, Tallies, Tally, placed

CARD = "CARD#"


@dataclass(slots=True)
class Booking:
    """What one transaction books: some cards, each up to an entry."""

    moved: dict[str, tuple[Mark, Mark]] = field(default_factory=dict)
    tallies: Tallies = field(default_factory=dict)

    def has_room(self, gift_card_id: str, bucket: Bucket) -> bool:
        """Whether an entry of this card fits in."""
        more = (gift_card_id not in self.moved) + (bucket not in self.tallies)
        return len(self.moved) + len(self.tallies) + more <= MAX_ACTIONS

    def take(self, gift_card_id: str, old: Mark, bucket: Bucket, movement: Movement) -> Mark:
        """Count an entry in; returns where the card's mark will be then."""
        mark = Mark(movement.seq, bucket.day)
        first, _ = self.moved.get(gift_card_id, (old, old))
        self.moved[gift_card_id] = (first, mark)
        self.tallies.setdefault(bucket, Tally()).count(movement)
        return mark


def follow_changes(records: Iterable[Mapping[str, Any]]) -> int:
    """Book the cards that these changes of the ledger table are about; how many entries that took.

    Raises UnavailableError where the store is, or the books stay contended.
    """
    return book_up_to(_newest(records))


def book_up_to(newest: Mapping[str, int]) -> int:
    """Book each of these cards to its end, if it is not booked up to this entry already."""
    connection = bind(settings())
    booked = 0

    def attempt() -> None:
        nonlocal booked
        for booking in _bookings(newest):
            _check(booking.tallies, booking.moved)
            book(booking.moved, booking.tallies, connection)
            booked += sum(tally.entries for tally in booking.tallies.values())
            _check(buckets_of(booking.tallies), booking.moved)

    patiently(attempt, what="books")
    if booked:
        line = {"operation": "books", "cards": len(newest), "entries": booked}
        logger().info("booked", extra=line)
    return booked


def _newest(records: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The highest number of an entry that was seen, by card."""
    newest: dict[str, int] = {}
    for record in records:
        image = record["dynamodb"].get("NewImage", {})
        seq = int(image.get("seq", image.get("last_seq", {})).get("N", 0))
        partition = record["dynamodb"]["Keys"]["pk"]["S"]
        if seq and partition.startswith(CARD):
            gift_card_id = partition.removeprefix(CARD)
            newest[gift_card_id] = max(seq, newest.get(gift_card_id, 0))
    return newest


def _bookings(newest: Mapping[str, int]) -> Iterable[Booking]:
    """What is missing, in as few transactions as it takes.

    Raises Conflict at the end where an entry can't be seen although a later one can: nothing is
    booked past it.
    """
    known = marks(newest)
    behind = [card for card, seq in newest.items() if known.get(card, Mark()).seq < seq]
    segment_of = segments(behind)
    booking = Booking()
    unseen = []
    for gift_card_id in behind:
        if gift_card_id not in segment_of:
            continue
        mark = known.get(gift_card_id, Mark())
        missing = movements_after(gift_card_id, mark.seq)
        for bucket, movement in placed(segment_of[gift_card_id], missing, day=mark.day):
            if movement.seq != mark.seq + 1:
                unseen.append(f"{gift_card_id}: entry {mark.seq + 1}")
                break
            if not booking.has_room(gift_card_id, bucket):
                yield booking
                booking = Booking()
            mark = booking.take(gift_card_id, mark, bucket, movement)
    if booking.moved:
        yield booking
    if unseen:
        raise Conflict(", ".join(unseen))


def _check(tallies: Tallies, cards: Iterable[str]) -> None:
    """Say it aloud where the books do not balance. They show what the ledger holds all the same."""
    for bucket, tally in tallies.items():
        if not tally.is_sound:
            count("BooksOutOfBalance")
            line = {"operation": "books", "day": bucket.day, "cards": list(cards)[:10]}
            logger().error("books out of balance", extra=line)
