"""The stand-in shop inside this process, with a clock of the test's own, and a client of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient

from giftledger.platforms.shopify.admin.client import Admin, use
from sandbox.shopify.app import application
from sandbox.shopify.shop import Shop

ADDRESS = "http://testserver"


class Clock:
    """The real one, and ahead of it by what somebody would have waited."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead

    def wait(self, seconds: float) -> None:
        """Let time pass without waiting."""
        self.ahead += seconds


@dataclass(frozen=True)
class Floor:
    """What a test does in the shop."""

    shop: Shop
    http: TestClient
    clock: Clock

    def told(self, path: str, told: object = None) -> Any:
        """Post to the control side."""
        answer = self.http.post(f"/sandbox{path}", json=told or {})
        assert answer.status_code < 300, answer.text
        return answer.json()

    def card(self, value: str = "50.00", **told: Any) -> dict[str, Any]:
        """A card made by hand in the shop's admin."""
        made: dict[str, Any] = self.told("/cards", {"value": value, **told})
        return made

    def cards(self) -> list[dict[str, Any]]:
        """All of them."""
        found: list[dict[str, Any]] = self.http.get("/sandbox/cards").json()
        return found

    def creations(self) -> int:
        """How many cards there are."""
        return len(self.shop.cards)

    def seen(self, shopify_gift_card_id: str | int) -> dict[str, Any]:
        """A card as it is there now."""
        found: dict[str, Any] = self.http.get(f"/sandbox/cards/{shopify_gift_card_id}").json()
        return found


@contextmanager
def floor(version: str = "2026-07") -> Iterator[Floor]:
    """Open the shop, and let the process's client ask it."""
    clock = Clock()
    shop = Shop(clock=clock)
    http = TestClient(application(shop), base_url=ADDRESS, raise_server_exceptions=True)
    token = shop.settings.legacy_token

    use(
        Admin(
            url=ADDRESS,
            version=version,
            http=http,
            tokens=lambda _: token,
            pause=clock.wait,
            clock=clock,
        )
    )
    try:
        yield Floor(shop, http, clock)
    finally:
        use(None)
        http.close()
