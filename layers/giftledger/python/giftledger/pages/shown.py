"""What may be shown of a card: never its code, its order references or its people."""

from datetime import UTC, date, datetime
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from giftledger.amounts import format_minor
from giftledger.store.reading import CardView, EntryView

_KINDS = {
    "issue": "Issued",
    "import": "Taken over",
    "activate": "Activated",
    "release": "Activated",
    "reload": "Loaded",
    "redeem": "Spent",
    "capture": "Spent",
    "refund": "Refunded",
    "transfer": "Moved between cards",
    "adjust": "Adjusted",
    "correct": "Corrected",
    "cash_out": "Paid out",
    "take_back": "Sale refunded",
    "expire": "Expired",
    "deactivate": "Closed",
}
"""What a holder reads; a kind that is not here concerns those who keep the cards."""
_STATUSES = {"active": "Active"}
_UNUSABLE = "Can't be used now"


def as_json(card: CardView, locale: str) -> dict[str, object]:
    """The balance for programs, history in ledger order. Amounts are signed minor units."""
    return {
        "status": card.status,
        "balance": {
            "amount_minor": card.balance_minor,
            "currency": card.currency,
            "formatted": format_minor(card.balance_minor, card.currency, locale),
        },
        "last_four": card.last_four,
        "expires_on": card.expires_on,
        "history": [
            {
                "kind": entry.kind,
                "amount_minor": entry.amount_minor,
                "formatted": format_minor(entry.amount_minor, card.currency, locale),
                "balance_after_minor": entry.balance_after_minor,
                "occurred_at": entry.occurred_at.astimezone(UTC).isoformat(),
            }
            for entry in _told(card)
        ],
    }


def as_words(card: CardView, locale: str, *, now: datetime) -> dict[str, Any]:
    """The words of a card page, newest entry first. Times are UTC and say so."""
    dates = _dates(locale)
    return {
        "usable": card.status == "active",
        "status": _STATUSES.get(card.status, _UNUSABLE),
        "amount": format_minor(card.balance_minor, card.currency, locale),
        "last_four": card.last_four,
        "expires_at": card.expires_on,
        "expires_on": _day(card.expires_on, dates),
        "as_of_at": now.isoformat(timespec="seconds"),
        "as_of": _moment(now, dates),
        "test": card.test,
        "lines": [_line(entry, card.currency, locale, dates) for entry in reversed(_told(card))],
    }


def _told(card: CardView) -> list[EntryView]:
    return [entry for entry in card.entries if entry.kind in _KINDS]


def _line(entry: EntryView, currency: str, locale: str, dates: Locale) -> dict[str, str]:
    occurred_at = entry.occurred_at.astimezone(UTC)
    return {
        "kind": _KINDS[entry.kind],
        "amount": format_minor(entry.amount_minor, currency, locale),
        "after": format_minor(entry.balance_after_minor, currency, locale),
        "at": occurred_at.isoformat(timespec="seconds"),
        "on": format_date(occurred_at.date(), "medium", locale=dates),
    }


def _day(text: str | None, dates: Locale) -> str | None:
    return format_date(date.fromisoformat(text), "long", locale=dates) if text else None


def _moment(moment: datetime, dates: Locale) -> str:
    utc = moment.astimezone(UTC)
    return f"{format_date(utc.date(), 'medium', locale=dates)}, {utc:%H:%M} UTC"


def _dates(locale: str) -> Locale:
    """Dates in the language of the page, which is English, in the locale's own order if it is."""
    try:
        found = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        found = Locale.parse("en")
    return found if found.language == "en" else Locale.parse("en")
