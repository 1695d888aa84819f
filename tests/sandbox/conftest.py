"""A stand-in shop in the test's own process, with a clock that the test turns."""

import asyncio
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from sandbox.shopify import events
from sandbox.shopify.app import application
from sandbox.shopify.settings import ShopSettings
from sandbox.shopify.shop import Shop

URL = "https://ledger.example.com/webhooks/shopify"
SECRET = "client-secret"
HEADERS = {"X-Shopify-Access-Token": "shpat_sandbox"}


@dataclass
class Listener:
    """Takes webhooks, answers with `status`."""

    status: int = 200
    heard: list[tuple[str, dict[str, Any], dict[str, str], bytes]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def post(self, _url: str, raw: bytes, headers: dict[str, str]) -> int:
        with self.lock:
            self.heard.append((headers["X-Shopify-Topic"], json.loads(raw), headers, raw))
        return self.status


@dataclass
class Door:
    """The shop's web application, called in this process."""

    app: Any

    def request(self, method: str, path: str, **told: Any) -> httpx.Response:
        async def call() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
                return await client.request(method, path, **told)

        return asyncio.run(call())

    def post(self, path: str, **told: Any) -> httpx.Response:
        return self.request("POST", path, **told)

    def get(self, path: str, **told: Any) -> httpx.Response:
        return self.request("GET", path, **told)


class Bridge(httpx.BaseTransport):
    """Carries a call into the web application of this process."""

    def __init__(self, inside: httpx.AsyncBaseTransport) -> None:
        self.inside = inside

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def call() -> httpx.Response:
            stream = httpx.ByteStream(request.read())
            asked = httpx.Request(
                request.method, request.url, headers=request.headers, stream=stream
            )
            answer = await self.inside.handle_async_request(asked)
            raw = await answer.aread()
            return httpx.Response(answer.status_code, headers=answer.headers, content=raw)

        return asyncio.run(call())


@dataclass
class Town:
    """The shop, its door, whoever listens to it, and the time of day."""

    shop: Shop
    http: Door
    listener: Listener
    now: list[float]

    def run(self, query: str, version: str = "2026-07", **variables: Any) -> dict[str, Any]:
        """The whole answer of a GraphQL call."""
        told = {"query": query, "variables": variables}
        answer = self.http.post(f"/admin/api/{version}/graphql.json", json=told, headers=HEADERS)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def field(self, query: str, **variables: Any) -> Any:
        """The payload of a call with one root field."""
        answer = self.run(query, **variables)
        assert "errors" not in answer, answer
        return next(iter(answer["data"].values()))

    def post(self, path: str, status: int = 200, **told: Any) -> Any:
        """A control."""
        answer = self.http.post(f"/sandbox{path}", json=told)
        assert answer.status_code == status, answer.text
        return answer.json()

    def get(self, path: str) -> Any:
        return self.http.get(f"/sandbox{path}").json()

    def settled(self) -> None:
        """Every webhook is delivered or given up."""
        until = time.monotonic() + 5
        while not self.shop.sender.is_idle():
            assert time.monotonic() < until
            time.sleep(0.005)

    def heard(self, topic: str | None = None) -> list[dict[str, Any]]:
        """Bodies of a topic, once all is quiet."""
        self.settled()
        return [body for name, body, *_ in self.listener.heard if topic in (None, name)]

    def card(self, value: str = "50.00", code: str = "LEDGERCODE000001", **more: Any) -> str:
        """A card made over the API; its global id."""
        told = {"initialValue": value, "code": code, **more}
        payload = self.field(CREATE, input=told)
        assert payload["userErrors"] == [], payload
        return str(payload["giftCard"]["id"])

    def balance(self, card_id: str) -> str:
        found = self.field(
            "query($id: ID!) { giftCard(id: $id) { balance { amount } } }", id=card_id
        )
        return str(found["balance"]["amount"])


CREATE = """mutation($input: GiftCardCreateInput!) { giftCardCreate(input: $input) {
  giftCard { id lastCharacters balance { amount currencyCode } } giftCardCode
  userErrors { field code message } } }"""


@pytest.fixture
def town() -> Town:
    now = [1_800_000_000.0]
    listener = Listener()
    settings = ShopSettings(secret=SECRET, webhooks=URL, webhook_retry_seconds=0.001)
    settings.hang_seconds = 0.01
    shop = Shop(settings, clock=lambda: now[0], post=listener.post)
    events.aim(shop)
    return Town(shop, Door(application(shop)), listener, now)
