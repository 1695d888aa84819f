"""What comes to the functions that ask the shop: orders, codes and cards, and the regular look."""

from typing import Any

from giftledger.fetching.messages import FetchOrder, FindCode, Message, TakeCard
from giftledger.platforms.shopify.translate import translate
from giftledger.store.reviews import Review, save_review
from giftledger.vault import seal
from sandbox.shopify import checkout
from sandbox.shopify.admin.card_changes import create_card
from sandbox.shopify.cards import Card
from sandbox.shopify.rest_order import order_body
from tests.crashes.clock import Clock
from tests.crashes.cloud import Cloud
from tests.crashes.lambdas import settle
from tests.crashes.playing import Case, Step

MUG = {"sku": "MUG", "price": "20.00", "quantity": 1, "requires_shipping": True}
MINTED = {"sku": "", "price": "50.00", "quantity": 1, "gift_card": True}
OURS = {
    "sku": "GIFT-25",
    "price": "25.00",
    "quantity": 2,
    "requires_shipping": False,
    "properties": [{"name": "Recipient email", "value": "ann@example.com"}],
}


def _buys(cloud: Cloud, *lines: dict[str, Any], **more: Any) -> str:
    """An order in the shop; its id."""
    return str(checkout.place(cloud.line.shop, {"lines": list(lines), **more}).id)


def _asks(message: Message) -> Step:
    return lambda cloud: cloud.put(message.model_dump_json(), queue="shopify_fetch")


def _native(cloud: Cloud) -> tuple[str, Card]:
    """A card that the shop has minted and sold: its order and itself."""
    order_id = _buys(cloud, MINTED)
    (card,) = cloud.line.shop.cards.values()
    return order_id, card


def _known(cloud: Cloud) -> Card:
    """The ledger has heard of it."""
    order_id, card = _native(cloud)
    _asks(FetchOrder(order_id=order_id, cards=(str(card.id),)))(cloud)
    settle(cloud)
    cloud.lose_stream()
    return card


def _a_card_of_its_own(cloud: Cloud) -> None:
    order_id, card = _native(cloud)
    _asks(FetchOrder(order_id=order_id, cards=(str(card.id),), polled=True))(cloud)


def _a_paid_order(cloud: Cloud) -> None:
    code = _known(cloud).code
    _asks(FetchOrder(order_id=_buys(cloud, MUG, gift_card_codes=[code])))(cloud)


def _a_sale(cloud: Cloud) -> None:
    _asks(FetchOrder(order_id=_buys(cloud, OURS)))(cloud)


def _a_review(cloud: Cloud) -> None:
    """The cards wait, and so does the order; by now the risk is low."""
    order_id = _buys(cloud, OURS, risk="low")
    body = order_body(cloud.line.shop.orders[int(order_id)])
    issues = translate(
        "orders/paid", body, sku_prefix="GIFT-", received_at=Clock.at, risk_hold="high"
    ).commands
    cloud.tell(*issues)
    cloud.lose_stream()
    save_review(Review(order_id=order_id, level="pending", since=Clock.at, due_at=Clock.at))
    _asks(FetchOrder(order_id=order_id))(cloud)


def _a_code(cloud: Cloud) -> None:
    code = _known(cloud).code.upper()
    _asks(FindCode(code=seal(code)))(cloud)


def _no_code(cloud: Cloud) -> None:
    _known(cloud)
    _asks(FindCode(code=seal("NOBODYHASTHISONE")))(cloud)


def _by_hand(cloud: Cloud) -> Card:
    made = create_card(cloud.line.shop, {"initialValue": "30.00"}, source="manual")
    assert isinstance(made, Card)
    return made


def _a_card_by_hand(cloud: Cloud) -> None:
    card = _by_hand(cloud)
    _asks(TakeCard(shopify_gift_card_id=str(card.id), is_new=True))(cloud)


def _missed(cloud: Cloud) -> None:
    """An order and a card that no webhook told of."""
    code = _known(cloud).code
    _buys(cloud, OURS, MUG, gift_card_codes=[code])
    _by_hand(cloud)
    cloud.pass_time(minutes=20)


FETCHING_CASES = (
    Case("shopify_fetch", "a card of the shop's own", arrives=_a_card_of_its_own),
    Case("shopify_fetch", "an order that a card paid", arrives=_a_paid_order),
    Case("shopify_fetch", "a sale", arrives=_a_sale),
    Case("shopify_fetch", "an order under review", arrives=_a_review),
    Case("shopify_fetch", "a code", arrives=_a_code),
    Case("shopify_fetch", "a code that nobody has", arrives=_no_code),
    Case("shopify_fetch", "a card made by hand", arrives=_a_card_by_hand),
    Case("shopify_fetch", "no order", arrives=_asks(FetchOrder(order_id="404"))),
    Case("shopify_poll", "nothing to do"),
    Case("shopify_poll", "what webhooks missed", _missed),
)
