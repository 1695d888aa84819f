"""What a till or a shop asks of the checkout API: every route, a yes and a no."""

import json
from collections.abc import Callable
from typing import Any

from giftledger.checkout.visit import Caller
from giftledger.ledger.hold import capture_id_for, void_id_for
from tests.crashes.cloud import Cloud, Command
from tests.crashes.door_cases import sold
from tests.crashes.lambdas import handler_of, settle
from tests.crashes.playing import Case, Step
from tests.fakes.commands import digital_issue, redemption
from tests.fakes.verbs import authorization, capture, closing, linking, void
from tests.functions.checkout_holds import BODY
from tests.functions.checkout_world import event_of
from tests.functions.queue_world import CODE, OTHER_CODE

TILL = "till"
FIRST, SECOND = digital_issue(1), digital_issue(2)
PAYMENT = {
    "codes": [CODE, OTHER_CODE],
    "amount_minor": 7000,
    "currency": "USD",
    "order_reference": "order-1",
}


def _id(kind: str, key: str) -> str:
    return Caller(TILL, key).command_id(kind)


HOLD = f"{FIRST.gift_card_id}.{authorization(command_id=_id('hold', 'hold-1')).hold_id}"
REFUND = {"payment_id": _id("payment", "pay-1"), "currency": "USD", "amount_minor": 6000}


def _call(route: str, body: object, key: str) -> dict[str, Any]:
    path = route.removeprefix("POST ").replace("{hold_id}", HOLD)
    return event_of(
        route,
        path,
        "" if body is None else json.dumps(body),
        key=key,
        client=TILL,
        path_parameters={"hold_id": HOLD},
    )


def _asks(route: str, body: object, key: str = "key-1") -> Callable[[], Any]:
    return lambda: _call(f"POST /v1/{route}", body, key)


def _asked(*events: Callable[[], Any]) -> Step:
    """Two cards were sold, and these calls were answered with yes."""

    def step(cloud: Cloud) -> None:
        sold((FIRST, CODE), (SECOND, OTHER_CODE))(cloud)
        for event in events:
            answer = handler_of("checkout_api")(event(), None)
            assert answer["statusCode"] == 201, answer
        settle(cloud)

    return step


def _mirrored(*later: Command) -> Step:
    """A card that Shopify has as well was sold; with more told, it was asked for before that."""

    def step(cloud: Cloud) -> None:
        _asked()(cloud)
        cloud.tell(linking(target=FIRST.gift_card_id))
        if later:
            answer = handler_of("checkout_api")(_REDEEMED(), None)
            assert answer["statusCode"] == 202, answer
            cloud.tell(*later)
        settle(cloud)

    return step


def _retired(cloud: Cloud) -> None:
    """The cards paid, and were written off after that."""
    _asked(_PAID)(cloud)
    for number, card in enumerate((FIRST, SECOND)):
        cloud.tell(closing(number, target=card.gift_card_id))
    settle(cloud)


_REDEEMED = _asks("redemptions", BODY)
_REDEMPTION = redemption(command_id=_id("", "key-1"))
_BY_SHOPIFY = {"target": FIRST.gift_card_id, "actor": TILL, "source": "shopify"}
_DEBITED = capture(1, _REDEMPTION, command_id=capture_id_for(_REDEMPTION.command_id), **_BY_SHOPIFY)
_NOT_DEBITED = void(1, _REDEMPTION, command_id=void_id_for(_REDEMPTION.command_id), **_BY_SHOPIFY)
_HELD = _asks("holds", BODY, "hold-1")
_PAID = _asks("payments", PAYMENT, "pay-1")
_ORDER = {"goods_minor": 7000, "shipping_minor": 900}


def _case(name: str, event: Callable[[], Any], before: Step | None = None) -> Case:
    return Case("checkout_api", name, before or _asked(), event)


CHECKOUT_CASES = (
    _case("a balance", _asks("balance-inquiries", {"code": CODE})),
    _case(
        "a quote",
        _asks("quotes", {"codes": [CODE, OTHER_CODE], "currency": "USD", "order": _ORDER}),
    ),
    _case("a redemption", _REDEEMED),
    _case("a redemption that is refused", _asks("redemptions", BODY | {"amount_minor": 9000})),
    _case("a redemption of a mirrored card", _REDEEMED, _mirrored()),
    _case("a redemption that Shopify took", _REDEEMED, _mirrored(_DEBITED)),
    _case("a redemption that Shopify refused", _REDEEMED, _mirrored(_NOT_DEBITED)),
    _case("a hold", _asks("holds", BODY)),
    _case("a capture", _asks("holds/{hold_id}/capture", {"currency": "USD"}), _asked(_HELD)),
    _case("a void", _asks("holds/{hold_id}/void", None), _asked(_HELD)),
    _case("a payment", _asks("payments", PAYMENT)),
    _case("a payment that is refused", _asks("payments", PAYMENT | {"amount_minor": 12_000})),
    _case("a refund", _asks("refunds", REFUND), _asked(_PAID)),
    _case("a refund to new cards", _asks("refunds", REFUND), _retired),
)
