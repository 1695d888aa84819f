"""Amounts at the border: exact, or refused."""

import pytest

from giftledger.amounts import (
    InvalidAmount,
    UnknownCurrency,
    digits,
    format_minor,
    parse_decimal,
)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("10", "USD", 1000),
        ("10.00", "USD", 1000),
        ("10.5", "USD", 1050),
        ("10.000", "USD", 1000),
        ("0.00", "USD", 0),
        ("1000", "JPY", 1000),
        ("1000.00", "JPY", 1000),
        ("1.234", "KWD", 1234),
    ],
)
def test_plain_decimals_become_minor_units(text: str, currency: str, minor: int) -> None:
    assert parse_decimal(text, currency) == minor


@pytest.mark.parametrize(
    "text",
    ["10.005", "-1", "+1", "1e3", "", "NaN", " 10", "10 ", "10,00", "1,000.00", "\u0661\u0660",
     ".5", "5.",
     "0x10", "1_000", "10\n", "9" * 16, "99999999999999"],
)  # fmt: skip
def test_any_other_writing_is_refused(text: str) -> None:
    with pytest.raises(InvalidAmount):
        parse_decimal(text, "USD")


def test_a_fraction_of_a_yen_is_refused() -> None:
    with pytest.raises(InvalidAmount):
        parse_decimal("10.5", "JPY")


@pytest.mark.parametrize(
    "currency", ["XXX", "XTS", "XAU", "BTC", "usd", "US", "", "ÜSD", "DEFAULT"]
)
def test_what_is_nobodys_money_is_unknown(currency: str) -> None:
    with pytest.raises(UnknownCurrency):
        digits(currency)


def test_amounts_are_written_as_the_locale_writes_them() -> None:
    assert format_minor(1000, "USD", "en") == "$10.00"
    assert format_minor(123456, "EUR", "de-DE") == "1.234,56\N{NO-BREAK SPACE}€"
    assert format_minor(500, "JPY", "en") == "¥500"
    assert format_minor(1000, "USD", "nonsense!") == "$10.00"
