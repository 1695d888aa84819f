"""What a body leaves open is asked; what it says in another way means the same."""

from datetime import UTC, datetime
from typing import Any

import pytest

from giftledger.ledger.commands import Issue, Redeem
from giftledger.ledger.parts import Form
from giftledger.platforms.shopify.translate import translate
from giftledger.platforms.translation import Translation
from giftledger.settings import ProductRule, RiskHold
from tests.events.shopify import (
    Body,
    cancelled,
    fulfillment,
    line,
    money,
    order,
    refund,
    transaction,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
GATEWAYS = {"payment_gateway_names": ["gift_card", "bogus"]}


def read(
    topic: str,
    body: object,
    *,
    risk_hold: RiskHold = "off",
    products: tuple[ProductRule, ...] = (),
) -> Translation:
    return translate(
        topic,
        body,
        sku_prefix="GIFT-",
        received_at=NOW,
        products=products,
        risk_hold=risk_hold,
    )


def ids(found: Translation) -> list[str]:
    return [command.command_id for command in found.commands]


ORDER_TOPICS = ("orders/paid", "orders/updated", "orders/edited", "orders/fulfilled")


@pytest.mark.parametrize("topic", ORDER_TOPICS)
def test_an_order_that_a_gift_card_paid_is_asked_for(topic: str) -> None:
    body = order(1001, [line(1, "20.00", kind="ordinary")]) | GATEWAYS
    assert read(topic, body) == Translation(fetches=("1001",))


@pytest.mark.parametrize("topic", ORDER_TOPICS)
def test_an_order_that_no_gift_card_paid_is_not_asked_for(topic: str) -> None:
    assert read(topic, order(1001, [line(1, "20.00", kind="ordinary")])) == Translation()


def test_an_order_with_its_payments_is_not_asked_for_and_says_what_the_webhook_says() -> None:
    paid = transaction(31, 1001, "5.00", gift_card_id=77)
    body = order(1001, [line(1, "20.00", kind="ordinary")]) | GATEWAYS | {"transactions": [paid]}
    found = read("orders/updated", body)
    assert found.fetches == ()
    assert found.commands == read("order_transactions/create", paid).commands


def test_a_payment_of_another_order_is_not_believed() -> None:
    paid = transaction(31, 1002, "5.00", gift_card_id=77)
    found = read("orders/updated", order(1001, []) | {"transactions": [paid]})
    assert found.commands == ()
    assert found.problems == ("transaction 1: of another order",)


def test_a_payment_told_by_order_and_refund_counts_once() -> None:
    back = transaction(32, 1001, "5.00", gift_card_id=77, kind="refund", parent_id=31)
    body = order(1001, [], refunds=[refund(5, 1001, transactions=[back])])
    assert ids(read("orders/updated", body | {"transactions": [back]})) == [
        "shopify.transaction.32"
    ]


@pytest.mark.parametrize("status", ["pending", "authorized", "partially_paid", "voided", None])
def test_an_order_that_is_not_paid_is_nothing_to_do(status: str | None) -> None:
    body = order(1001, [line(1, "25.00")]) | {"financial_status": status}
    assert read("orders/updated", body) == Translation()
    assert read("orders/paid", body).problems == ("topic and body disagree",)


@pytest.mark.parametrize("status", ["paid", "pending"])
def test_a_cancelled_order_is_cancelled_under_one_id_by_any_topic(status: str) -> None:
    body = cancelled(order(1001, [line(1, "25.00")], financial_status=status))
    told = {topic: ids(read(topic, body)) for topic in ("orders/updated", "orders/cancelled")}
    assert told["orders/updated"] == told["orders/cancelled"]
    assert told["orders/updated"].count("shopify.order.1001.cancelled") == 1


def test_an_edit_tells_which_order_to_ask_for() -> None:
    body = {"order_edit": {"id": 9, "order_id": 1001, "line_items": {"additions": []}}}
    assert read("orders/edited", body) == Translation(fetches=("1001",))
    assert read("orders/edited", {"order_edit": {}}).problems == ("topic and body disagree",)


@pytest.mark.parametrize("told", [{"order_id": 1001}, {"admin_graphql_api_order_id": "x/1001"}])
def test_a_changed_risk_is_asked_for_where_it_matters(told: Body) -> None:
    topic = "orders/risk_assessment_changed"
    assert read(topic, told, risk_hold="high").fetches == ("1001",)
    assert read(topic, told) == Translation()
    assert read(topic, {}, risk_hold="high").problems == ("topic and body disagree",)


@pytest.mark.parametrize("topic", ["fulfillments/create", "fulfillments/update"])
def test_a_fulfilment_tells_its_cards_under_either_topic(topic: str) -> None:
    sold = line(1, "50.00", kind="native")
    body = fulfillment(7, 1001, [sold], cards=[(77, 1, "22bf")])
    assert ids(read(topic, body)) == ["shopify.gift_card.77"]


def test_with_a_hold_digital_cards_of_ours_wait_and_the_risk_is_asked_for() -> None:
    lines = [line(1, "25.00"), line(2, "30.00", kind="physical"), line(3, "50.00", kind="native")]
    sent = fulfillment(7, 1001, lines, cards=[(77, 3, "22bf")])
    found = read("orders/paid", order(1001, lines, fulfillments=[sent]), risk_hold="high")
    reviews = {
        command.form: command.review for command in found.commands if isinstance(command, Issue)
    }
    assert reviews == {Form.DIGITAL: "order_risk", Form.PHYSICAL: None, Form.NATIVE: None}
    assert found.fetches == ("1001",)


def test_without_digital_cards_of_ours_no_risk_is_asked_for() -> None:
    found = read("orders/paid", order(1001, [line(1, "30.00", kind="physical")]), risk_hold="high")
    assert found.fetches == ()


def test_a_cancelled_order_waits_for_no_risk() -> None:
    body = cancelled(order(1001, [line(1, "25.00")]))
    assert read("orders/cancelled", body, risk_hold="high").fetches == ()


RULES = (
    ProductRule(programme="lasting", product_id="4711"),
    ProductRule(programme="gold", sku_prefix="GIFT-GOLD"),
)


@pytest.mark.parametrize(
    ("told", "programme"),
    [
        ({"product_id": 4711}, "lasting"),
        ({"product_id": 4712}, "default"),
        ({"sku": "gift-gold-50"}, "gold"),
        ({"product_id": 4711, "sku": "GIFT-GOLD-50"}, "lasting"),
        ({"product_id": None, "sku": "GIFT-50"}, "default"),
    ],
)
def test_the_first_rule_that_fits_a_product_says_its_programme(told: Body, programme: str) -> None:
    found = read("orders/paid", order(1001, [line(1, "50.00") | told]), products=RULES)
    assert [getattr(command, "programme", None) for command in found.commands] == [programme]


def _foreign(**more: Any) -> Body:
    """Paid in euros in a shop whose currency is the dollar."""
    return transaction(31, 1001, "9.20", gift_card_id=77, currency="EUR") | more


def _in_an_order(paid: Body) -> Translation:
    return read("orders/updated", order(1001, []) | {"transactions": [paid]})


def test_a_payment_in_the_customers_currency_is_posted_in_the_shops() -> None:
    both = {**money("10.00"), "presentment_money": {"amount": "9.20", "currency_code": "EUR"}}
    (redeemed,) = _in_an_order(_foreign(amount_set=both)).commands
    assert isinstance(redeemed, Redeem)
    assert (redeemed.amount_minor, redeemed.currency) == (1000, "USD")


def test_a_payment_in_the_customers_currency_alone_is_kept_and_asked_for() -> None:
    found = _in_an_order(_foreign())
    assert found.commands == ()
    assert found.problems == ("transaction 31: amount in another currency than the shop's",)
    assert found.fetches == ("1001",)


def test_a_payments_webhook_that_shows_another_shop_currency_is_kept_and_asked_for() -> None:
    unsettled = {"shop_money": {"amount": "0.0", "currency": "USD"}}
    found = read("order_transactions/create", _foreign(total_unsettled_set=unsettled))
    assert found.commands == ()
    assert found.fetches == ("1001",)
    assert len(found.problems) == 1


@pytest.mark.parametrize("testcase", [True, False])
def test_a_native_card_is_a_test_card_where_its_receipt_says_so_and_only_there(
    *,
    testcase: bool,
) -> None:
    sold = line(1, "50.00", kind="native")
    sent = fulfillment(7, 1001, [sold], cards=[(77, 1, "22bf")])
    sent["receipt"]["testcase"] = testcase
    bodies = {
        "fulfillments/create": sent,
        "orders/updated": order(1001, [sold], fulfillments=[sent], test=not testcase),
    }
    for topic, body in bodies.items():
        assert [command.test for command in read(topic, body).commands] == [testcase]


def test_fifty_cards_on_one_order_are_fifty_payments() -> None:
    paid = [
        transaction(100 + number, 1001, "2.00", gift_card_id=700 + number) for number in range(50)
    ]
    found = read("orders/updated", order(1001, []) | {"transactions": paid})
    assert ids(found) == [f"shopify.transaction.{100 + number}" for number in range(50)]


def test_a_refund_that_is_split_over_gateways_credits_the_card_its_part() -> None:
    back = transaction(32, 1001, "5.00", gift_card_id=77, kind="refund", parent_id=31)
    bank = transaction(33, 1001, "15.00", gift_card_id=None, kind="refund", parent_id=30)
    found = read("refunds/create", refund(5, 1001, transactions=[bank, back]))
    assert [(one.command_id, getattr(one, "amount_minor", 0)) for one in found.commands] == [
        ("shopify.transaction.32", 500)
    ]
