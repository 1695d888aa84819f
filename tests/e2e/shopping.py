"""What the tests over HTTP do again and again in the stand-in shop."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from giftledger.aws import client
from giftledger.store.reading import CardView
from sandbox.client import SETTLE_SECONDS, Stack, settled
from sandbox.mailbox import gift_mail
from sandbox.shop import Json, Shop
from tests.events import shopify
from tests.events.shopify import fresh_id

MUG: Json = {"sku": "MUG", "price": "20.00", "quantity": 1}
PENDING = 202


@dataclass(frozen=True)
class Bought:
    """A card of ours that was bought in the shop, mailed, and created there."""

    stack: Stack
    shop: Shop
    order_id: str
    code: str

    @property
    def reference(self) -> str:
        """How `Stack.cards` finds it."""
        return f"code:{self.code}"

    def ours(self) -> CardView:
        """The card in the ledger."""
        (card,) = self.stack.cards(self.reference)
        return card

    def theirs_minor(self) -> int:
        """Its balance in the shop."""
        return cents(self.shop.card_of(self.code)["balance"])

    def becomes(self, minor: int, *, seconds: float = SETTLE_SECONDS) -> None:
        """Wait until both sides show this balance, in minor units."""
        what = f"{minor} on both sides"
        settled(lambda: self.both() == (minor, minor), what=what, seconds=seconds)

    def both(self) -> tuple[int, int]:
        """The balance here and there."""
        return self.ours().balance_minor, self.theirs_minor()


def cents(amount: str) -> int:
    """Decimal text with two digits, or fewer, as minor units."""
    whole, _, part = amount.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0")[:2])


def gift_line(price: str, to: str, *, quantity: int = 1) -> Json:
    """An order line that sells cards of ours to an address."""
    gift = shopify.recipient(to)
    line: Json = {"sku": f"GIFT-{price}", "price": price, "quantity": quantity}
    return {**line, "requires_shipping": False, "properties": gift}


def buy_card(stack: Stack, shop: Shop, price: str = "50.00", **told: Any) -> Bought:
    """Buy a card in the shop and read its code in the mail."""
    to = f"recipient.{fresh_id()}@example.com"
    sold = shop.buys(gift_line(price, to), email="buyer@example.com", **told)
    (message,) = settled(lambda: stack.mails(to), what="gift mail")
    return Bought(stack, shop, str(sold["order_id"]), gift_mail(message).code)


def at_the_till(
    stack: Stack,
    code: str,
    minor: int,
    *,
    key: str | None = None,
    seconds: float = SETTLE_SECONDS,
) -> Any:
    """The final answer to a redemption: asked again as long as it is 202."""
    key = key or f"till-{fresh_id()}"
    wish = {"code": code, "amount_minor": minor, "currency": "USD", "order_reference": key}

    def ask() -> Any:
        answer = stack.redeem(wish, key=key)
        return None if answer.status == PENDING else answer

    return settled(ask, what="the redemption", seconds=seconds)


def functions_named(*names: str) -> Iterator[str]:
    """The deployed functions of these folders."""
    for page in client("lambda").get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            told = function.get("Environment", {}).get("Variables", {})
            if told.get("POWERTOOLS_SERVICE_NAME") in names:
                yield str(function["FunctionName"])


def poll_now() -> None:
    """Run the poll at once instead of waiting for its clock."""
    for name in functions_named("shopify_poll"):
        client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=b"{}")
