"""The audit as a whole: walk the ledger, compare with the books, wait for what is on its way."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cli.auditing.findings import Finding
from cli.auditing.gathering import Gathering
from cli.auditing.totals import Behind, Totals, compare
from giftledger.patience import patiently
from giftledger.store.books import buckets
from giftledger.store.walking import walk
from giftledger.tallies import Bucket, Segment, Tallies

SETTLE_SECONDS = 60.0
"""How long the books may take to follow the ledger before a card counts as not booked."""

LAST_DAY = "9999-12-31"
POLL_SECONDS = 1.0

Progress = Callable[[int, int], None]
"""Is told the numbers of cards and entries read so far."""


def silently(_cards: int, _entries: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What a walk over the whole ledger found."""

    cards: int
    entries: int
    seconds: float
    findings: list[Finding]
    balances: dict[Segment, int]
    moving: list[Bucket] = field(default_factory=list)
    """Buckets that were booked into while the cards were read: not compared."""


@dataclass(slots=True)
class Walked:
    """One walk."""

    gathering: Gathering
    totals: Totals
    moving: list[Bucket]
    findings: list[Finding]

    @property
    def is_settled(self) -> bool:
        """Whether nothing moved that could not be compared."""
        return not (self.moving or self.totals.behind.seqs or self.totals.has_moving_transfers)


def audit(*, settle_seconds: float = SETTLE_SECONDS, progress: Progress = silently) -> Audit:
    """Walk the ledger that the process's settings name. The tables must be bound.

    Where something moved, or is not booked yet, the books get their time and the walk is repeated,
    as long as it takes no more than that time. Raises UnavailableError.
    """
    begun = time.monotonic()
    until = begun + settle_seconds
    while True:
        walk_begun = time.monotonic()
        walked = _walk(progress)
        late = _await(walked.totals.behind, until)
        over = time.monotonic() + (time.monotonic() - walk_begun) > until
        if walked.is_settled or late.seqs or over:
            break
        time.sleep(POLL_SECONDS)
    return Audit(
        cards=len(walked.gathering.cards),
        entries=walked.gathering.entries,
        seconds=time.monotonic() - begun,
        findings=[*walked.findings, *late.findings()],
        balances=dict(sorted(walked.totals.balances.items())),
        moving=walked.moving,
    )


def _walk(progress: Progress) -> Walked:
    before = _books()
    totals = Totals(begun_at=datetime.now(UTC))
    gathering = Gathering(totals.take)
    for page in walk():
        for seen in page:
            gathering.add(seen)
        progress(len(gathering.cards), gathering.entries)
    gathering.finish()
    totals.finish()
    findings = [*gathering.findings, *totals.findings]
    moving = []
    for each in compare(totals.recount, before, _books()):
        if isinstance(each, Bucket):
            moving.append(each)
        else:
            findings.append(each)
    return Walked(gathering, totals, moving, findings)


def _await(behind: Behind, until: float) -> Behind:
    """The cards that are not booked in time."""
    late = behind
    while late.seqs:
        late = late.still()
        if not late.seqs or time.monotonic() > until:
            break
        time.sleep(POLL_SECONDS)
    return late


def _books() -> Tallies:
    return patiently(lambda: buckets(last_day=LAST_DAY), what="books")
