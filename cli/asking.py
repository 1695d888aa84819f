"""Asking a person before something is done that can't be taken back."""

import sys
from argparse import Namespace

from cli.failing import RefusedError

YES = {"y", "yes"}


def agreed(asked: Namespace, question: str) -> bool:
    """Whether to go on: `--yes` was given, or the person at the terminal says so.

    Raises RefusedError where there is nobody to ask.
    """
    if asked.yes:
        return True
    if not sys.stdin.isatty():
        raise RefusedError("nobody can be asked here: add --yes")
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in YES
