"""The stand-in shop as its own people and customers use it: checkout, refunds, admin, faults."""

from dataclasses import dataclass
from typing import Any

import urllib3

from sandbox.client import Stack, settled

Json = dict[str, Any]


class ShopError(Exception):
    """The stand-in shop refused what it was asked; the message is its answer."""


@dataclass(frozen=True)
class Shop:
    """The control side of a running stand-in shop."""

    url: str
    http: urllib3.PoolManager

    @classmethod
    def of(cls, stack: Stack) -> "Shop":
        """The shop beside a running stack."""
        return cls(str(stack.described["sandbox"]["shopify_url"]).rstrip("/"), stack.http)

    def ask(self, method: str, path: str, told: object = None) -> Any:  # noqa: ANN401  any JSON
        """One call to the control side. Raises ShopError."""
        answer = self.http.request(method, f"{self.url}/sandbox{path}", json=told)
        if answer.status >= 400:
            raise ShopError(f"{answer.status}: {answer.data.decode(errors='replace')[:300]}")
        return answer.json() if answer.data else None

    def buys(self, *lines: Json, codes: tuple[str, ...] = (), **told: Any) -> Json:
        """A customer's checkout: these lines, paid by these gift cards and else by bank card."""
        wish = {"lines": list(lines), "gift_card_codes": list(codes), "currency": "USD", **told}
        found: Json = self.ask("POST", "/orders", wish)
        return found

    def card(self, code: str) -> Json | None:
        """What the shop's admin shows of the card with this code; None where it has none."""
        found: list[Json] = self.ask("GET", f"/cards?code={code.replace('-', '')}")
        return found[0] if found else None

    def card_of(self, code: str) -> Json:
        """The card, once it is there."""
        return settled(lambda: self.card(code), what="the card in Shopify") or {}

    def faults(self, operation: str, kind: str, *, times: int = 1) -> None:
        """Let the next calls of an operation go wrong."""
        self.ask("POST", "/faults", {"operation": operation, "kind": kind, "times": times})
