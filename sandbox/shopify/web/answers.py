"""How the control API reads and answers."""

import json
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.shopify.basket import CheckoutError
from sandbox.shopify.faults import UnknownFaultError
from sandbox.shopify.settings import UnknownSettingError
from sandbox.shopify.shop import Shop

Told = dict[str, Any]
Act = Callable[[Shop, Told], Any]
"""What a control does: the shop and the body (with the path's parts) in, JSON out."""


class MissingError(Exception):
    """There is no such order or card."""


def control(act: Act) -> Callable[[Request], Any]:
    """An endpoint of it, under the shop's lock. Wrong wishes are answered with 404 and 422."""

    async def endpoint(request: Request) -> Response:
        raw = await request.body()
        try:
            told = json.loads(raw) if raw.strip() else {}
        except ValueError:
            return JSONResponse({"error": "the body is no JSON"}, status_code=400)
        if not isinstance(told, dict):
            return JSONResponse({"error": "the body is no object"}, status_code=400)
        whole = {**request.query_params, **told, **request.path_params}
        return await run_in_threadpool(_answer, request.app.state.shop, act, whole)

    return endpoint


def _answer(shop: Shop, act: Act, told: Told) -> Response:
    try:
        with shop.lock:
            return JSONResponse(act(shop, told))
    except MissingError as error:
        return JSONResponse({"error": str(error)}, status_code=404)
    except (CheckoutError, UnknownFaultError, UnknownSettingError) as error:
        return JSONResponse({"error": str(error)}, status_code=422)
