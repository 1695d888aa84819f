"""Money as the shop writes it. Inside, an amount is an integer of minor units."""

from decimal import Decimal, InvalidOperation
from typing import Any

from giftledger.amounts import digits

SYMBOLS = {"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
LONGEST = 40


def to_minor(value: object, currency: str) -> int:
    """Minor units of decimal text or a number; it may be negative.

    Raises:
        ValueError: no number, or finer than the currency.
    """
    try:
        exact = Decimal(str(value)[:LONGEST]).scaleb(digits(currency))
        whole = int(exact)
    except (InvalidOperation, OverflowError) as error:
        raise ValueError("no amount") from error
    if whole != exact:
        raise ValueError("finer than the currency")
    return whole


def graphql_amount(minor: int, currency: str) -> str:
    """As GraphQL answers: `5.0`, `5.25`, `-3.0`."""
    text = _plain(minor, currency)
    return text.rstrip("0") + "0" if text.rstrip("0").endswith(".") else text.rstrip("0")


def rest_amount(minor: int, currency: str) -> str:
    """As REST and webhook bodies carry it: `5.00`."""
    return f"{Decimal(minor).scaleb(-digits(currency)):.2f}"


def money(minor: int, currency: str) -> dict[str, str]:
    """A GraphQL MoneyV2."""
    return {"amount": graphql_amount(minor, currency), "currencyCode": currency}


def money_bag(minor: int, currency: str) -> dict[str, Any]:
    """A GraphQL MoneyBag: customers of this shop see its own currency."""
    return {"shopMoney": money(minor, currency), "presentmentMoney": money(minor, currency)}


def money_set(minor: int, currency: str) -> dict[str, Any]:
    """A `*_set` of a REST body."""
    part = {"amount": rest_amount(minor, currency), "currency_code": currency}
    return {"shop_money": part, "presentment_money": dict(part)}


def spoken(minor: int, currency: str) -> str:
    """As messages say it: `$3,000.00 CAD`."""
    amount = Decimal(abs(minor)).scaleb(-digits(currency))
    sign = "−" if minor < 0 else ""  # noqa: RUF001  a minus, as people read it
    return f"{sign}{SYMBOLS.get(currency, '')}{amount:,.2f} {currency}"


def _plain(minor: int, currency: str) -> str:
    exponent = max(digits(currency), 1)
    return f"{Decimal(minor).scaleb(-digits(currency)):.{exponent}f}"
