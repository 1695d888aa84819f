"""What can come over HTTP to the public doors: webhooks, the pages, the mail's image."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from giftledger.tokens import token
from tests.crashes.clock import START
from tests.crashes.cloud import SECRETS, SHOP, Cloud, Command
from tests.crashes.lambdas import settle
from tests.crashes.playing import Case, Step
from tests.events import netsuite, shopify
from tests.fakes.commands import digital_issue
from tests.functions.queue_world import CODE

SERIALS = ("6034110000000025", "6034110000000033")
CARD = digital_issue()
NATIVE = 544934756566


def sold(*cards: tuple[Command, str]) -> Step:
    """Cards with these codes were sold and mailed."""

    def step(cloud: Cloud) -> None:
        for issue, code in cards:
            assert issue.verb == "issue"
            cloud.sell(issue, code)
        settle(cloud)

    return step


def _call(platform: str, raw: bytes, headers: dict[str, str]) -> dict[str, Any]:
    path = f"/webhooks/{platform}"
    return {
        "version": "2.0",
        "routeKey": f"POST {path}",
        "rawPath": path,
        "headers": {name.lower(): value for name, value in headers.items()},
        "body": raw.decode(),
        "isBase64Encoded": False,
    }


def _shopify(topic: str, raw: bytes) -> Callable[[], Any]:
    secret = SECRETS["shopify"]["current"]
    headers = shopify.headers(raw, topic=topic, secret=secret, shop_domain=SHOP)
    return lambda: _call("shopify", raw, headers)


def _netsuite(raw: bytes) -> Callable[[], Any]:
    timestamp = int(START.timestamp())
    headers = {
        "X-GC-Timestamp": str(timestamp),
        "X-GC-Key-Id": SECRETS["netsuite"]["key_id"],
        "X-GC-Signature": netsuite.sign(
            raw, secret=SECRETS["netsuite"]["current"], timestamp=timestamp
        ),
    }
    return lambda: _call("netsuite", raw, headers)


_LINES = [
    shopify.line(501, "50.00", properties=shopify.recipient("ada@example.com", name="Ada")),
    shopify.line(502, "25.00", kind="physical"),
]
_ORDER = shopify.order(1001, _LINES)
_NATIVE_LINE = shopify.line(503, "50.00", kind="native")
_PAID = shopify.transaction(31, 2001, "20.00", gift_card_id=NATIVE)
_BACK = shopify.transaction(32, 2001, "5.00", gift_card_id=NATIVE, kind="refund", parent_id=31)
_REFUND = shopify.refund(5, 1001, lines=[(6, _LINES[0], 1)], transactions=[_BACK])
_FULFILMENT = shopify.fulfillment(41, 1002, [_NATIVE_LINE], cards=[(NATIVE, 503, "22bf")])
_SHIPPED = netsuite.item_fulfillment(
    "884300", 1001, [netsuite.row(serial, 2500) for serial in SERIALS]
)
_HALF_UNDERSTOOD = shopify.order(1003, [_LINES[0], shopify.line(504, "1e3")])


def _hook(name: str, event: Callable[[], Any]) -> Case:
    return Case("webhook", name, event=event)


WEBHOOKS = (
    _hook("an order paid", _shopify("orders/paid", shopify.encode(_ORDER))),
    _hook("a fulfilment", _shopify("fulfillments/create", shopify.encode(_FULFILMENT))),
    _hook("a transaction", _shopify("order_transactions/create", shopify.encode(_PAID))),
    _hook("a refund", _shopify("refunds/create", shopify.encode(_REFUND))),
    _hook(
        "a cancelled order",
        _shopify("orders/cancelled", shopify.encode(shopify.cancelled(_ORDER))),
    ),
    _hook("understood in part", _shopify("orders/paid", shopify.encode(_HALF_UNDERSTOOD))),
    _hook("no JSON", _shopify("orders/paid", b"not JSON")),
    _hook("a shipment with serials", _netsuite(netsuite.encode(_SHIPPED))),
    _hook(
        "a shipment that is not understood",
        _netsuite(netsuite.encode({"type": "other", "serial": SERIALS[0]})),
    ),
    _hook("what is not authentic", lambda: _call("shopify", b"{}", {})),
)


def _page(route: str, accept: str = "application/json", **event: Any) -> dict[str, Any]:
    http = {"sourceIp": "203.0.113.7"}
    return {
        "routeKey": route,
        "headers": {"accept": accept},
        "requestContext": {"http": http},
        **event,
    }


def _asked(code: str) -> Callable[[], Any]:
    return lambda: _page("POST /balance", body=urlencode({"code": code}))


PAGES = (
    Case("balance", "the form", event=lambda: _page("GET /balance", "text/html")),
    Case("balance", "a code", sold((CARD, CODE)), event=_asked(CODE)),
    Case("balance", "an unknown code", sold((CARD, CODE)), event=_asked("ABCDEFGHJKLMNPQR")),
    Case(
        "balance",
        "the link of a mail",
        sold((CARD, CODE)),
        event=lambda: _page(
            "GET /cards/{token}",
            "text/html",
            pathParameters={"token": token("claim", CARD.gift_card_id)},
        ),
    ),
    Case(
        "email_open",
        "the image of a mail",
        sold((CARD, CODE)),
        event=lambda: _page(
            "GET /opens/{file}",
            pathParameters={"file": f"{token('open', CARD.gift_card_id)}.gif"},
        ),
    ),
    Case(
        "email_open",
        "the image of no mail",
        event=lambda: _page("GET /opens/{file}", pathParameters={"file": "unknown.gif"}),
    ),
)
DOOR_CASES = (*WEBHOOKS, *PAGES)
