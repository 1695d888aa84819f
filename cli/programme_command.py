"""`giftledger programme`: show or set the rules that a set of cards shares."""

import sys
from argparse import Namespace
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from cli.failing import OK, RefusedError
from giftledger.ledger.programme import Programme
from giftledger.programmes import KEPT_SECONDS
from giftledger.store.programmes import read_programme, write_programme


def show(asked: Namespace) -> int:
    """Print a programme as JSON, in the form in which it is set."""
    programme = read_programme(asked.name)
    if programme is None:
        print(f"nobody has set {asked.name}: it allows everything", file=sys.stderr)
        programme = _parsed(asked.name, "{}")
    print(programme.model_dump_json(indent=2))
    return OK


def set_(asked: Namespace) -> int:
    """Set a programme whole; what a file does not name has its default."""
    try:
        text = sys.stdin.read() if asked.file == "-" else Path(asked.file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"{asked.file} can't be read: {error}") from error
    write_programme(_parsed(asked.name, text))
    print(f"{asked.name} is set; it holds everywhere within {KEPT_SECONDS} seconds")
    return OK


def _parsed(name: str, text: str) -> Programme:
    """The file need not repeat the name that the command line has."""
    try:
        facts = from_json(text)
        named = {"name": name, **facts} if isinstance(facts, dict) else facts
        programme = Programme.model_validate_json(to_json(named))
    except ValueError as error:
        raise RefusedError(f"this is no programme: {_wrong(error)}") from error
    if programme.name != name:
        raise RefusedError(f"the file is about {programme.name}, not {name}")
    return programme


def _wrong(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(
        f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg']}"
        for one in error.errors(include_url=False)
    )
