"""Money at the border: decimal text in, minor units inside, the locale's own writing out.

How many digits a currency has comes from Unicode CLDR through Babel. For a few currencies CLDR
counts fewer than ISO 4217 (RSD: 0, not 2); an amount that needs more is refused, never rounded.
"""

import re
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import format_currency

from giftledger.ledger.fields import MAX_AMOUNT_MINOR

_PLAIN = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,15}))?")
_NO_COUNTRY = "ZZ"
"""CLDR's territory of codes that nobody pays with: XXX, XTS, gold, drawing rights."""


class InvalidAmount(ValueError):  # noqa: N818  a caller's wrong input, not a fault
    """The text is not a plain decimal that the currency can express."""


class UnknownCurrency(ValueError):  # noqa: N818  a caller's wrong input, not a fault
    """No such ISO 4217 code, or one that is nobody's money."""


@cache
def digits(currency: str) -> int:
    """Decimals of a currency: JPY 0, USD 2, KWD 3. Raises UnknownCurrency."""
    territories = get_global("all_currencies").get(currency)
    if territories is None or _NO_COUNTRY in territories:
        raise UnknownCurrency("currency is not known")
    fractions = get_global("currency_fractions")
    return int(fractions.get(currency, fractions["DEFAULT"])[0])


def parse_decimal(text: str, currency: str) -> int:
    """Minor units of a plain decimal such as `10`, `10.5` or `10.00`; zero is allowed.

    Digits beyond the currency's own must be zero: nothing is rounded. Raises InvalidAmount for
    any other writing (sign, exponent, grouping, other digits) or a value above the largest
    amount, UnknownCurrency for the currency.
    """
    exponent = digits(currency)
    found = _PLAIN.fullmatch(text)
    if found is None:
        raise InvalidAmount("amount is not a plain decimal")
    whole, fraction = found.group(1), found.group(2) or ""
    if fraction[exponent:].strip("0"):
        raise InvalidAmount("amount has more decimals than its currency")
    minor = int(whole + fraction[:exponent].ljust(exponent, "0"))
    if minor > MAX_AMOUNT_MINOR:
        raise InvalidAmount("amount is too large")
    return minor


def format_minor(minor: int, currency: str, locale: str) -> str:
    """An amount as the locale writes it: 1000 USD in `en` is `$10.00`.

    A locale that is not installed falls back to its language, then to English.
    """
    value = Decimal(minor).scaleb(-digits(currency))
    return format_currency(value, currency, locale=_locale(locale))


def plain_minor(minor: int, currency: str) -> str:
    """An amount as machines write it: 1000 USD is `10.00`, 1000 JPY is `1000`."""
    return f"{Decimal(minor).scaleb(-digits(currency)):f}"


@cache
def _locale(name: str) -> Locale:
    text = name.replace("-", "_")
    for candidate in (text, text.partition("_")[0]):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return Locale.parse("en")
