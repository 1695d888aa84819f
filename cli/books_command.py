"""`giftledger books catch-up`: book the cards whose changes the stream has lost."""

import sys
from argparse import Namespace
from contextlib import redirect_stdout

from cli.auditing.totals import CARDS_PER_READ, read_marks
from cli.failing import OK
from giftledger.books import book_up_to
from giftledger.store.books import Mark
from giftledger.store.walking import SeenCard, walk


def run(_: Namespace) -> int:
    """Book every card to its end, and say how much that was."""
    cards = entries = 0
    waiting: dict[str, int] = {}
    for page in walk():
        for seen in page:
            if isinstance(seen, SeenCard):
                waiting[seen.card.gift_card_id] = seen.card.last_seq
        if len(waiting) >= CARDS_PER_READ:
            more = _book(waiting)
            cards, entries, waiting = cards + more[0], entries + more[1], {}
    more = _book(waiting)
    print(f"booked {entries + more[1]} entries of {cards + more[0]} cards")
    return OK


def _book(last_seqs: dict[str, int]) -> tuple[int, int]:
    """How many cards were behind, and how many of their entries were missing."""
    known = read_marks(list(last_seqs))
    behind = {card: seq for card, seq in last_seqs.items() if known.get(card, Mark()).seq < seq}
    if not behind:
        return 0, 0
    with redirect_stdout(sys.stderr):  # what a function would log
        return len(behind), book_up_to(behind)
