"""The public pages: the balance form, its answer, and the card behind a mail's link."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from giftledger.pages import enquiry
from giftledger.pages.answers import prefers_json
from giftledger.settings import settings
from giftledger.store.items import bind
from giftledger.store.protocol import UnavailableError

MAX_BODY_CHARACTERS = 4_096
"""Far above any form with one code in it; more is read as an empty form."""


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """GET /balance, POST /balance, GET /cards/{token}."""
    bind(settings())
    now = datetime.now(UTC)
    wants_json = prefers_json(event.get("headers", {}).get("accept", ""))
    try:
        match event["routeKey"]:
            case "GET /balance":
                return enquiry.form()
            case "POST /balance":
                address = event["requestContext"]["http"].get("sourceIp", "")
                return enquiry.by_code(_code(event), address, json=wants_json, now=now)
            case _:
                return enquiry.by_link(event["pathParameters"]["token"], now=now)
    except UnavailableError:
        at_card = event["routeKey"].startswith("GET /cards/")
        path = "../balance" if at_card else "balance"
        return enquiry.unavailable(json=wants_json and not at_card, balance_path=path)


def _code(event: dict[str, Any]) -> str:
    """The form's field `code`; empty for a body that is no such form."""
    body: str = event.get("body") or ""
    if len(body) > MAX_BODY_CHARACTERS:
        return ""
    try:
        if event.get("isBase64Encoded"):
            body = base64.b64decode(body).decode(errors="replace")
        fields = parse_qs(body, max_num_fields=10)
    except (binascii.Error, ValueError):
        return ""
    return fields.get("code", [""])[0]
