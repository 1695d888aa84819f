"""Saying how far long work has come, to a person at a terminal and to nobody else."""

import sys


class Progress:
    """Rewrites one line of standard error: `compared: 1200 cards`."""

    def __init__(self, verb: str) -> None:
        self._verb = verb

    def __call__(self, seen: int) -> None:
        """So many by now."""
        if sys.stderr.isatty():
            print(f"\r{self._verb}: {seen} cards", end="", file=sys.stderr, flush=True)
