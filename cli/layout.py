"""Reports as people read them, in columns, and as programs do, in CSV."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from cli.money import grouped, plain
from cli.reporting import Key, Owed, Period, Side, columns, sides, totals
from giftledger.ledger.accounts import FINANCE_WORDS, Account

Line = Sequence[str]
OWED = FINANCE_WORDS[Account.LIABILITY]


def liability_text(rows: Sequence[Owed], by: Sequence[Key], period: Period, *, cards: str) -> str:
    """A table, with a total per currency where that says more than the rows."""
    keys = columns(by)
    lines = [[*keys, OWED]]
    lines += [[*row.group, grouped(row.liability_minor, row.currency)] for row in rows]
    if len(keys) > 1 and rows:
        lines.append([])
        blank = [""] * (len(keys) - 1)
        for currency, sum_minor in totals(rows).items():
            lines.append([f"total {currency}", *blank, grouped(sum_minor, currency)])
    title = f"{OWED}{cards} at the end of {period.last_day} (UTC)"
    return _page(title, lines, right=1)


def liability_csv(rows: Sequence[Owed], by: Sequence[Key], period: Period) -> str:
    """Minor units and decimals, a line per group."""
    header = ["as_of", *columns(by), "liability_minor", "liability"]
    lines = (
        [
            period.last_day,
            *row.group,
            str(row.liability_minor),
            plain(row.liability_minor, row.currency),
        ]
        for row in rows
    )
    return _csv(header, lines)


def trial_balance_text(rows: Sequence[Side], period: Period, *, cards: str) -> str:
    """By currency, debit and credit in columns with their totals."""
    lines: list[Line] = []
    for currency, (debit_minor, credit_minor) in sides(rows).items():
        lines += [[]] if lines else []
        lines.append([currency, "Debit", "Credit"])
        for row in (row for row in rows if row.currency == currency):
            lines.append(
                [
                    FINANCE_WORDS[row.account],
                    grouped(row.debit_minor, currency) if row.debit_minor else "",
                    grouped(row.credit_minor, currency) if row.credit_minor else "",
                ]
            )
        both = (grouped(debit_minor, currency), grouped(credit_minor, currency))
        lines.append(["Total", *both])
    days = f"{period.first_day} to {period.last_day}" if period.first_day else period.last_day
    begins = "of" if period.first_day else "at the end of"
    return _page(f"Trial balance{cards} {begins} {days} (UTC)", lines, right=2)


def trial_balance_csv(rows: Sequence[Side], period: Period) -> str:
    """Minor units and decimals, a line per currency and account."""
    header = [
        *("from", "as_of", "currency", "account", "name"),
        *("debit_minor", "credit_minor", "debit", "credit"),
    ]
    lines = (
        [
            period.first_day,
            period.last_day,
            row.currency,
            row.account.value,
            FINANCE_WORDS[row.account],
            str(row.debit_minor),
            str(row.credit_minor),
            plain(row.debit_minor, row.currency),
            plain(row.credit_minor, row.currency),
        ]
        for row in rows
    )
    return _csv(header, lines)


def _page(title: str, lines: Sequence[Line], *, right: int) -> str:
    return "\n".join([title, "", *table(lines, right=right)]) + "\n"


def table(lines: Sequence[Line], *, right: int = 0) -> Iterator[str]:
    """Columns as wide as their widest word; the last `right` ones hold amounts."""
    widths: list[int] = []
    for line in lines:
        for at, word in enumerate(line):
            if at == len(widths):
                widths.append(0)
            widths[at] = max(widths[at], len(word))
    first_right = len(widths) - right
    for line in lines:
        words = (
            word.rjust(widths[at]) if at >= first_right else word.ljust(widths[at])
            for at, word in enumerate(line)
        )
        yield "  ".join(words).rstrip()


def _csv(header: Line, lines: Iterable[Line]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()
