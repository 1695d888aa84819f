"""Filling the page templates. The one style sheet is inline and allowed by its hash alone."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

_FOLDER = Path(__file__).parent / "templates"


def page(template: str, words: Mapping[str, object]) -> str:
    """A whole page. Every word is escaped; a word that a template lacks is an error."""
    return _templates().get_template(template).render(words, style=Markup(_style()))  # noqa: S704


def style_hash() -> str:
    """The style sheet as a Content-Security-Policy source, e.g. `sha256-…`."""
    return "sha256-" + base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()


@cache
def _style() -> str:
    """The project's own file, so it needs no escaping; `</` in it would end the element."""
    return (_FOLDER / "style.css").read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
