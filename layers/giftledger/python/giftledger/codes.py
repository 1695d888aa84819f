"""The code format: what is printed on a card, how it is typed, how it is checked.

A code is a bearer secret. Unless its programme says otherwise it has 16 symbols: 15 random ones
(75 bits) and a check symbol that catches every single wrong symbol and every swap of two
neighbours (Luhn mod 32 does the first; the swap of the alphabet's first and last symbol is its
one known gap).
"""

import re
import secrets
from collections.abc import Callable
from typing import assert_never

from giftledger.ledger.programme import CodeProfile

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 symbols without look-alikes: no I, O, 0, 1."""

DIGITS = "0123456789"

SYMBOLS = {CodeProfile.ALNUM16: 16, CodeProfile.ALNUM15: 15, CodeProfile.DIGITS16: 16}
"""Length of each profile's codes. Random bits: 75, 70 and 52, less with a prefix; the latter two
can be guessed more easily, so their public enquiry is narrower."""

UNWANTED = (
    *("ANUS", "ARSE", "ASS", "CUM", "CUNT", "DAMN", "FAG", "FART", "FUCK", "FUK", "KKK", "NSDAP"),
    *("NUTTE", "PUTA", "RAPE", "SEX", "SLUT", "TURD", "WANK", "1488", "666"),
)
"""What no minted code contains. Words with I, O, 0 or 1 can't arise among letters anyway."""

SERIAL = re.compile(r"^[A-Z0-9]{6,40}$")
"""What a code, or a serial printed by somebody else, looks like once normalised."""

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
"""Spaces and every kind of hyphen: mail programs and phones change what they find."""

_BANK_CARD = re.compile(r"[3-6]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720")
"""How the numbers of payment cards begin: 3 to 6, and 2221 to 2720."""


def mint(
    profile: CodeProfile = CodeProfile.ALNUM16,
    *,
    prefix: str = "",
    choose: Callable[[str], str] = secrets.choice,
) -> str:
    """A new code, e.g. `7K2M9QXT4VWA8C3F`.

    `prefix` is empty or, for digits only, four digits that pass `is_serial_prefix`. A code with
    an unwanted word in it, or digits that could be taken for a bank card, are drawn again.
    """
    assert not prefix or (profile is CodeProfile.DIGITS16 and is_serial_prefix(prefix)), prefix
    while True:
        code = _draw(profile, prefix, choose)
        if is_minted(code, profile) and not _has_unwanted(code):
            return code


def normalise(typed: str) -> str | None:
    """A typed code or serial as it is hashed: upper case, no spaces or hyphens.

    None for what no card can bear, so that it is refused like an unknown one.
    """
    text = _SEPARATORS.sub("", typed).upper()
    return text if SERIAL.match(text) else None


def is_minted(code: str, profile: CodeProfile = CodeProfile.ALNUM16) -> bool:
    """Whether a normalised code has this format of ours.

    Letters and digits have the right check symbol; digits are never a valid bank card number.
    """
    alphabet = _alphabet(profile)
    if len(code) != SYMBOLS[profile] or not set(code) <= set(alphabet):
        return False
    is_valid = _luhn_sum(code, alphabet) == 0
    if profile is CodeProfile.DIGITS16:
        return not is_valid and not _BANK_CARD.match(code)
    return is_valid


def is_serial_prefix(text: str) -> bool:
    """Whether serials may be set to begin with this: four digits, e.g. `9071`.

    Refused are also what bank cards begin with and unwanted words: no such code is ever minted.
    """
    is_four_digits = re.fullmatch(r"[0-9]{4}", text) is not None
    return is_four_digits and not _BANK_CARD.match(text) and not _has_unwanted(text)


def fits_shopify(serial: str) -> bool:
    """Whether Shopify takes this serial as a code: 8 to 20 letters or digits."""
    return re.fullmatch(r"[A-Za-z0-9]{8,20}", serial) is not None


def fits_alnum15(code: str) -> bool:
    """Whether a normalised code is of 15 letters and digits, whoever minted it."""
    return re.fullmatch(r"[A-Z0-9]{15}", code) is not None


def grouped(code: str) -> str:
    """A code as people read it: `7K2M-9QXT-4VWA-8C3F`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _draw(profile: CodeProfile, prefix: str, choose: Callable[[str], str]) -> str:
    alphabet, symbols = _alphabet(profile), SYMBOLS[profile]
    match profile:
        case CodeProfile.ALNUM16 | CodeProfile.ALNUM15:
            body = "".join(choose(alphabet) for _ in range(symbols - 1))
            return body + alphabet[-_luhn_sum(body + alphabet[0], alphabet)]
        case CodeProfile.DIGITS16:
            return prefix + "".join(choose(alphabet) for _ in range(symbols - len(prefix)))
        case _:
            assert_never(profile)


def _alphabet(profile: CodeProfile) -> str:
    return DIGITS if profile is CodeProfile.DIGITS16 else ALPHABET


def _has_unwanted(code: str) -> bool:
    return any(word in code for word in UNWANTED)


def _luhn_sum(code: str, alphabet: str) -> int:
    """Luhn's sum modulo the size of the alphabet: every second symbol from the right is doubled."""
    size = len(alphabet)
    values = [alphabet.index(symbol) for symbol in reversed(code)]
    doubled = (sum(divmod(2 * value, size)) for value in values[1::2])
    return (sum(values[::2]) + sum(doubled)) % size
