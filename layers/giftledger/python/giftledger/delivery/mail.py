"""Composing the gift mail: one card's code, amount, greeting and links, as text and HTML."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from giftledger.amounts import format_minor
from giftledger.codes import grouped
from giftledger.plain_text import plain_line

MAX_GIVER_IN_SUBJECT = 60
"""Characters: a subject line shows hardly more."""
MAX_HTML_BYTES = 100_000
"""Gmail clips what is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What the mail tells. `code` is the normalised code, without separators."""

    code: str
    amount_minor: int
    currency: str
    locale: str
    shop_name: str
    card_url: str
    open_url: str
    name: str | None = None
    giver: str | None = None
    message: str | None = None
    expires_on: str | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """A composed mail. The subject is one line and holds neither code nor amount."""

    subject: str
    text: str
    html: str


def compose(gift: Gift) -> Mail:
    """The mail of a gift. Texts are escaped for HTML; names are put on one line."""
    words = {
        "amount": format_minor(gift.amount_minor, gift.currency, gift.locale),
        "code": grouped(gift.code),
        "shop_name": gift.shop_name,
        "card_url": gift.card_url,
        "open_url": gift.open_url,
        "name": _line(gift.name),
        "giver": _line(gift.giver),
        "message": gift.message,
        "expires_on": _day(gift.expires_on),
    }
    html = _templates().get_template("mail.html").render(words)
    assert len(html.encode()) < MAX_HTML_BYTES, "every part of the mail is bounded"
    return Mail(
        subject=_subject(gift),
        text=_templates().get_template("mail.txt").render(words),
        html=html,
    )


def _subject(gift: Gift) -> str:
    shop_name = _line(gift.shop_name) or "us"
    giver = plain_line(gift.giver, MAX_GIVER_IN_SUBJECT) if gift.giver else None
    if giver is None:
        return f"Your gift card from {shop_name}"
    return f"{giver} sent you a gift card from {shop_name}"


def _line(text: str | None) -> str | None:
    """On one line and without control characters, whatever an older intake let through."""
    return plain_line(text, len(text)) if text else None


def _day(expires_on: str | None) -> str | None:
    """In the language of the mail, which is English."""
    if expires_on is None:
        return None
    return format_date(date.fromisoformat(expires_on), "long", locale="en")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
