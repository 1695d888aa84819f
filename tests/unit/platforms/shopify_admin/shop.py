"""A shop that answers as a test has written down, and keeps what it was asked."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from giftledger.platforms.shopify.admin.client import Admin
from giftledger.platforms.shopify.admin.transport import http_client

URL = "https://shop.example"
Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]

BARE = {
    "id": "gid://shopify/GiftCard/663920574770",
    "balance": {"amount": "5.0", "currencyCode": "CAD"},
    "initialValue": {"amount": "5.0", "currencyCode": "CAD"},
    "enabled": True,
    "expiresOn": "2027-04-26",
    "lastCharacters": "7369",
    "note": "a note",
    "createdAt": "2026-07-14T16:22:47Z",
    "updatedAt": "2026-07-14T16:22:47Z",
}
"""A gift card as the recorded responses have it."""

NO_MORE = {"hasNextPage": False, "endCursor": None}


def cost(left: int, asked: int = 10, *, maximum: int = 2000, rate: int = 100) -> dict[str, Any]:
    """The `extensions` of an answer."""
    status = {"maximumAvailable": maximum, "currentlyAvailable": left, "restoreRate": rate}
    return {"cost": {"requestedQueryCost": asked, "throttleStatus": status}}


def answer(data: object, extensions: object = None) -> httpx.Response:
    """A whole answer."""
    return httpx.Response(200, json={"data": data, "extensions": extensions or cost(1990)})


def failure(code: str | None, message: str = "no", data: object = None) -> httpx.Response:
    """An answer with an `errors` entry, in a 200 as Shopify sends it."""
    error: dict[str, Any] = {"message": message}
    if code is not None:
        error["extensions"] = {"code": code}
    return httpx.Response(200, json={"data": data, "errors": [error]})


def refusal(root: str, *errors: dict[str, Any]) -> httpx.Response:
    """An answer with user errors."""
    return answer({root: {"userErrors": list(errors)}})


@dataclass
class Shop:
    """Answers in turn; the last answer is not repeated."""

    answers: list[Answer]
    version: str = "2026-07"
    tokens: list[str] = field(default_factory=lambda: ["first", "second", "third"])
    asked: list[httpx.Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    refused: list[str | None] = field(default_factory=list)
    now: float = 1000.0

    def __post_init__(self) -> None:
        self.admin = Admin(
            url=URL,
            version=self.version,
            http=http_client(httpx.MockTransport(self._answer)),
            tokens=self._token,
            pause=self._pause,
            clock=lambda: self.now,
        )

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The variables of every request, as they travelled."""
        return [json.loads(request.content)["variables"] for request in self.asked]

    def _token(self, refused: str | None) -> str:
        self.refused.append(refused)
        if refused is not None:
            self.tokens.pop(0)
        return self.tokens[0]

    def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        found = self.answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, httpx.Response) else found(request)
