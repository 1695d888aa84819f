"""Which pages there are, and what makes each of them."""

from collections.abc import Callable
from pathlib import Path

from handbook.errors import errors_page
from handbook.ledger import ledger_page
from handbook.openapi import openapi_page

DOCS = Path(__file__).resolve().parents[1] / "docs"

PAGES: dict[Path, Callable[[], str]] = {
    DOCS / "errors.md": errors_page,
    DOCS / "ledger.md": ledger_page,
    DOCS / "openapi.json": openapi_page,
}
