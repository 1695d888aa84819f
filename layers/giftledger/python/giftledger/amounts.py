"""Money at the border: decimal text in, minor units inside, the locale's own writing out.

How many digits a currency has is ISO 4217's word: minor units are stored for ever, and other
systems count in them too. How an amount is written is CLDR's, through Babel, which for some
currencies shows fewer digits (RSD: 0, not 2).
"""

import re
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import format_currency, get_currency_precision
from iso4217 import Currency

from giftledger.ledger.fields import MAX_AMOUNT_MINOR

_PLAIN = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,15}))?")


class InvalidAmount(ValueError):  # noqa: N818  a caller's wrong input, not a fault
    """The text is not a plain decimal that the currency can express."""


class UnknownCurrency(ValueError):  # noqa: N818  a caller's wrong input, not a fault
    """No such ISO 4217 code, or one that is nobody's money."""


@cache
def digits(currency: str) -> int:
    """Decimals of a currency: JPY 0, USD 2, KWD 3. Raises UnknownCurrency."""
    try:
        exponent = Currency(currency).exponent
    except ValueError as error:
        raise UnknownCurrency("currency is not known") from error
    if exponent is None:
        raise UnknownCurrency("nobody pays with gold, drawing rights or no currency")
    return exponent


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
    shown_whole = get_currency_precision(currency) >= digits(currency)
    return format_currency(
        value,
        currency,
        locale=_locale(locale),
        currency_digits=shown_whole,
        decimal_quantization=shown_whole,
    )


def catalogue_text(minor: int, currency: str) -> str:
    """An amount as catalogues and calls carry it, in every language: `10.00 USD`, `1 000 JPY`.

    Groups of three with a plain space between them, a point before decimals; as many decimals as
    prices in cash have (SEK: 0), or all of the currency's where the amount needs them: nothing is
    rounded. `minor` is 0 or more. Raises UnknownCurrency.
    """
    exponent = digits(currency)
    shown = min(_cash_digits(currency), exponent)
    if minor % 10 ** (exponent - shown):
        shown = exponent
    value = Decimal(minor).scaleb(-exponent)
    return f"{value:,.{shown}f} {currency}".replace(",", " ")


def _cash_digits(currency: str) -> int:
    fractions = get_global("currency_fractions")
    _, _, cash_digits, _ = fractions.get(currency, fractions["DEFAULT"])
    return int(cash_digits)


@cache
def _locale(name: str) -> Locale:
    text = name.replace("-", "_")
    for candidate in (text, text.partition("_")[0]):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return Locale.parse("en")
