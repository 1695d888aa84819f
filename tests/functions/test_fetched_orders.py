"""What webhooks do not say is asked of the shop: payments, risk, cards of its own."""

import json
from collections.abc import Iterator

import pytest

from functions.shopify_fetch.handler import handler
from giftledger.fetching import receiving
from giftledger.ledger.card import Status
from giftledger.platforms.shopify.admin.faults import NotAppliedError
from tests.functions.shopify_world import Town, gift, mug, native, town


@pytest.fixture(name="place")
def _place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with town(monkeypatch) as made:
        yield made


def _bought_native(place: Town, price: str = "50.00") -> tuple[str, str]:
    """A card of Shopify's own, sold and told: its id and code there."""
    place.buys(native(price))
    place.deliver_webhooks()
    place.settle()
    card = place.control("/cards", "GET")[-1]
    return str(card["id"]), card["code"]


def test_an_order_that_a_gift_card_paid_is_asked_for_its_payments(place: Town) -> None:
    card_id, code = _bought_native(place)
    place.buys(mug("20.00"), gift_card_codes=[code])
    assert set(place.deliver_webhooks("orders/paid")) == {200}
    assert [asked["kind"] for asked in place.questions()] == ["order"]
    place.buys(mug("5.00"), gift_card_codes=[code])
    place.deliver_webhooks("orders/updated", "orders/paid")
    place.settle()
    card = place.card(card_id)
    assert card is not None
    assert card.balance_minor == 4500


def test_the_webhook_and_the_question_tell_one_payment_once(place: Town) -> None:
    card_id, code = _bought_native(place)
    place.buys(mug("20.00"), gift_card_codes=[code])
    place.deliver_webhooks()
    place.settle()
    place.passes(minutes=5)
    place.poll()
    card = place.card(card_id)
    assert card is not None
    assert card.balance_minor == 3000


def test_an_order_that_the_shop_does_not_know_is_no_fault(place: Town) -> None:
    place.aws.put("shopify_fetch", '{"kind":"order","order_id":"404"}')
    place.settle()
    assert place.outcomes("order") == ["unknown_order"]


def test_what_the_shop_is_too_busy_for_is_asked_later_and_dies_of_no_receives(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> str:
        raise NotAppliedError("throttled")

    monkeypatch.setattr(receiving, "act", busy)
    asked = {"kind": "order", "order_id": "404"}
    place.aws.put("shopify_fetch", json.dumps(asked))
    assert place.aws.consume("shopify_fetch", handler) == 1
    (again,) = place.questions()
    assert again.items() >= asked.items()


def test_a_cancelled_order_restores_what_it_drew_exactly_once(place: Town) -> None:
    card_id, code = _bought_native(place)
    bought = place.buys(mug("20.00"), gift_card_codes=[code])
    place.control(f"/orders/{bought['order_id']}/cancel")
    place.deliver_webhooks()
    place.settle()
    place.passes(minutes=5)
    place.poll()
    card = place.card(card_id)
    assert card is not None
    assert card.balance_minor == 5000


def test_fifty_cards_on_one_order_are_each_debited(place: Town) -> None:
    place.buys(native("2.00", quantity=50))
    place.deliver_webhooks()
    place.settle()
    codes = [card["code"] for card in place.control("/cards", "GET")]
    bought = place.buys(mug("100.00"), gift_card_codes=codes)
    assert bought["due"] == "0.00"
    place.deliver_webhooks("orders/paid")
    place.settle()
    cards = [place.card(card["id"]) for card in place.control("/cards", "GET")]
    assert [card.balance_minor for card in cards if card] == [0] * 50


def test_an_order_of_which_every_webhook_was_lost_is_found_by_the_poll(place: Town) -> None:
    place.poll()
    place.buys(native("50.00"))
    code = place.control("/cards", "GET")[0]["code"]
    place.buys(gift("25.00"), mug("10.00"))
    place.buys(mug("20.00"), gift_card_codes=[code])
    place.lose_webhooks()
    place.passes(minutes=5)
    place.poll()
    card = place.card(place.control("/cards", "GET")[0]["id"])
    assert card is not None
    assert card.balance_minor == 3000
    assert not card.test
    orders = [order.id for order in place.shop.orders.values()]
    assert [one.face_minor for one in place.cards_of(orders[1])] == [2500]


def test_a_test_order_found_by_the_poll_sells_test_cards(place: Town) -> None:
    place.poll()
    bought = place.buys(native("50.00"), gift("25.00"), test=True)
    place.lose_webhooks()
    place.passes(minutes=5)
    place.poll()
    assert [card.test for card in place.cards_of(bought["order_id"])] == [True, True]


def test_a_live_card_is_not_touched_by_a_test_payment(place: Town) -> None:
    card_id, code = _bought_native(place)
    place.buys(mug("20.00"), gift_card_codes=[code], test=True)
    place.deliver_webhooks()
    place.settle()
    place.passes(minutes=5)
    place.poll()
    card = place.card(card_id)
    assert card is not None
    assert card.balance_minor == 5000


def test_an_edited_order_is_asked_for_and_only_what_is_paid_is_issued(place: Town) -> None:
    bought = place.buys(gift("25.00"))
    place.deliver_webhooks()
    place.settle()
    place.control(f"/orders/{bought['order_id']}/edit", add=[gift("30.00")])
    place.deliver_webhooks("orders/edited")
    place.settle()
    assert place.outcomes("order")
    assert {card.face_minor for card in place.cards_of(bought["order_id"])} == {2500}
    place.control(f"/orders/{bought['order_id']}/pay")
    place.deliver_webhooks("orders/paid")
    place.settle()
    assert {card.face_minor for card in place.cards_of(bought["order_id"])} == {2500, 3000}


def test_an_order_cancelled_before_it_was_paid_never_has_a_card(place: Town) -> None:
    bought = place.buys(gift("25.00"), pay=False)
    place.control(f"/orders/{bought['order_id']}/cancel")
    place.deliver_webhooks("orders/updated")
    place.settle()
    cards = place.cards_of(bought["order_id"])
    assert all(card.status is Status.CLOSED for card in cards)
