"""HTTP answers of the public pages, with the headers that keep a bearer secret where it is."""

import json
from collections.abc import Mapping
from typing import Any

from giftledger.pages.render import page, style_hash

HSTS_SECONDS = 63_072_000
"""Two years, as browsers' preload lists ask for."""

Answer = dict[str, Any]
"""A response of API Gateway, payload format 2.0."""


def html_answer(
    status: int,
    template: str,
    words: Mapping[str, object],
    *,
    retry_after_seconds: int | None = None,
) -> Answer:
    """A page."""
    return _answer(status, "text/html; charset=utf-8", page(template, words), retry_after_seconds)


def json_answer(
    status: int, body: Mapping[str, object], *, retry_after_seconds: int | None = None
) -> Answer:
    """The same for programs. Refusals are problem details (RFC 9457)."""
    media_type = "application/json" if status == 200 else "application/problem+json"  # noqa: PLR2004
    return _answer(status, media_type, json.dumps(body), retry_after_seconds)


def prefers_json(accept: str) -> bool:
    """Whether an Accept header names JSON and prefers it to HTML (RFC 9110, 12.5.1)."""
    qualities = dict(_quality(part) for part in accept.lower().split(","))
    return qualities.get("application/json", 0.0) > qualities.get("text/html", 0.0)


def _quality(part: str) -> tuple[str, float]:
    media_type, *parameters = (text.strip() for text in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return media_type, float(value)
            except ValueError:
                return media_type, 0.0
    return media_type, 1.0


def _answer(status: int, content_type: str, body: str, retry_after_seconds: int | None) -> Answer:
    headers = {
        "content-type": content_type,
        "cache-control": "no-store",
        "content-security-policy": (
            f"default-src 'none'; style-src '{style_hash()}'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"
        ),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "strict-transport-security": f"max-age={HSTS_SECONDS}; includeSubDomains",
        "vary": "Accept",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex, nofollow",
    }
    if retry_after_seconds is not None:
        headers["retry-after"] = str(retry_after_seconds)
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": False}
