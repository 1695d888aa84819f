"""The code format: what is minted, what is typed, what a wrong symbol does."""

from collections.abc import Callable

import pytest

from giftledger.codes import (
    ALPHABET,
    UNWANTED,
    fits_alnum15,
    fits_shopify,
    grouped,
    is_minted,
    is_serial_prefix,
    mint,
    normalise,
)
from giftledger.ledger.programme import CodeProfile

CODES = 20
MANY = 10_000
ALNUM = [CodeProfile.ALNUM16, CodeProfile.ALNUM15]


def choosing(text: str) -> Callable[[str], str]:
    """Draws these symbols, one after the other, and no more than them."""
    symbols = iter(text)
    return lambda _: next(symbols)


def passes_as_a_bank_card(digits: str) -> bool:
    """Luhn's check as a till does it."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def test_a_code_has_sixteen_symbols_without_look_alikes() -> None:
    code = mint()
    assert len(code) == 16
    assert set(code) <= set(ALPHABET)
    assert not set("IO01") & set(ALPHABET)
    assert len(ALPHABET) == 32


@pytest.mark.parametrize("profile", ALNUM)
def test_every_single_wrong_symbol_is_caught(profile: CodeProfile) -> None:
    for code in (mint(profile) for _ in range(CODES)):
        assert is_minted(code, profile)
        for place, right in enumerate(code):
            for wrong in ALPHABET.replace(right, ""):
                assert not is_minted(code[:place] + wrong + code[place + 1 :], profile)


def test_every_swap_of_neighbours_is_caught_but_that_of_the_first_and_last_symbol() -> None:
    for code in (mint() for _ in range(CODES)):
        for place in range(15):
            one, other = code[place], code[place + 1]
            swapped = code[:place] + other + one + code[place + 2 :]
            if one != other and {one, other} != {ALPHABET[0], ALPHABET[-1]}:
                assert not is_minted(swapped)


def test_case_spaces_and_hyphens_do_not_matter() -> None:
    code = mint()
    assert normalise(f"  {grouped(code).lower()} ") == code
    assert grouped(code).count("-") == 3


def test_what_no_card_can_bear_is_no_code() -> None:
    full_width = "\uff21\uff22\uff23\uff241234"
    for typed in ("", "   ", "12345", "A" * 41, "ABCD_EFGH", full_width, "abc\x00defgh"):
        assert normalise(typed) is None


@pytest.mark.parametrize("profile", CodeProfile)
def test_ten_thousand_codes_hold_no_unwanted_word_and_differ(profile: CodeProfile) -> None:
    codes = {mint(profile) for _ in range(MANY)}
    assert len(codes) == MANY
    assert not [code for code in codes if any(word in code for word in UNWANTED)]
    assert all(is_minted(code, profile) and normalise(code) == code for code in codes)


def test_a_code_with_an_unwanted_word_is_drawn_again() -> None:
    good = "ABCDEFGHJKLMNPQ"
    code = mint(choose=choosing("ABCDEFGHJKLFUCK" + good))
    assert code[:-1] == good


def test_a_word_that_ends_in_the_check_symbol_is_drawn_again() -> None:
    # The check symbol of this one is an X.
    spelling = next(
        body
        for body in (f"ABCDEFGHJKL{a}{b}SE" for a in ALPHABET for b in ALPHABET)
        if is_minted(body + "X")
    )
    good = "ABCDEFGHJKLMNPQ"
    assert mint(choose=choosing(spelling + good))[:-1] == good


def test_fifteen_symbols_are_fourteen_and_a_check_symbol() -> None:
    code = mint(CodeProfile.ALNUM15, choose=choosing("ABCDEFGHJKLMNP"))
    assert code[:-1] == "ABCDEFGHJKLMNP"
    assert fits_alnum15(code)
    assert not is_minted(code)
    assert grouped(code).count("-") == 3


@pytest.mark.parametrize("prefix", ["", "9071", "2220", "2721"])
def test_sixteen_digits_never_look_like_a_bank_card(prefix: str) -> None:
    for code in (mint(CodeProfile.DIGITS16, prefix=prefix) for _ in range(1000)):
        assert len(code) == 16
        assert code.isascii()
        assert code.isdigit()
        assert code.startswith(prefix)
        assert not passes_as_a_bank_card(code)
        assert code[0] not in "3456"
        assert not 2221 <= int(code[:4]) <= 2720
        assert fits_shopify(code)


@pytest.mark.parametrize(
    "taken",
    ["9071000000000005", "3000000000000001", "4111111111111112", "6011000000000001",
     "2221000000000001", "2720990000000001", "2500000000000002"],
)  # fmt: skip
def test_a_number_that_a_bank_could_have_issued_is_drawn_again(taken: str) -> None:
    # Each is refused for one reason: the first for its check digit, the others for their beginning.
    assert passes_as_a_bank_card(taken) is taken.startswith("9")
    good = "9071000000000001"
    assert mint(CodeProfile.DIGITS16, choose=choosing(taken + good)) == good


def test_a_serial_prefix_is_four_digits_that_can_be_minted() -> None:
    accepted = [text for number in range(10_000) if is_serial_prefix(text := f"{number:04d}")]
    assert {"9071", "0000", "2220", "2721", "1999"} <= set(accepted)
    assert not {"2221", "2500", "2720", "3000", "4111", "5100", "6011"} & set(accepted)
    assert not {"1488", "1666", "6660"} & set(accepted)
    for text in ("", "907", "90712", "90A1", "9071\n", " 907", "-907", "\uff19\uff10\uff17\uff11"):
        assert not is_serial_prefix(text)


def test_shopify_takes_eight_to_twenty_letters_or_digits() -> None:
    for serial in ("12345678", "A" * 20, "abCD1234"):
        assert fits_shopify(serial)
    for serial in ("1234567", "A" * 21, "1234-5678", "12345678\n", "\uff11" * 8):
        assert not fits_shopify(serial)
