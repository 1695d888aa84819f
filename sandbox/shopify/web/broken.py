"""Answers of a shop that is not well."""

import anyio
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.shopify.shop import Shop

BEFORE = frozenset({"timeout_before", "cut_before", "429", "500", "html"})
"""Nothing was applied."""

AFTER = frozenset({"timeout_after_applying", "cut_after_applying", "500_after_applying"})
AFTER = AFTER | {"html_after_applying"}
"""Everything was applied, and nobody is told."""

PAGE = (
    "<!DOCTYPE html><html><body><h1>Something went wrong</h1><p>Try again later.</p></body></html>"
)


class Cut(Response):
    """Hangs for a while, then ends the connection in the middle of the body."""

    def __init__(self, seconds: float) -> None:
        super().__init__(status_code=200)
        self.seconds = seconds

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Promise more than is sent: the server then closes the connection."""
        await anyio.sleep(self.seconds)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"data":', "more_body": False})


async def answer(shop: Shop, kind: str) -> Response:
    """The answer of a fault that is one of HTTP."""
    if kind.startswith(("timeout", "cut")):
        return Cut(shop.settings.hang_seconds if kind.startswith("timeout") else 0.0)
    if kind == "429":
        told = {"errors": "Exceeded 2 calls per second for api client. Reduce request rates."}
        return JSONResponse(told, status_code=429, headers={"Retry-After": "2.0"})
    if kind.startswith("html"):
        return HTMLResponse(PAGE, status_code=503)
    if kind in ("retired_version", "unknown_shop"):
        return JSONResponse({"errors": "Not Found"}, status_code=404)
    return JSONResponse({"errors": "Internal Server Error"}, status_code=500)
