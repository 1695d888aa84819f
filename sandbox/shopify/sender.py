"""Delivers webhooks as Shopify does: signed, at least once, in no order, given up after a while."""

import base64
import hashlib
import heapq
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import httpx

WORKERS = 4
MAX_ATTEMPTS = 8
"""After so many failures a delivery is given up and its subscription deleted."""

TIMEOUT_SECONDS = 5.0
KEPT = 5_000

Post = Callable[[str, bytes, dict[str, str]], int]
"""Sends one delivery and returns the HTTP status, 0 where there was none."""


@dataclass(slots=True)
class Delivery:
    """One webhook to one address. `state` is waiting, delivered, lost or given_up."""

    webhook_id: str
    event_id: str
    topic: str
    subscription_id: int
    url: str
    raw: bytes
    headers: dict[str, str]
    state: str = "waiting"
    attempts: list[int] = field(default_factory=list)


def signed(raw: bytes, secret: str) -> str:
    """The value of X-Shopify-Hmac-Sha256."""
    return base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()


def post_over_http(url: str, raw: bytes, headers: dict[str, str]) -> int:
    """A real delivery. Redirects are failures, as with Shopify."""
    try:
        return httpx.post(url, content=raw, headers=headers, timeout=TIMEOUT_SECONDS).status_code
    except httpx.HTTPError:
        return 0


class Sender:
    """Its workers start with the first delivery and end with the process."""

    def __init__(
        self,
        post: Post,
        *,
        clock: Callable[[], float],
        retry_seconds: Callable[[], float],
        is_out: Callable[[], bool],
        given_up: Callable[[Delivery], None],
    ) -> None:
        self._post = post
        self._clock = clock
        self._retry_seconds = retry_seconds
        self._is_out = is_out
        self._given_up = given_up
        self._due: list[tuple[float, int, Delivery]] = []
        self._numbers = count()
        self._wake = threading.Condition()
        self._busy = 0
        self._workers: list[threading.Thread] = []
        self.deliveries: list[Delivery] = []

    def send(self, delivery: Delivery, *, delay: float = 0.0) -> None:
        """Deliver it in the background, after `delay` seconds."""
        with self._wake:
            self.deliveries.append(delivery)
            del self.deliveries[:-KEPT]
            self._push(delivery, delay)
            if not self._workers:
                self._start()

    def is_idle(self) -> bool:
        """Whether nothing waits and nothing is on its way."""
        with self._wake:
            return not self._due and not self._busy

    def forget(self) -> None:
        """Drop what waits, and the history."""
        with self._wake:
            self._due.clear()
            self.deliveries.clear()

    def _start(self) -> None:
        for _ in range(WORKERS):
            worker = threading.Thread(target=self._work, daemon=True)
            worker.start()
            self._workers.append(worker)

    def _push(self, delivery: Delivery, delay: float) -> None:
        heapq.heappush(self._due, (self._clock() + delay, next(self._numbers), delivery))
        self._wake.notify()

    def _work(self) -> None:
        while True:
            delivery = self._next()
            try:
                self._attempt(delivery)
            finally:
                with self._wake:
                    self._busy -= 1

    def _next(self) -> Delivery:
        with self._wake:
            while True:
                wait = self._due[0][0] - self._clock() if self._due else None
                if wait is not None and wait <= 0:
                    self._busy += 1
                    return heapq.heappop(self._due)[2]
                self._wake.wait(wait)

    def _attempt(self, delivery: Delivery) -> None:
        if self._is_out():
            delivery.attempts.append(0)
            delivery.state = "lost"
            return
        status = self._post(delivery.url, delivery.raw, delivery.headers)
        delivery.attempts.append(status)
        if 200 <= status < 300:
            delivery.state = "delivered"
        elif len(delivery.attempts) >= MAX_ATTEMPTS:
            delivery.state = "given_up"
            self._given_up(delivery)
        else:
            with self._wake:
                wait: float = self._retry_seconds() * 2 ** (len(delivery.attempts) - 1)
                self._push(delivery, wait)
