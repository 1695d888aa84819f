"""Answers the mail's image and notes that it was fetched."""

import base64
from datetime import UTC, datetime
from typing import Any

from giftledger.delivery import opens
from giftledger.settings import settings
from giftledger.store.items import bind


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """GET /opens/{file}: the same image for any token, known or not."""
    bind(settings())
    file_name = (event.get("pathParameters") or {}).get("file") or ""
    opens.record(file_name, now=datetime.now(UTC))
    return {
        "statusCode": 200,
        "headers": {
            "content-type": "image/gif",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "x-robots-tag": "noindex",
        },
        "body": base64.b64encode(opens.GIF).decode(),
        "isBase64Encoded": True,
    }
