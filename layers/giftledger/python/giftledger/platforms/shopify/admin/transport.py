"""HTTP towards Shopify: time limits, no repeats, and which failures left nothing behind."""

import time
from collections.abc import Callable
from functools import cache

import httpx

from giftledger.platforms.shopify.admin.faults import NotAppliedError, UnknownOutcomeError

CONNECT_SECONDS = 2.0
READ_SECONDS = 10.0
"""Shopify ends a query after ten seconds itself."""

Pause = Callable[[float], None]
"""Waits so many seconds; tests give one that does not."""

SLEEP: Pause = time.sleep

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


def http_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client with our limits: nothing is repeated and no redirect is followed."""
    limits = httpx.Timeout(
        READ_SECONDS, connect=CONNECT_SECONDS, read=READ_SECONDS, pool=CONNECT_SECONDS
    )
    return httpx.Client(timeout=limits, follow_redirects=False, transport=transport)


@cache
def shared_http() -> httpx.Client:
    """The process's client, with connections that stay open from one call to the next."""
    return http_client()


def send(http: httpx.Client, request: httpx.Request) -> httpx.Response:
    """The whole response, whatever its status.

    Raises NotAppliedError where nothing was sent, UnknownOutcomeError where something may have
    been. Their words are types only: httpx's own may hold the address that was asked.
    """
    try:
        return http.send(request)
    except _NEVER_SENT as error:
        raise NotAppliedError(type(error).__name__) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UnknownOutcomeError(type(error).__name__) from error
