"""Reading what Shopify answered: which of our faults a status or an `errors` entry is."""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx

from giftledger.platforms.shopify.admin.faults import (
    Refused,
    SetupError,
    ShopifyError,
    UnknownOutcomeError,
    UserError,
)

_NO_PLAN = "unavailable on your plan"
_NOT_DEFINED = "not defined on"
_WRONG_VALUES = frozenset(
    {"INVALID_VARIABLE", "INVALID_FIELD_ARGUMENTS", "BAD_REQUEST", "RESOURCE_NOT_FOUND"}
)
_SCOPES = "Grant the app its scopes ({}), release that version of it, and let the shop approve it."
_SCOPE = re.compile(r"\b(?:read|write)_[a-z_]+")
_ADDRESS = (
    "Check the shop's domain (or shopify_url) and shopify_api_version: the shop is unknown there, "
    "or the version is retired."
)
_ADVICE = {
    400: _ADDRESS,
    402: "The shop is frozen until its owner pays Shopify.",
    403: _SCOPES.format("all that the documentation lists"),
    404: _ADDRESS,
    406: _ADDRESS,
    423: "Shopify has locked the shop: its owner has to talk to Shopify.",
}


class Throttled(Exception):  # noqa: N818  never leaves the client
    """Nothing was applied, because the bucket is empty or too many calls came."""

    def __init__(self, seconds: float | None) -> None:
        super().__init__("throttled")
        self.seconds = seconds
        """How long Shopify asks to wait; None where it does not say."""


class Unauthorised(Exception):  # noqa: N818  never leaves the client
    """Nothing was applied, because the token is not, or no longer, valid."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """An answer of the GraphQL endpoint before its data is read."""

    data: dict[str, Any] | None
    errors: tuple[dict[str, Any], ...]
    cost: dict[str, Any]


def envelope(response: httpx.Response) -> Envelope:
    """What a response holds. Raises Throttled, Unauthorised, SetupError, UnknownOutcomeError."""
    _by_status(response)
    try:
        body = json.loads(response.content, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise UnknownOutcomeError("the answer is no JSON") from error
    if not isinstance(body, dict):
        raise UnknownOutcomeError("the answer is no object")
    data, errors = body.get("data"), body.get("errors")
    if not isinstance(data, dict | None) or not isinstance(errors, list | None):
        raise UnknownOutcomeError("the answer is none of GraphQL")
    if data is None and not errors:
        raise UnknownOutcomeError("the answer holds neither data nor errors")
    extensions = body.get("extensions")
    cost = extensions.get("cost") if isinstance(extensions, dict) else None
    told = tuple(error if isinstance(error, dict) else {} for error in errors or ())
    return Envelope(data, told, cost if isinstance(cost, dict) else {})


def raise_for_errors(found: Envelope, *, is_query: bool) -> None:
    """Raise what the `errors` of an answer mean: nothing was applied, unless it says otherwise.

    A mutation whose payload is there has run, whatever part of the answer was then denied.
    """
    if not found.errors:
        return
    ran = any(value is not None for value in (found.data or {}).values())
    if ran and not is_query:
        return
    if any(_code(error) == "THROTTLED" for error in found.errors):
        raise Throttled(None)
    raise _fault(found.errors[0], is_query=is_query)


def raise_for_user_errors(data: dict[str, Any]) -> None:
    """Raise Refused, or SetupError where the plan has no gift cards, for what a payload refuses."""
    for payload in data.values():
        told = payload.get("userErrors") if isinstance(payload, dict) else None
        errors = tuple(_user_error(error) for error in told or () if isinstance(error, dict))
        if any(_NO_PLAN in error.message for error in errors):
            raise SetupError(
                "gift cards are not in the shop's plan",
                advice="Choose a Shopify plan with gift cards, or turn create_cards off.",
            )
        if errors:
            raise Refused(errors)


def _by_status(response: httpx.Response) -> None:
    status = response.status_code
    if status == httpx.codes.OK:
        return
    if status == httpx.codes.UNAUTHORIZED:
        raise Unauthorised
    if status in (httpx.codes.TOO_MANY_REQUESTS, 430):
        raise Throttled(_seconds(response.headers.get("Retry-After")))
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status in (408, 409):
        raise UnknownOutcomeError(f"HTTP {status}")
    raise SetupError(f"HTTP {status}", advice=_ADVICE.get(status, _ADDRESS))


def _fault(error: dict[str, Any], *, is_query: bool) -> ShopifyError:
    code, message = _code(error), str(error.get("message", ""))
    if code == "ACCESS_DENIED":
        wanted = ", ".join(sorted(set(_SCOPE.findall(message)))) or "Shopify does not say which"
        return SetupError("access denied", advice=_SCOPES.format(wanted))
    if _NO_PLAN in message:
        return SetupError(
            "gift cards are not in the shop's plan",
            advice="Choose a Shopify plan with gift cards, or turn create_cards off.",
        )
    if code in (None, "INTERNAL_SERVER_ERROR", "TIMEOUT"):
        return UnknownOutcomeError(code or "an error without a code")
    if code in _WRONG_VALUES and _NOT_DEFINED not in message and not is_query:
        path = tuple(str(step) for step in error.get("path") or ())
        return Refused((UserError(path, code, message),))
    if code == "SHOP_INACTIVE":
        return SetupError(code, advice="The shop is closed or frozen: its owner can reopen it.")
    return SetupError(
        f"the document was refused: {code}",
        advice="Set shopify_api_version to one that this release knows, and check the scopes: "
        "fields without their scope are said not to exist.",
    )


def _user_error(told: dict[str, Any]) -> UserError:
    steps, code = told.get("field"), told.get("code")
    return UserError(
        field=tuple(str(step) for step in steps) if isinstance(steps, list) else (),
        code=code if isinstance(code, str) else None,
        message=str(told.get("message", "")),
    )


def _code(error: dict[str, Any]) -> str | None:
    extensions = error.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    return code if isinstance(code, str) else None


def _seconds(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:
        return None
