"""What all cards and entries of a walk add up to, beside what the books say."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cli.auditing.findings import Fault, Finding, Kind
from cli.auditing.gathering import read_again
from giftledger.ledger.accounts import Account
from giftledger.ledger.card import Card
from giftledger.patience import patiently
from giftledger.store.books import Mark, marks
from giftledger.store.stored import StoredEntry
from giftledger.tallies import Bucket, Segment, Tallies, Tally, merge, tallied

CARDS_PER_READ = 100
"""The most that one BatchGetItem takes."""


SKEW = timedelta(seconds=5)
"""Our clock and those of the functions differ by less."""


@dataclass(slots=True)
class Behind:
    """Cards that were not booked to the end that was read of them, and that end."""

    seqs: dict[str, int] = field(default_factory=dict)

    def still(self) -> "Behind":
        """Those that are not booked so far now."""
        known = read_marks(list(self.seqs))
        late = {card: seq for card, seq in self.seqs.items() if known.get(card, Mark()).seq < seq}
        return Behind(late)

    def findings(self) -> Iterator[Finding]:
        """What is late."""
        known = read_marks(list(self.seqs))
        for card, seq in self.seqs.items():
            fault = Fault("last booked entry", seq, known.get(card, Mark()).seq)
            yield Finding(card, fault, Kind.NOT_BOOKED_YET)


@dataclass(frozen=True, slots=True)
class Transfer:
    """What one command took from cards and did not give to others, as far as they were read."""

    amount_minor: int
    recorded_at: datetime


class Totals:
    """Adds up cards. Only what a card is booked up to is compared with the books."""

    def __init__(self, *, begun_at: datetime) -> None:
        self.recount: Tallies = {}
        """What the books have to say, by the entries that they say they hold."""
        self.balances: Counter[Segment] = Counter()
        self.behind = Behind()
        self.findings: list[Finding] = []
        self._begun_at = begun_at
        self._liability: Counter[Segment] = Counter()
        self._on_their_way: dict[tuple[str, str], Transfer] = {}
        """By command and currency."""
        self.has_moving_transfers = False
        """Whether value was on its way while the cards were read one after the other."""
        self._ahead: list[str] = []
        """Cards that moved on since they were read, or whose mark is wrong."""
        self._unread: list[tuple[Card, Sequence[StoredEntry]]] = []

    def take(self, card: Card, posted: Sequence[StoredEntry]) -> None:
        """Add a card with all its posted entries, in ledger order."""
        segment = Segment.of(card)
        self.balances[segment] += card.balance_minor
        for stored in posted:
            for name, amount_minor in stored.legs:
                if name == Account.LIABILITY:
                    self._liability[segment] -= amount_minor
                elif name == Account.TRANSFER:
                    self._transfer(stored, card.currency, amount_minor)
        self._unread.append((card, posted))
        if len(self._unread) == CARDS_PER_READ:
            self._compare_with_marks()

    def finish(self) -> None:
        """Add the last ones, and say what of the whole does not hold."""
        self._compare_with_marks()
        for segment in sorted(self.balances | self._liability):
            worth_minor, owed_minor = self.balances[segment], self._liability[segment]
            if worth_minor != owed_minor:
                fault = Fault("sum of the cards", f"a liability of {owed_minor}", worth_minor)
                self.findings.append(Finding(name_of(segment), fault))
        for (command_id, currency), transfer in self._on_their_way.items():
            if self._begun_at - SKEW <= transfer.recorded_at <= datetime.now(UTC) + SKEW:
                self.has_moving_transfers = True
                continue
            fault = Fault(f"{currency} left between the cards", 0, transfer.amount_minor)
            self.findings.append(Finding(command_id, fault))
        self.findings += self._booked_past_their_end()

    def _transfer(self, stored: StoredEntry, currency: str, amount_minor: int) -> None:
        """What a command takes from one card it gives to others: kept until that is zero."""
        key = (stored.entry.command_id, currency)
        before = self._on_their_way.pop(key, None)
        on_its_way = amount_minor + (before.amount_minor if before else 0)
        if on_its_way:
            self._on_their_way[key] = Transfer(on_its_way, stored.entry.recorded_at)

    def _booked_past_their_end(self) -> Iterator[Finding]:
        for gift_card_id, mark in read_marks(self._ahead).items():
            # Read after its mark: a card only grows.
            card = read_again(gift_card_id).card
            if card is not None and mark.seq > card.last_seq:
                fault = Fault("last booked entry", f"{card.last_seq} at most", mark.seq)
                yield Finding(gift_card_id, fault)

    def _compare_with_marks(self) -> None:
        known = read_marks([card.gift_card_id for card, _ in self._unread])
        for card, posted in self._unread:
            mark = known.get(card.gift_card_id, Mark())
            booked = (stored.movement for stored in posted if (stored.entry.seq or 0) <= mark.seq)
            merge(self.recount, tallied(Segment.of(card), booked))
            if mark.seq < card.last_seq:
                self.behind.seqs[card.gift_card_id] = card.last_seq
            elif mark.seq > card.last_seq:
                self._ahead.append(card.gift_card_id)
        self._unread = []


def read_marks(gift_card_ids: Sequence[str]) -> dict[str, Mark]:
    """How far cards are booked, however many."""
    found: dict[str, Mark] = {}
    for start in range(0, len(gift_card_ids), CARDS_PER_READ):
        some = gift_card_ids[start : start + CARDS_PER_READ]
        found |= patiently(lambda some=some: marks(some), what="marks")  # type: ignore[misc]
    return found


def compare(recount: Tallies, before: Tallies, after: Tallies) -> Iterator[Finding | Bucket]:
    """Where the books differ from a recount; a bucket that moved meanwhile itself.

    Every card was read at some instant between `before` and `after`. A bucket that is the same in
    both had nothing booked into it in between, so the recount is exact for it.
    """
    nothing = Tally()
    for bucket in sorted({*recount, *before, *after}):
        booked = after.get(bucket, nothing).figures()
        if before.get(bucket, nothing).figures() != booked:
            yield bucket
            continue
        counted = recount.get(bucket, nothing).figures()
        for name in sorted({*counted, *booked}):
            expected, found = counted.get(name, 0), booked.get(name, 0)
            if expected != found:
                where = f"books of {bucket.day} {name_of(bucket.segment)}"
                yield Finding(where, Fault(name, expected, found))


def name_of(segment: Segment) -> str:
    """For people."""
    kind = " test" if segment.test else ""
    return f"{segment.currency} {segment.programme} {segment.funding}{kind}"
