"""Tallies: what entries move, per day and kind of card, account by account.

The books are kept with them and recounted with them, so that both mean the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from giftledger.ledger.accounts import Account
from giftledger.ledger.card import Card

ACCOUNTS: Mapping[str, Account] = {account.value: account for account in Account}

NO_DAY = ""
"""Before the first entry of a card; sorts before every day."""


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """What never changes about a card, and what finance tells cards apart by."""

    currency: str
    programme: str
    funding: str
    test: bool = False

    @classmethod
    def of(cls, card: Card) -> "Segment":
        """Where a card belongs."""
        return cls(card.currency, card.programme, card.funding.value, card.test)


@dataclass(frozen=True, slots=True, order=True)
class Bucket:
    """One day's movements of the cards of one segment."""

    day: str
    """UTC, e.g. `2026-11-20`."""
    segment: Segment


@dataclass(frozen=True, slots=True)
class Movement:
    """What one posted entry moves. Its legs may be wrong: that is for others to say."""

    seq: int
    recorded_at: datetime
    amount_minor: int
    legs: Sequence[tuple[str, int]] = ()


@dataclass(slots=True)
class Tally:
    """How many entries, and by how much they moved the balances and each account."""

    entries: int = 0
    balances_minor: int = 0
    """What the balances of the cards moved by: counted apart from the accounts."""
    accounts: dict[Account, int] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Count another tally in."""
        self.entries += other.entries
        self.balances_minor += other.balances_minor
        for account, amount_minor in other.accounts.items():
            self.accounts[account] = self.accounts.get(account, 0) + amount_minor

    def count(self, movement: Movement) -> None:
        """Count an entry in. A leg of an account that nobody has is left out, so that it shows."""
        self.entries += 1
        self.balances_minor += movement.amount_minor
        for name, amount_minor in movement.legs:
            account = ACCOUNTS.get(name)
            if account is not None:
                self.accounts[account] = self.accounts.get(account, 0) + amount_minor

    @property
    def liability_minor(self) -> int:
        """What is owed to holders: positive."""
        return -self.accounts.get(Account.LIABILITY, 0)

    @property
    def is_sound(self) -> bool:
        """Whether the accounts sum to zero, and the liability moved as the balances did."""
        balanced = sum(self.accounts.values()) == 0
        return balanced and self.liability_minor == self.balances_minor

    def figures(self) -> dict[str, int]:
        """Everything that is not zero, by name: equal tallies have equal figures."""
        named = {account.value: amount_minor for account, amount_minor in self.accounts.items()}
        named |= {"entries": self.entries, "balances_minor": self.balances_minor}
        return {name: figure for name, figure in named.items() if figure}


Tallies = dict[Bucket, Tally]


def placed(
    segment: Segment, movements: Iterable[Movement], *, day: str = NO_DAY
) -> Iterator[tuple[Bucket, Movement]]:
    """Each movement, in ledger order, with the bucket that it belongs into.

    `day` is that of the card's entry before. Ledger order is time order: an entry that a slow
    clock dates before its predecessor belongs to the predecessor's day.
    """
    for movement in movements:
        day = max(day, movement.recorded_at.astimezone(UTC).date().isoformat())
        yield Bucket(day, segment), movement


def merge(into: Tallies, more: Mapping[Bucket, Tally]) -> None:
    """Count tallies in, bucket by bucket."""
    for bucket, tally in more.items():
        into.setdefault(bucket, Tally()).add(tally)


def tallied(segment: Segment, movements: Iterable[Movement]) -> Tallies:
    """What all entries of one card move, from its first one on."""
    tallies: Tallies = {}
    for bucket, movement in placed(segment, movements):
        tallies.setdefault(bucket, Tally()).count(movement)
    return tallies
