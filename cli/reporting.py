"""What finance asks of the books: the liability at the end of a day, the trial balance of days."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cli.auditing.gathering import Gathering
from giftledger.ledger.accounts import Account
from giftledger.store.books import buckets
from giftledger.store.walking import walk
from giftledger.tallies import Segment, Tallies, Tally, merge, tallied

Key = Literal["currency", "programme", "funding"]
KEYS: tuple[Key, ...] = ("currency", "programme", "funding")


@dataclass(frozen=True, slots=True)
class Period:
    """Days in UTC, the last one included."""

    last_day: str
    first_day: str = ""
    """Empty: from the beginning."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed to the holders of one group of cards."""

    group: tuple[str, ...]
    """A value per key."""
    currency: str
    liability_minor: int


@dataclass(frozen=True, slots=True)
class Side:
    """One account of a trial balance, on one side of it."""

    currency: str
    account: Account
    debit_minor: int
    credit_minor: int


Sums = Mapping[Segment, Tally]


def booked(period: Period, *, test: bool) -> Sums:
    """What the books say, for live or for test cards."""
    return _summed(buckets(first_day=period.first_day, last_day=period.last_day), period, test=test)


def recounted(period: Period, *, test: bool) -> Sums:
    """The same, counted from every entry of the ledger."""
    tallies: Tallies = {}
    gathering = Gathering(
        lambda card, posted: merge(
            tallies, tallied(Segment.of(card), (stored.movement for stored in posted))
        )
    )
    for page in walk():
        for seen in page:
            gathering.add(seen)
    gathering.finish()
    return _summed(tallies, period, test=test)


def liability(sums: Sums, by: Sequence[Key]) -> list[Owed]:
    """What is owed, group by group. Amounts of two currencies are never added up: see `columns`."""
    owed: dict[tuple[tuple[str, ...], str], int] = defaultdict(int)
    for segment, tally in sums.items():
        group = tuple(str(getattr(segment, key)) for key in columns(by))
        owed[group, segment.currency] += tally.liability_minor
    return [Owed(group, currency, owed[group, currency]) for group, currency in sorted(owed)]


def columns(by: Sequence[Key]) -> list[Key]:
    """The keys of a report: the currency comes first where nobody asked for it."""
    return list(by) if "currency" in by else ["currency", *by]


def totals(rows: Sequence[Owed]) -> dict[str, int]:
    """By currency."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row.currency] += row.liability_minor
    return dict(sorted(sums.items()))


def trial_balance(sums: Sums) -> list[Side]:
    """By currency, every account that was ever moved, in the order of the chart."""
    moved: dict[str, dict[Account, int]] = defaultdict(lambda: defaultdict(int))
    for segment, tally in sums.items():
        for account, amount_minor in tally.accounts.items():
            moved[segment.currency][account] += amount_minor
    return [
        Side(currency, account, max(0, minor), max(0, -minor))
        for currency, accounts in sorted(moved.items())
        for account, minor in _in_order(accounts)
    ]


def sides(rows: Sequence[Side]) -> dict[str, tuple[int, int]]:
    """The totals of debit and credit by currency: equal, where the books balance."""
    sums: dict[str, tuple[int, int]] = {}
    for row in rows:
        debit, credit = sums.get(row.currency, (0, 0))
        sums[row.currency] = (debit + row.debit_minor, credit + row.credit_minor)
    return sums


def _in_order(accounts: Mapping[Account, int]) -> Iterator[tuple[Account, int]]:
    return ((account, accounts[account]) for account in Account if account in accounts)


def _summed(tallies: Tallies, period: Period, *, test: bool) -> Sums:
    sums: dict[Segment, Tally] = {}
    for bucket, tally in tallies.items():
        is_asked = period.first_day <= bucket.day <= period.last_day
        if is_asked and bucket.segment.test is test:
            sums.setdefault(bucket.segment, Tally()).add(tally)
    return dict(sorted(sums.items()))
