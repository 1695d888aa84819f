"""Shopify's own addresses: tokens, and GraphQL with its limits and, on demand, its faults."""

import hmac
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLSyntaxError, parse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.shopify.admin.cost import cost, root_fields
from sandbox.shopify.admin.doors import execute
from sandbox.shopify.shop import Call, Shop
from sandbox.shopify.web import broken

MOST_POINTS = 1000
UNAUTHORISED = "[API] Invalid API key or access token (unrecognized login or wrong password)"
HIDDEN = re.compile(r"Giftledger [A-Z2-7]{8,32}")


@dataclass(slots=True)
class _Asked:
    """One GraphQL request, read."""

    text: str
    variables: dict[str, Any]
    name: str | None
    operations: list[str] = field(default_factory=list)
    points: int = 1


async def token(request: Request) -> Response:
    """The client-credentials grant."""
    shop: Shop = request.app.state.shop
    told = await _told(request)
    with shop.lock:
        fault = shop.faults.next_for(["token"])
        if fault is not None and fault != "401":
            return await broken.answer(shop, fault)
        if told.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, status_code=400)
        if fault == "401" or not _is_app(shop, told):
            wrong = {"error": "invalid_client", "error_description": "Client is not known"}
            return JSONResponse(wrong, status_code=401)
        fresh = f"shpat_{secrets.token_hex(16)}"
        lifetime = shop.settings.token_seconds
        shop.tokens[fresh] = shop.clock() + lifetime
        scopes = ",".join(shop.settings.scopes)
    return JSONResponse({"access_token": fresh, "scope": scopes, "expires_in": lifetime})


async def graphql(request: Request) -> Response:
    """One call of the Admin API."""
    shop: Shop = request.app.state.shop
    told = await _told(request)
    variables = told.get("variables")
    asked = _Asked(
        str(told.get("query", "")),
        variables if isinstance(variables, dict) else {},
        told.get("operationName"),
    )
    _read(asked)
    version = request.path_params["version"]
    with shop.lock:
        shop.bulk.base_url = str(request.base_url).rstrip("/")
        fault = shop.faults.next_for(asked.operations)
        refusal = _refusal(request, shop, version, fault)
    response = refusal or await _served(shop, asked, version, fault)
    with shop.lock:
        shop.log_call(_call(shop, asked, fault, response.status_code))
    response.headers["X-Shopify-API-Version"] = version
    response.headers["X-Request-Id"] = secrets.token_hex(16)
    return response


async def _served(shop: Shop, asked: _Asked, version: str, fault: str | None) -> Response:
    kind = fault or ""
    if kind in broken.BEFORE:
        return await broken.answer(shop, kind)
    taken = False if kind == "throttled" else _take(shop, asked.points)
    if not taken or asked.points > MOST_POINTS:
        return _limited(shop, asked)
    answer = await run_in_threadpool(
        execute,
        shop,
        asked.text,
        asked.variables,
        version=version,
        operation_name=asked.name,
        fault=fault,
    )
    if kind in broken.AFTER:
        return await broken.answer(shop, kind)
    return JSONResponse({**answer, "extensions": _cost(shop, asked.points, asked.points)})


def _take(shop: Shop, points: int) -> bool:
    with shop.lock:
        return points > MOST_POINTS or shop.bucket.take(points)


def _limited(shop: Shop, asked: _Asked) -> Response:
    """Throttled, or dearer than any call may be: both with status 200."""
    error: dict[str, Any] = {
        "message": "Throttled",
        "extensions": {
            "code": "THROTTLED",
            "documentation": "https://shopify.dev/api/usage/rate-limits",
        },
    }
    if asked.points > MOST_POINTS:
        told = {"code": "MAX_COST_EXCEEDED", "cost": asked.points, "maxCost": MOST_POINTS}
        error = {
            "message": f"Query cost is {asked.points}, which exceeds the single query max cost"
            f" limit ({MOST_POINTS}).",
            "extensions": told,
        }
    return JSONResponse({"errors": [error], "extensions": _cost(shop, asked.points, None)})


def _cost(shop: Shop, requested: int, actual: int | None) -> dict[str, Any]:
    with shop.lock:
        status = shop.bucket.status()
    told = {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}
    return {"cost": told}


def _refusal(request: Request, shop: Shop, version: str, fault: str | None) -> Response | None:
    if version not in shop.settings.versions or fault in ("retired_version", "unknown_shop"):
        return JSONResponse({"errors": "Not Found"}, status_code=404)
    if fault == "401" or not _may(shop, request.headers.get("x-shopify-access-token", "")):
        return JSONResponse({"errors": UNAUTHORISED}, status_code=401)
    return None


def _may(shop: Shop, given: str) -> bool:
    if shop.settings.legacy_token and hmac.compare_digest(given, shop.settings.legacy_token):
        return True
    return shop.tokens.get(given, 0.0) > shop.clock()


def _is_app(shop: Shop, told: dict[str, Any]) -> bool:
    wanted = shop.settings
    if wanted.client_id and told.get("client_id") != wanted.client_id:
        return False
    return str(told.get("client_secret", "")) == wanted.secret


def _read(asked: _Asked) -> None:
    try:
        document = parse(asked.text)
    except GraphQLSyntaxError:
        return
    asked.operations = root_fields(document)
    asked.points = cost(document, asked.variables)


def _call(shop: Shop, asked: _Asked, fault: str | None, status: int) -> Call:
    refs = HIDDEN.findall(json.dumps(asked.variables, default=str))
    when = shop.now().isoformat()
    return Call(when, asked.operations, asked.points, refs, fault, status)


async def _told(request: Request) -> dict[str, Any]:
    raw = await request.body()
    if "json" in request.headers.get("content-type", "json"):
        try:
            told = json.loads(raw or b"{}")
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}
    form = await request.form()
    return {key: str(value) for key, value in form.items()}
