"""The Admin API of the sandbox's shop, in this process: over a line on which replies get lost."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx

from giftledger.mirroring.card_desk import Desks
from giftledger.mirroring.shop_limits import forget_shop_limits
from giftledger.platforms.shopify.admin import cards, client, customers
from giftledger.platforms.shopify.admin.transport import http_client
from sandbox.shopify.admin.doors import execute
from sandbox.shopify.cards import Card
from sandbox.shopify.settings import ShopSettings
from sandbox.shopify.shop import Shop

VERSION = "2026-07"
REFUSED = {"access_denied", "plan"}
"""Faults that the shop answers with, in GraphQL."""

Carry = Callable[[str, Callable[[], httpx.Response]], httpx.Response]
"""Brings a call, by the name of its document, to the shop and its answer back, or not."""


class ShopLine:
    """A shop and the way to it. Faults are wished for by document, e.g. `giftCardDebit`."""

    def __init__(
        self,
        carry: Carry | None = None,
        clock: Callable[[], datetime] | None = None,
        tokens: Callable[[str | None], str] = lambda _: "token",
    ) -> None:
        at = (lambda: clock().timestamp()) if clock else None
        settings = ShopSettings()
        self.shop = Shop(settings, clock=at, post=_nobody) if at else Shop(settings, post=_nobody)
        self.carry = carry or (lambda _, answer: answer())
        self.calls: list[str] = []
        """The documents that came to the shop's door."""
        self.faults: list[tuple[str, str]] = []
        """Document and kind: `lost` (before), `reply_lost`, `no_connection`, `error_page`
        (applied), `access_denied`, `plan`; each is met once."""
        http = http_client(httpx.MockTransport(self._answer))
        self.admin = client.Admin(
            url="https://shop.example",
            version=VERSION,
            http=http,
            tokens=tokens,
            pause=lambda _: None,
        )
        forget_shop_limits()
        client.use(self.admin)

    def desks(self) -> Desks:
        """As `giftledger.mirroring.card_desk.desks`, without a token."""
        return Desks(cards, customers)

    def card(self, code: str) -> Card:
        """The card of a code. Raises AssertionError where there is none."""
        found = self.shop.card_by_code(code)
        assert found is not None, "no such card in the shop"
        return found

    def movements(self, code: str) -> list[int]:
        """Every credit and debit of a card, in minor units."""
        return [one.amount_minor for one in self.card(code).transactions]

    def spend(self, code: str, amount_minor: int, note: str = "") -> None:
        """Its checkout, or a person in its admin, takes off a card."""
        from sandbox.shopify.cards import CardTransaction  # noqa: PLC0415

        card = self.card(code)
        taken = CardTransaction(self.shop.fresh_id(), -amount_minor, note, self.shop.now())
        card.transactions.append(taken)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        told = json.loads(request.content)
        name = str(told["operationName"])
        self.calls.append(name)
        fault = next((one for one in self.faults if one[0] in {name, "*"}), None)
        if fault is not None:
            self.faults.remove(fault)
        return self.carry(name, lambda: self._served(request, told, fault[1] if fault else ""))

    def _served(self, request: httpx.Request, told: dict[str, Any], fault: str) -> httpx.Response:
        if fault == "no_connection":
            raise httpx.ConnectError("refused", request=request)
        if fault == "lost":
            raise httpx.ReadTimeout("never delivered", request=request)
        if fault == "refused":
            no = {"userErrors": [{"field": None, "message": "Not now."}]}
            return httpx.Response(200, json={"data": {told["operationName"]: no}})
        answer = execute(
            self.shop,
            told["query"],
            told["variables"],
            version=VERSION,
            operation_name=told["operationName"],
            fault=fault if fault in REFUSED else None,
        )
        if fault == "reply_lost":
            raise httpx.ReadTimeout("reply lost", request=request)
        if fault == "error_page":
            return httpx.Response(503, html="<h1>Something went wrong</h1>")
        return httpx.Response(200, json=answer)


def _nobody(*_: Any, **__: Any) -> Any:
    raise AssertionError("no webhook is subscribed to")
