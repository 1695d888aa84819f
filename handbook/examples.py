"""The worked examples of docs/checkout-api.md: published with the API, and run by a test."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs/checkout-api.md"

_EXAMPLE = re.compile(
    r"```http\n(?P<method>[A-Z]+) (?P<path>\S+)\n(?P<headers>(?:[\w-]+: [^\n]+\n)*)\n?"
    r"(?P<body>[^`]*)```\s*```json\n(?P<answer>[^`]*)```"
)


@dataclass(frozen=True, slots=True)
class Example:
    """One call and what it is answered with."""

    method: str
    path: str
    key: str | None
    """Its idempotency key."""
    body: dict[str, Any] | None
    answer: dict[str, Any]


def examples(page: str | None = None) -> list[Example]:
    """In the order of the page, which is the order in which they hold."""
    text = PAGE.read_text(encoding="utf-8") if page is None else page
    return [_example(found) for found in _EXAMPLE.finditer(text)]


def route_of(example: Example, routes: list[str]) -> str:
    """The route that serves an example, e.g. `POST /v1/holds/{hold_id}/void`."""
    asked = f"{example.method} {example.path}"
    return next(route for route in routes if _pattern(route).fullmatch(asked))


def path_parameters(example: Example, route: str) -> dict[str, str]:
    """What the path of an example fills in."""
    found = _pattern(route).fullmatch(f"{example.method} {example.path}")
    assert found is not None, route
    return found.groupdict()


def _pattern(route: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route))


def _example(found: re.Match[str]) -> Example:
    headers = dict(re.findall(r"([\w-]+): (.+)\n", found["headers"]))
    return Example(
        method=found["method"],
        path=found["path"],
        key=headers.get("Idempotency-Key"),
        body=json.loads(found["body"]) if found["body"].strip() else None,
        answer=json.loads(found["answer"]),
    )
