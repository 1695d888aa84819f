"""`giftledger audit`: check everything that must hold, on every card."""

import json
import sys
from argparse import Namespace

from cli.auditing.audit import Audit, audit
from cli.failing import FOUND, OK

CLEAR_LINE = "\r\033[K"


def run(arguments: Namespace) -> int:
    """Print a line per finding and a summary, or all of it as JSON; 1 where anything was found."""
    shown = sys.stderr.isatty()
    found = audit(settle_seconds=arguments.settle, progress=_progress if shown else lambda *_: None)
    if shown:
        print(CLEAR_LINE, end="", file=sys.stderr, flush=True)
    print(json.dumps(_as_json(found), indent=2) if arguments.json else _as_text(found))
    return FOUND if found.findings else OK


def summary(found: Audit) -> str:
    """One line: how much was looked at, and what came of it."""
    counts = f"{found.cards:,} cards, {found.entries:,} entries in {found.seconds:.1f} s"
    moving = f"; {len(found.moving)} buckets moved, not compared" if found.moving else ""
    result = f"{len(found.findings)} findings" if found.findings else "clean"
    return f"{result}: {counts}{moving}"


def _as_text(found: Audit) -> str:
    return "\n".join([*(finding.line for finding in found.findings), summary(found)])


def _as_json(found: Audit) -> dict[str, object]:
    return {
        "clean": not found.findings,
        "cards": found.cards,
        "entries": found.entries,
        "seconds": round(found.seconds, 3),
        "balances": [
            {
                "currency": segment.currency,
                "programme": segment.programme,
                "funding": segment.funding,
                "test": segment.test,
                "balance_minor": balance_minor,
            }
            for segment, balance_minor in found.balances.items()
        ],
        "not_compared": sorted({bucket.day for bucket in found.moving}),
        "findings": [finding.as_json() for finding in found.findings],
    }


def _progress(cards: int, entries: int) -> None:
    print(f"{CLEAR_LINE}{cards:,} cards, {entries:,} entries", end="", file=sys.stderr, flush=True)
