"""Whom a digital card goes to: the line's properties, or else the buyer.

Everything here was typed by a stranger in a shop's theme: only text counts, and only so much.
"""

import re
from datetime import UTC, date, datetime, timedelta

from email_validator import EmailNotValidError, validate_email

from giftledger.ledger.parts import Recipient
from giftledger.plain_text import plain, plain_line
from giftledger.platforms.shopify.inbound import LineItem, Order

MAX_NAME = 100
MAX_MESSAGE = 200
"""Shopify's own limit for the message of a gift card (help.shopify.com, gift card recipients)."""

MAX_EMAIL = 254
MAX_OFFSET_MINUTES = 15 * 60

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OFFSET = re.compile(r"[+-]?[0-9]{1,4}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")


def recipient_of(line: LineItem, order: Order) -> Recipient | None:
    """The recipient a line names, else the buyer; None where no address can be written to."""
    told = _properties(line.properties)
    email = _address(told.get("recipient email"))
    name = plain_line(told.get("recipient name", ""), MAX_NAME)
    if email is None:
        email = _buyer_address(order)
    if email is None:
        return None
    return Recipient(
        email=email,
        name=name,
        giver=_buyer_name(order),
        message=plain(told.get("message", ""), MAX_MESSAGE),
        send_at=_send_at(told.get("send on", ""), told.get("__shopify_offset", "")),
        locale=_locale(order.customer_locale),
    )


def _properties(properties: object) -> dict[str, str]:
    told: dict[str, str] = {}
    for found in properties if isinstance(properties, list) else []:
        if not isinstance(found, dict):
            continue
        name, value = found.get("name"), found.get("value")
        if isinstance(name, str) and isinstance(value, str):
            told.setdefault(name.strip().casefold(), value)
    return told


def _address(text: object) -> str | None:
    if not isinstance(text, str) or len(text) > MAX_EMAIL:
        return None
    try:
        # `.test` names are for rehearsals, where mail stays inside. No SMTPUTF8: the mail
        # service takes an internationalised domain only in its ASCII form.
        found = validate_email(
            text.strip(), check_deliverability=False, test_environment=True, allow_smtputf8=False
        )
    except EmailNotValidError:
        return None
    email = found.ascii_email
    return email if email is not None and len(email) <= MAX_EMAIL else None


def _buyer_address(order: Order) -> str | None:
    customer = order.customer if isinstance(order.customer, dict) else {}
    for text in (order.email, order.contact_email, customer.get("email")):
        if (email := _address(text)) is not None:
            return email
    return None


def _buyer_name(order: Order) -> str | None:
    for person in (order.billing_address, order.customer):
        if not isinstance(person, dict):
            continue
        parts = [person.get("first_name"), person.get("last_name")]
        whole = person.get("name") or " ".join(part for part in parts if isinstance(part, str))
        if isinstance(whole, str) and (name := plain_line(whole, MAX_NAME)) is not None:
            return name
    return None


def _send_at(day: str, offset: str) -> datetime | None:
    """Midnight of the day for a browser that is `offset` minutes behind UTC; None: at once."""
    if _DATE.fullmatch(day.strip()) is None:
        return None
    minutes = int(offset) if _OFFSET.fullmatch(offset) else 0
    if abs(minutes) > MAX_OFFSET_MINUTES:
        minutes = 0
    try:
        parsed = date.fromisoformat(day.strip())
        midnight = datetime(parsed.year, parsed.month, parsed.day, tzinfo=UTC)
        return midnight + timedelta(minutes=minutes)
    except (ValueError, OverflowError):
        return None


def _locale(text: str | None) -> str | None:
    return text if text is not None and _LOCALE.fullmatch(text) else None
