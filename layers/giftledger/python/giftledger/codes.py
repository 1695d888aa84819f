"""The code format: what is printed on a card, how it is typed, how it is checked.

A code is a bearer secret of 16 symbols: 15 random ones (75 bits) and a check symbol that catches
every single wrong symbol and every swap of two neighbours (Luhn mod 32 does the first; the swap
of the alphabet's first and last symbol is its one known gap).
"""

import re
import secrets
from collections.abc import Callable

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 symbols without look-alikes: no I, O, 0, 1."""

RANDOM_SYMBOLS = 15
SERIAL = re.compile(r"^[A-Z0-9]{6,40}$")
"""What a code, or a serial printed by somebody else, looks like once normalised."""

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
"""Spaces and every kind of hyphen: mail programs and phones change what they find."""


def mint(choose: Callable[[str], str] = secrets.choice) -> str:
    """A new code of 16 symbols, e.g. `7K2M9QXT4VWA8C3F`."""
    body = "".join(choose(ALPHABET) for _ in range(RANDOM_SYMBOLS))
    return body + ALPHABET[-_luhn_sum(body + ALPHABET[0])]


def normalise(typed: str) -> str | None:
    """A typed code or serial as it is hashed: upper case, no spaces or hyphens.

    None for what no card can bear, so that it is refused like an unknown one.
    """
    text = _SEPARATORS.sub("", typed).upper()
    return text if SERIAL.match(text) else None


def is_minted(code: str) -> bool:
    """Whether a normalised code has our own format and its check symbol is right."""
    ours = len(code) == RANDOM_SYMBOLS + 1 and all(symbol in ALPHABET for symbol in code)
    return ours and _luhn_sum(code) == 0


def grouped(code: str) -> str:
    """A code as people read it: `7K2M-9QXT-4VWA-8C3F`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _luhn_sum(code: str) -> int:
    """Luhn's sum modulo the size of the alphabet: every second symbol from the right is doubled."""
    size = len(ALPHABET)
    values = [ALPHABET.index(symbol) for symbol in reversed(code)]
    doubled = (sum(divmod(2 * value, size)) for value in values[1::2])
    return (sum(values[::2]) + sum(doubled)) % size
