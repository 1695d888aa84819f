"""Talking to a running stack as the outside world does: webhooks, tills, customers, a mailbox."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import urllib3

from giftledger.store.reading import CardView
from sandbox.card import find_cards
from sandbox.local_aws import use_local_stack
from tests.events import netsuite, shopify

SETTLE_SECONDS = 60
"""Within this a card or mail is there, even from a cold start."""

Seen = TypeVar("Seen")


class NotSettledError(Exception):
    """What should have happened did not happen in time."""


@dataclass(frozen=True)
class Stack:
    """A running stack, as `.local/stack.json` describes it."""

    described: dict[str, Any]
    http: urllib3.PoolManager

    @classmethod
    def running(cls) -> "Stack":
        """The local stack. Raises FileNotFoundError where `make up` has not run."""
        described = use_local_stack()
        return cls(described, urllib3.PoolManager(retries=False, timeout=30, maxsize=64))

    @property
    def api_url(self) -> str:
        """Where API Gateway answers, without a slash at the end."""
        return str(self.described["api_url"]).rstrip("/")

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> urllib3.BaseHTTPResponse:
        """One HTTP call; `path` may be an absolute URL."""
        url = path if path.startswith("http") else self.api_url + path
        return self.http.request(method, url, body=body, headers=headers or {})

    def shopify(
        self, topic: str, body: object, *, secret: str | None = None
    ) -> urllib3.BaseHTTPResponse:
        """Deliver a Shopify webhook, signed with the current secret unless another is given."""
        raw = shopify.encode(body)
        shop = self.described["shopify"]
        headers = shopify.headers(
            raw,
            topic=topic,
            secret=secret or shop["webhook_secret"],
            shop_domain=shop["shop_domain"],
        )
        return self.call("POST", "/webhooks/shopify", raw, headers)

    def netsuite(self, body: object, *, timestamp: int | None = None) -> urllib3.BaseHTTPResponse:
        """Deliver NetSuite's item fulfilment, signed now unless another time is given."""
        raw = netsuite.encode(body)
        account = self.described["netsuite"]
        headers = netsuite.headers(
            raw,
            secret=account["webhook_secret"],
            key_id=account["key_id"],
            timestamp=timestamp or int(time.time()),
        )
        return self.call("POST", "/webhooks/netsuite", raw, headers)

    def checkout(self, path: str, body: object, *, key: str | None) -> urllib3.BaseHTTPResponse:
        """Call the checkout API as a till or shop does; a body of None sends none."""
        headers = {
            "Authorization": f"Bearer {self.described['api_token']}",
            "Content-Type": "application/json",
        }
        if key is not None:
            headers["Idempotency-Key"] = key
        raw = b"" if body is None else json.dumps(body).encode()
        return self.call("POST", path, raw, headers)

    def redeem(self, body: object, *, key: str | None) -> urllib3.BaseHTTPResponse:
        """Spend a card in one step."""
        return self.checkout("/v1/redemptions", body, key=key)

    def balance(self, code: str, *, accept: str = "application/json") -> urllib3.BaseHTTPResponse:
        """Ask for a balance as the public page does."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        return self.call("POST", "/balance", urlencode({"code": code}).encode(), headers)

    def all_mails(self) -> list[dict[str, Any]]:
        """What the local mail inspector holds."""
        endpoint = self.described["aws"]["endpoint_url"]
        answer = self.call("GET", f"{endpoint}/_ministack/ses/messages")
        accounts = json.loads(answer.data)["messages"]
        return [mail for mails in accounts.values() for mail in mails]

    def mails(self, to: str) -> list[dict[str, Any]]:
        """What it holds for an address."""
        return [mail for mail in self.all_mails() if to in mail["To"]]

    def cards(self, reference: str) -> list[CardView]:
        """The cards of a reference, straight from the ledger."""
        return find_cards(reference)


def settled(look: Callable[[], Seen], *, what: str, seconds: float = SETTLE_SECONDS) -> Seen:
    """What `look` sees once it is true.

    Raises:
        NotSettledError: it is not true within the time.
    """
    until = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > until:
            raise NotSettledError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.2)
