"""The code format: what is minted, what is typed, what a wrong symbol does."""

from giftledger.codes import ALPHABET, grouped, is_minted, mint, normalise

CODES = 20


def test_a_code_has_sixteen_symbols_without_look_alikes() -> None:
    code = mint()
    assert len(code) == 16
    assert set(code) <= set(ALPHABET)
    assert not set("IO01") & set(ALPHABET)
    assert len(ALPHABET) == 32


def test_every_single_wrong_symbol_is_caught() -> None:
    for code in (mint() for _ in range(CODES)):
        assert is_minted(code)
        for place, right in enumerate(code):
            for wrong in ALPHABET.replace(right, ""):
                assert not is_minted(code[:place] + wrong + code[place + 1 :])


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
