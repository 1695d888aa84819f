"""The checkout as a page, for people: what is bought, which codes pay, what they paid."""

from dataclasses import dataclass
from html import escape
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.shopify import checkout as desk
from sandbox.shopify import totals
from sandbox.shopify.basket import CheckoutError
from sandbox.shopify.money import spoken
from sandbox.shopify.orders import Order
from sandbox.shopify.shop import Shop
from sandbox.shopify.web.page_parts import bill, form, frame, recent

FIELDS = ("item", "price", "shipping", "email", "codes")


@dataclass(slots=True, kw_only=True)
class Wish:
    """What the form says."""

    item: str = "Linen shirt"
    price: str = "39.90"
    shipping: str = "4.90"
    email: str = "bea@example.com"
    codes: str = ""
    gift_card: bool = False

    def order(self) -> dict[str, Any]:
        """The order as the control API takes it."""
        line = {"title": self.item, "price": self.price, "gift_card": self.gift_card}
        return {
            "lines": [line],
            "shipping": self.shipping or "0",
            "email": self.email or None,
            "gift_card_codes": [code for code in self.codes.splitlines() if code.strip()],
        }


async def checkout(request: Request) -> Response:
    """The form; with what codes would pay (`do=quote`) or have paid (`do=pay`)."""
    shop: Shop = request.app.state.shop
    if request.method == "GET":
        return HTMLResponse(_page(shop, Wish(), ""))
    async with request.form() as sent:
        wish = Wish(gift_card="gift_card" in sent)
        for name in FIELDS:
            setattr(wish, name, str(sent.get(name, "")))
        is_paid = sent.get("do") == "pay"
    act = _pay if is_paid else _quote
    return HTMLResponse(await run_in_threadpool(_locked, shop, wish, act))


def _locked(shop: Shop, wish: Wish, act: Any) -> str:  # noqa: ANN401  one of the two below
    with shop.lock:
        try:
            return _page(shop, wish, act(shop, wish))
        except CheckoutError as error:
            return _page(shop, wish, f'<p class="bad" role="alert">{escape(str(error))}</p>')


def _quote(shop: Shop, wish: Wish) -> str:
    shares, due = desk.quote(shop, wish.order())
    cur = shop.settings.currency
    rows = [(f"Gift card •••• {card.last_characters}", spoken(-got, cur)) for card, got in shares]
    whole = due + sum(amount for _, amount in shares)
    return bill("These codes would pay", rows, [("To pay otherwise", spoken(due, cur))], whole, cur)


def _pay(shop: Shop, wish: Wish) -> str:
    order = desk.place(shop, wish.order())
    wish.codes = ""
    cur = order.currency
    rows = [(_way(one), spoken(-one.amount_minor, cur)) for one in order.transactions]
    title = f"Thank you, order {order.name} is {totals.financial_status(order)}"
    rest = [("Left to pay", spoken(totals.due(order), cur))]
    return bill(title, rows, rest, totals.total(order), cur)


def _way(one: Any) -> str:  # noqa: ANN401  a transaction
    if one.gift_card_id is not None:
        return f"Gift card •••• {one.last_characters}"
    return "Test bank card"


def _page(shop: Shop, wish: Wish, result: str) -> str:
    values = {name: str(getattr(wish, name)) for name in FIELDS}
    newest = sorted(shop.orders.values(), key=lambda order: -order.id)[:8]
    body = form(values, gift_card=wish.gift_card, result=result) + recent(
        [_row(order) for order in newest]
    )
    return frame("Checkout", shop.settings.name, body)


def _row(order: Order) -> tuple[str, str, str, str]:
    cards = sum(
        one.amount_minor
        for one in order.transactions
        if one.kind == "sale" and one.gift_card_id is not None
    )
    return (
        order.name,
        totals.financial_status(order).replace("_", " "),
        spoken(cards, order.currency),
        spoken(totals.total(order), order.currency),
    )
