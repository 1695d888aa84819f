"""POST /webhooks/{platform}: hands a platform's call to the intake and answers with its status."""

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any

from giftledger.intake import ACCEPTED, DOORS, receive
from giftledger.platforms.door import Delivery

BAD_REQUEST = 400
NOT_FOUND = 404


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """One call in the HTTP API's payload format 2.0."""
    platform = str(event.get("rawPath", "")).rstrip("/").rpartition("/")[2]
    if platform not in DOORS:
        return _answer(NOT_FOUND)
    try:
        raw = _raw(event)
    except binascii.Error:
        return _answer(BAD_REQUEST)
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    return _answer(receive(platform, Delivery(raw, headers, datetime.now(UTC))))


def _raw(event: dict[str, Any]) -> bytes:
    """The bytes that were signed: decoded, never parsed and written again."""
    body = event.get("body") or ""
    if event.get("isBase64Encoded"):
        return base64.b64decode(body, validate=True)
    return str(body).encode("utf-8", "surrogatepass")


def _answer(status: int) -> dict[str, Any]:
    """Says no more than that: a body is never echoed."""
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json", "cache-control": "no-store"},
        "body": json.dumps({"status": "accepted" if status == ACCEPTED else "refused"}),
    }
