"""Error answers in the form of RFC 9457, each with a stable code and what to do about it."""

import json
from http import HTTPStatus
from typing import Any

CONTENT_TYPE = "application/problem+json"

HttpAnswer = dict[str, Any]
"""A response of API Gateway, payload format 2.0."""


def problem(
    status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any
) -> HttpAnswer:
    """A refusal or fault as a caller reads it. `detail` says what to do; nothing is echoed."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **more,
    }
    return answered(status, CONTENT_TYPE, json.dumps(body), headers)


def answered(
    status: int, content_type: str, body: str, headers: dict[str, str] | None = None
) -> HttpAnswer:
    """Any answer about somebody's money: no cache keeps it."""
    return {
        "statusCode": status,
        "headers": {"content-type": content_type, "cache-control": "no-store", **(headers or {})},
        "body": body,
        "isBase64Encoded": False,
    }
