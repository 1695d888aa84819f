"""`giftledger report`: what finance asks for, from the books or counted anew."""

import sys
from argparse import Namespace
from datetime import UTC, date, datetime

from cli import layout
from cli.failing import FOUND, OK, RefusedError
from cli.reporting import (
    KEYS,
    Key,
    Period,
    Sums,
    booked,
    liability,
    recounted,
    sides,
    trial_balance,
)


def run_liability(arguments: Namespace) -> int:
    """Print what is owed at the end of a day. 1 where a recount differs from the books."""
    period = Period(_day(arguments.as_of, "--as-of"))
    by = keys_of(arguments.by)
    sums, agrees = _sums(arguments, period)
    rows = liability(sums, by)
    if arguments.csv:
        text = layout.liability_csv(rows, by, period)
    else:
        text = layout.liability_text(rows, by, period, cards=_cards(arguments))
    print(text, end="")
    return OK if agrees else FOUND


def run_trial_balance(arguments: Namespace) -> int:
    """Print debits and credits by account. 1 where their totals differ."""
    first_day = _day(arguments.first, "--from") if arguments.first else ""
    period = Period(_day(arguments.as_of, "--as-of"), first_day)
    if first_day > period.last_day:
        raise RefusedError(f"--from {first_day} is after --as-of {period.last_day}")
    sums, agrees = _sums(arguments, period)
    rows = trial_balance(sums)
    if arguments.csv:
        text = layout.trial_balance_csv(rows, period)
    else:
        text = layout.trial_balance_text(rows, period, cards=_cards(arguments))
    print(text, end="")
    unequal = [currency for currency, (debit, credit) in sides(rows).items() if debit != credit]
    if unequal:
        print(f"the books do not balance in {', '.join(unequal)}", file=sys.stderr)
    return OK if agrees and not unequal else FOUND


def keys_of(text: str) -> list[Key]:
    """The keys of `--by`, in the order in which they are named."""
    named = [name.strip() for name in text.split(",")]
    by = [key for name in named for key in KEYS if key == name]
    unknown = [name for name in named if name not in KEYS]
    if unknown or len(set(by)) < len(by):
        known = ", ".join(KEYS)
        raise RefusedError(f"--by takes each of {known} once at most, not {text!r}")
    return by


def _sums(arguments: Namespace, period: Period) -> tuple[Sums, bool]:
    """The sums that were asked for, and whether books and recount agree, if both were made."""
    if period.last_day == _today():
        print(f"{period.last_day} is not over yet: its figures still change", file=sys.stderr)
    sums = booked(period, test=arguments.test)
    if not arguments.recount:
        return sums, True
    counted = recounted(period, test=arguments.test)
    agrees = _figures(sums) == _figures(counted)
    if not agrees:
        print("the books say something else than this recount: giftledger audit", file=sys.stderr)
    return counted, agrees


def _figures(sums: Sums) -> dict[object, dict[str, int]]:
    return {segment: tally.figures() for segment, tally in sums.items() if tally.figures()}


def _day(text: str, option: str) -> str:
    try:
        day = date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise RefusedError(f"{option} takes a day such as 2026-11-24, not {text!r}") from error
    if day > _today():
        raise RefusedError(f"{option} {day} has not begun yet (UTC)")
    return day


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _cards(arguments: Namespace) -> str:
    return " of test cards" if arguments.test else ""
