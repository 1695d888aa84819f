"""How a command ends when it can't do what it was asked."""

OK = 0
FOUND = 1
"""It did its work, and something is wrong with what it found."""

REFUSED = 2
"""It was not understood, or could not read what it needs."""


class RefusedError(Exception):
    """Its text says in one sentence what is wrong with what was asked."""
