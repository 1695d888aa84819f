"""A small AWS (moto) beside the stand-in shop, both in this process.

What is bought there, and what the functions that ask the shop make of it. Webhooks are taken here
and delivered by hand, or lost.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import httpx
import pytest

from functions.activation.handler import handler as activation
from functions.deactivation.handler import handler as deactivation
from functions.purchase.handler import handler as purchase
from functions.redemption.handler import handler as redemption
from functions.refund.handler import handler as refund
from functions.webhook.handler import handler as webhook
from giftledger import shops
from giftledger.fetching.messages import parse_message
from giftledger.fetching.polling import poll
from giftledger.fetching.receiving import act
from giftledger.ledger.card import Card
from giftledger.outbox import wake
from giftledger.platforms.shopify.admin import client
from giftledger.platforms.shopify.admin.transport import http_client
from giftledger.settings import settings
from giftledger.store import opening
from giftledger.store.items import bind
from giftledger.store.shops import ShopSettings as Switches
from giftledger.store.shops import write_shop_settings
from giftledger.store.todo import parked_under
from giftledger.vault import look_up
from sandbox.shopify import events
from sandbox.shopify.app import application
from sandbox.shopify.settings import ShopSettings
from sandbox.shopify.shop import Shop
from tests.functions.queue_world import World, world

SECRET = "client-secret"
DOMAIN = "sandbox.myshopify.com"
PUBLIC = "https://cards.example.com/gift"
CONSUMERS = {
    "purchase": purchase,
    "activation": activation,
    "redemption": redemption,
    "refund": refund,
    "deactivation": deactivation,
}


@dataclass
class Town:
    """What a test does there; `at` is the time in both."""

    aws: World
    shop: Shop
    at: list[datetime]
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    """Webhooks that are not delivered yet."""
    asked: list[Any] = field(default_factory=list)
    """Questions that were answered, with their outcomes."""

    def control(self, path: str, method: str = "POST", **told: Any) -> Any:
        """One of the shop's controls."""
        answer = _called(
            application(self.shop),
            httpx.Request(method, f"http://shop/sandbox{path}", json=told),
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def buys(self, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.control("/orders", lines=list(lines), **more)
        return found

    def passes(self, **time: float) -> None:
        self.at[0] += timedelta(**time)

    def lose_webhooks(self) -> None:
        self._sent()
        self.posts.clear()

    def deliver_webhooks(self, *topics: str) -> list[int]:
        """Have webhooks taken in, of these topics alone where any is named."""
        self._sent()
        chosen = [post for post in self.posts if not topics or post[0]["X-Shopify-Topic"] in topics]
        self.posts.clear()
        return [_taken(raw, headers) for headers, raw in chosen]

    def settle(self) -> None:
        """Work until all queues are empty."""
        for _ in range(20):
            handled = sum(self.aws.consume(name, CONSUMERS[name]) for name in CONSUMERS)
            handled += self._answer_questions()
            handled += self._wake()
            if not handled:
                return
        raise AssertionError("it does not come to rest")

    def poll(self) -> tuple[str, ...]:
        found = poll(self.at[0])
        self.settle()
        return found

    def card(self, shopify_gift_card_id: int | str) -> Card | None:
        """Ours of a card there."""
        return self._card((f"shopify#{shopify_gift_card_id}",))

    def card_of_code(self, code: str) -> Card | None:
        return self._card(look_up(code).aliases())

    def cards_of(self, order_id: int | str) -> list[Card]:
        places = opening.store().places(f"shopify:{order_id}", "UNIT#")
        return list(opening.store().cards([place.gift_card_id for place in places]).values())

    def questions(self) -> list[dict[str, Any]]:
        """What waits to be asked of the shop; taken off the queue."""
        return [json.loads(body) for body in self._bodies()]

    def outcomes(self, kind: str) -> list[str]:
        return [outcome for message, outcome in self.asked if message.kind == kind]

    def _card(self, aliases: tuple[str, ...]) -> Card | None:
        found = opening.store().card_of_alias(aliases)
        return opening.store().cards([found])[found] if found else None

    def _answer_questions(self) -> int:
        bodies = self._bodies()
        for body in bodies:
            message = parse_message(body)
            self.asked.append((message, act(message, self.at[0])))
        return len(bodies)

    def _bodies(self) -> list[str]:
        """Also those whose delay is not over: the clock here is the test's."""
        waiting = _queue("giftledger-test-shopify_fetch-queue")._messages
        bodies = [message.body for message in waiting]
        waiting.clear()
        return bodies

    def _wake(self) -> int:
        """Tell what waited for something that is there now, as the outbox does."""
        told = 0
        for record in self.aws.stream()["Records"]:
            image = record["dynamodb"].get("NewImage", {})
            for key in image.get("wakes", {}).get("L", []):
                facts = list(parked_under(key["S"]))
                wake(facts)
                told += len(facts)
        return told

    def _sent(self) -> None:
        while not self.shop.sender.is_idle():
            pass


def _taken(raw: bytes, headers: dict[str, str]) -> int:
    event = {
        "version": "2.0",
        "rawPath": "/webhooks/shopify",
        "headers": {name.lower(): value for name, value in headers.items()},
        "body": raw.decode(),
        "isBase64Encoded": False,
    }
    return int(webhook(event, object())["statusCode"])


def _queue(name: str) -> Any:
    import moto.backends  # noqa: PLC0415  only where its insides are looked at
    from moto.core.models import DEFAULT_ACCOUNT_ID  # noqa: PLC0415

    backends: Any = moto.backends
    return backends.get_backend("sqs")[DEFAULT_ACCOUNT_ID]["us-east-1"].queues[name]


def _called(app: Any, request: httpx.Request) -> httpx.Response:
    """One request to a web application in this process."""

    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client_:
            return await client_.request(
                request.method,
                str(request.url),
                content=request.content,
                headers=dict(request.headers),
            )

    answer = asyncio.run(call())
    return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


@contextmanager
def town(
    monkeypatch: pytest.MonkeyPatch, *, switches: Switches | None = None, **told: str
) -> Iterator[Town]:
    """Make both; `told` are settings of the ledger by their names."""
    values = {
        "SHOP_DOMAIN": DOMAIN,
        "SHOPIFY_SECRET": "shopify",
        "SHOPIFY_ADMIN_SECRET": "shopify_admin",
        "SHOPIFY_CLIENT_ID": "app",
        "PUBLIC_URL": PUBLIC,
        **told,
    }
    at = [datetime(2026, 11, 24, 12, 0, tzinfo=UTC)]
    posts: list[tuple[dict[str, str], bytes]] = []

    def clock() -> float:
        return at[0].timestamp()

    def taken(_url: str, raw: bytes, headers: dict[str, str]) -> int:
        posts.append((headers, raw))
        return 200

    with world(monkeypatch) as aws:
        secrets = {
            "shopify": {"current": SECRET, "previous": ""},
            "shopify_admin": {"access_token": "shpat_sandbox", "expires_at": ""},
        }
        for name, value in secrets.items():
            boto3.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(value))
        for name, text in values.items():
            monkeypatch.setenv(f"GIFTLEDGER_{name}", text)
        settings.cache_clear()
        bind(settings())
        shops.forget_shop_settings()
        write_shop_settings(switches or Switches())
        shop = Shop(
            ShopSettings(shop=DOMAIN, secret=SECRET, webhooks=f"{PUBLIC}/webhooks/shopify"),
            clock=clock,
            post=taken,
        )
        events.aim(shop)
        app = application(shop)
        http = http_client(httpx.MockTransport(lambda request: _called(app, request)))
        client.use(
            client.Admin(
                url="http://shop",
                version="2026-07",
                http=http,
                tokens=lambda _: "shpat_sandbox",
                pause=lambda _: None,
            )
        )
        try:
            yield Town(aws, shop, at, posts)
        finally:
            client.use(None)
            shops.forget_shop_settings()


def gift(price: str, quantity: int = 1, **more: Any) -> dict[str, Any]:
    """A line of ours: we mint the code."""
    properties = [{"name": "Recipient email", "value": "ann@example.com"}]
    told = {"sku": f"GIFT-{price}", "price": price, "quantity": quantity, "gift_card": False}
    return {**told, "requires_shipping": False, "properties": properties, **more}


def native(price: str, quantity: int = 1) -> dict[str, Any]:
    """A gift card of Shopify's own."""
    return {
        "sku": "",
        "price": price,
        "quantity": quantity,
        "gift_card": True,
        "requires_shipping": False,
    }


def mug(price: str = "20.00", quantity: int = 1) -> dict[str, Any]:
    """Something to pay for."""
    return {"sku": "MUG", "price": price, "quantity": quantity, "requires_shipping": True}
