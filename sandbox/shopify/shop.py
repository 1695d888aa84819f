"""The shop itself: everything it knows, under one lock, in memory."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sandbox.shopify.bulk import BulkDesk
from sandbox.shopify.cards import Card, normal
from sandbox.shopify.customers import Customer
from sandbox.shopify.faults import Faults
from sandbox.shopify.orders import Order
from sandbox.shopify.sender import Delivery, Post, Sender, post_over_http
from sandbox.shopify.settings import ShopSettings
from sandbox.shopify.subscriptions import Subscription
from sandbox.shopify.throttle import Bucket

KEPT_CALLS = 10_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Admin API: its root fields, points, note of a credit or debit, outcome."""

    at: str
    operations: list[str]
    cost: int
    refs: list[str]
    fault: str | None
    status: int


class Shop:
    """State and clock of one shop. Whoever reads or writes it holds `lock`."""

    def __init__(
        self,
        settings: ShopSettings | None = None,
        *,
        clock: Callable[[], float] = time.time,
        post: Post = post_over_http,
    ) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self.settings = settings or ShopSettings()
        self.sender = Sender(
            post,
            clock=time.monotonic,
            retry_seconds=lambda: self.settings.webhook_retry_seconds,
            is_out=lambda: self.is_out,
            given_up=self._given_up,
        )
        self._next_id = int(time.time()) * 1000
        self.empty()

    def empty(self) -> None:
        """A new shop: no cards, orders, customers, subscriptions, tokens, faults or history."""
        self.cards: dict[int, Card] = {}
        self._by_code: dict[str, Card] = {}
        self._indexed = self.cards
        self.orders: dict[int, Order] = {}
        self.customers: dict[int, Customer] = {}
        self.subscriptions: dict[int, Subscription] = {}
        self.tokens: dict[str, float] = {}
        self.calls: list[Call] = []
        self.faults = Faults()
        self.bulk = BulkDesk()
        self.is_out = False
        self.next_order_number = 1001
        self.sender.forget()
        self.refill()

    def refill(self) -> None:
        """A full bucket of the size that the settings say."""
        self.bucket = Bucket(self.clock)
        self.bucket.resize(self.settings.bucket_size, self.settings.bucket_restore_rate)

    def fresh_id(self) -> int:
        """A new id, rising, unlike those of an earlier run."""
        self._next_id += random.randint(1, 40)  # noqa: S311  not a secret
        return self._next_id

    def now(self) -> datetime:
        """Whole seconds, as the shop writes them."""
        return datetime.fromtimestamp(int(self.clock()), UTC)

    def today(self) -> date:
        """The shop's day."""
        return self.now().date()

    def card_by_code(self, code: str) -> Card | None:
        """The card with exactly this code."""
        if self._indexed is not self.cards or len(self._by_code) > len(self.cards):
            self._indexed, self._by_code = self.cards, {}
        if len(self._by_code) < len(self.cards):
            for card in islice(self.cards.values(), len(self._by_code), None):
                self._by_code[card.code] = card
        return self._by_code.get(normal(code))

    def log_call(self, call: Call) -> None:
        """Remember a call; the oldest are forgotten."""
        self.calls.append(call)
        del self.calls[:-KEPT_CALLS]

    def limits(self) -> dict[str, Any]:
        """How the bucket fared."""
        return {
            "low_water": self.bucket.low_water,
            "throttled": self.bucket.throttled,
            "overdraft": self.bucket.overdraft,
            **self.bucket.status(),
        }

    def _given_up(self, delivery: Delivery) -> None:
        with self.lock:
            self.subscriptions.pop(delivery.subscription_id, None)
