"""What the books have to say of a history, counted from its entries alone."""

from collections.abc import Iterable

from giftledger.ledger.entry import Entry
from giftledger.tallies import Movement, Segment, Tallies, merge, tallied
from tests.fakes.books import Books

Figures = dict[tuple[str, str, str, str, bool], dict[str, int]]
"""By day, currency, programme, funding and test flag."""


def movements(entries: Iterable[Entry]) -> list[Movement]:
    return [
        Movement(
            entry.seq,
            entry.recorded_at,
            entry.amount_minor,
            [(leg.account.value, leg.amount_minor) for leg in entry.legs],
        )
        for entry in entries
        if entry.seq is not None
    ]


def recounted(books: Books) -> Tallies:
    tallies: Tallies = {}
    for card, entries in books.values():
        merge(tallies, tallied(Segment.of(card), movements(entries)))
    return tallies


def figures(tallies: Tallies) -> Figures:
    """Comparable: without what is zero."""
    return {
        (
            bucket.day,
            bucket.segment.currency,
            bucket.segment.programme,
            bucket.segment.funding,
            bucket.segment.test,
        ): tally.figures()
        for bucket, tally in tallies.items()
    }
