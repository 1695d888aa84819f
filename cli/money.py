"""Amounts as finance writes them: major units with the digits of ISO 4217."""

from decimal import Decimal

from giftledger.amounts import UnknownCurrency, digits

UNKNOWN_DIGITS = 2
"""Of a code that is no currency: most have two."""


def decimal(minor: int, currency: str) -> Decimal:
    """Minor units as an exact decimal: 1050 USD is 10.50, 1050 JPY is 1050."""
    try:
        exponent = digits(currency)
    except UnknownCurrency:
        exponent = UNKNOWN_DIGITS
    return Decimal(minor).scaleb(-exponent)


def plain(minor: int, currency: str) -> str:
    """For machines: `-1234.50`."""
    return f"{decimal(minor, currency):f}"


def grouped(minor: int, currency: str) -> str:
    """For people: `-1,234.50`."""
    return f"{decimal(minor, currency):,f}"
