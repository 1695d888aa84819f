"""Sold gift cards: which lines are ours, what they are worth, and under which ids."""

from datetime import UTC, datetime
from typing import Any

import pytest

from giftledger.ledger.commands import CancelOrder, Deactivate, Issue
from giftledger.ledger.parts import Form
from giftledger.platforms.shopify.translate import translate
from giftledger.platforms.translation import Translation
from tests.events import shopify as told

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def read(body: object, topic: str = "orders/paid") -> Translation:
    return translate(topic, body, sku_prefix="GIFT-", received_at=NOW)


def issues(body: object, topic: str = "orders/paid") -> list[Issue]:
    found = read(body, topic)
    assert found.problems == ()
    assert all(isinstance(command, Issue) for command in found.commands)
    return [command for command in found.commands if isinstance(command, Issue)]


def ids(found: Translation) -> list[str]:
    return [command.command_id for command in found.commands]


def test_a_digital_line_issues_one_card_per_unit_under_the_ids_of_the_fact() -> None:
    first, second = issues(told.order(1001, [told.line(501, "50.00", quantity=2)]))
    assert first.command_id == "shopify.order.1001.line.501.unit.1"
    assert second.command_id == "shopify.order.1001.line.501.unit.2"
    assert (first.amount_minor, first.currency, first.paid_minor) == (5000, "USD", 5000)
    assert (first.form, first.sale.unit, first.sale.slot) == (Form.DIGITAL, 1, None)
    assert first.sale.order_id == first.order_reference == "shopify:1001"
    assert first.occurred_at == datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


def test_the_sku_prefix_is_compared_without_case_and_ordinary_lines_issue_nothing() -> None:
    lines = [
        told.line(501, "10.00", sku="gift-10"),
        told.line(502, "10.00", kind="ordinary", sku="SHIRT"),
        told.line(503, "10.00", kind="ordinary", sku="MY-GIFT-10"),
    ]
    assert [issue.sale.line_item_id for issue in issues(told.order(1, lines))] == ["501"]


def test_physical_units_get_slots_per_currency_and_value_in_the_order_of_the_body() -> None:
    lines = [
        told.line(500, "50.00"),
        told.line(501, "50.00", kind="physical", quantity=2),
        told.line(502, "25.00", kind="native_physical"),
        told.line(503, "50.00", kind="native_physical"),
    ]
    _, *found = issues(told.order(1, lines))
    assert [issue.form for issue in found] == [Form.PHYSICAL] * 4
    assert [issue.sale.slot for issue in found] == [1, 2, 1, 3]
    assert all(issue.recipient is None for issue in found)


def test_the_face_is_the_price_and_the_discount_is_split_by_largest_remainder() -> None:
    found = issues(told.order(1, [told.line(501, "50.00", quantity=3, discount="10.00")]))
    assert [issue.amount_minor for issue in found] == [5000] * 3
    assert [issue.paid_minor for issue in found] == [4666, 4667, 4667]


def test_a_discount_above_the_price_is_paid_with_nothing() -> None:
    (found,) = issues(told.order(1, [told.line(501, "5.00", discount="7.00")]))
    assert (found.amount_minor, found.paid_minor) == (500, 0)


def test_total_discount_counts_where_there_are_no_allocations() -> None:
    line = {**told.line(501, "50.00"), "total_discount_set": told.money("5.00")}
    (found,) = issues(told.order(1, [line]))
    assert found.paid_minor == 4500


@pytest.mark.parametrize(
    ("price", "currency", "minor"),
    [("1000", "JPY", 1000), ("1000.00", "JPY", 1000), ("1.234", "KWD", 1234), ("10", "USD", 1000)],
)
def test_amounts_have_the_digits_of_their_currency(price: str, currency: str, minor: int) -> None:
    line = told.line(501, price, currency=currency)
    (found,) = issues(told.order(1, [line], currency=currency))
    assert (found.amount_minor, found.currency) == (minor, currency)


@pytest.mark.parametrize(
    ("price", "currency"),
    [("10.005", "USD"), ("-1", "USD"), ("1e3", "USD"), ("", "USD"), ("10", "XXX"), ("0.00", "USD")],
)
def test_an_odd_amount_costs_its_line_alone(price: str, currency: str) -> None:
    lines = [told.line(501, price, currency=currency), told.line(502, "20.00")]
    found = read(told.order(1, lines))
    assert ids(found) == ["shopify.order.1.line.502.unit.1"]
    assert len(found.problems) == 1
    assert found.problems[0].startswith("line 501")


def test_a_bare_price_takes_the_currency_of_the_order() -> None:
    line = {**told.line(501, "30.00"), "price_set": None, "total_discount_set": None}
    (found,) = issues(told.order(1, [line], currency="EUR"))
    assert (found.amount_minor, found.currency) == (3000, "EUR")


def test_ids_may_be_text_but_never_a_float() -> None:
    as_text = {**told.line(501, "50.00"), "id": "501"}
    assert ids(read(told.order(1, [as_text]))) == ["shopify.order.1.line.501.unit.1"]
    as_float = {**told.line(501, "50.00"), "id": 501.0}
    assert read(told.order(1, [as_float])).problems


def test_native_cards_are_issued_from_the_receipt_alone() -> None:
    line = told.line(501, "10.00", kind="native", quantity=2)
    assert read(told.order(1, [line])) == Translation()
    shipped = told.fulfillment(9, 1, [line], cards=[(77, 501, "22bf"), (78, 501, "ghg2")])
    first, second = issues(told.order(1, [line], fulfillments=[shipped]))
    assert first.command_id == "shopify.gift_card.77"
    assert (first.form, first.shopify_gift_card_id, first.last_four) == (Form.NATIVE, "77", "22bf")
    assert (first.sale.unit, second.sale.unit) == (1, 2)
    assert first.recipient is None


def test_a_card_that_a_receipt_repeats_counts_once() -> None:
    line = told.line(501, "10.00", kind="native", quantity=2)
    cards = [(77, 501, "22bf"), (77, 501, "22bf"), (78, 501, "ghg2")]
    found = issues(told.fulfillment(9, 1, [line], cards=cards), "fulfillments/create")
    assert [(issue.shopify_gift_card_id, issue.sale.unit) for issue in found] == [
        ("77", 1),
        ("78", 2),
    ]


def test_a_native_card_has_the_same_id_whichever_body_shows_it() -> None:
    line = told.line(501, "10.00", kind="native")
    shipped = told.fulfillment(9, 1, [line], cards=[(77, 501, "22bf")])
    alone = read(shipped, "fulfillments/create")
    assert ids(alone) == ids(read(told.order(1, [line], fulfillments=[shipped])))


@pytest.mark.parametrize("encodings", [1, 2])
def test_a_receipt_may_be_json_text_even_twice(encodings: int) -> None:
    line = told.line(501, "10.00", kind="native")
    shipped = told.fulfillment(9, 1, [line], cards=[(77, 501, "22bf"), (77, 501, "22bf")])
    for _ in range(encodings):
        shipped["receipt"] = told.encode(shipped["receipt"]).decode()
    assert ids(read(shipped, "fulfillments/create")) == ["shopify.gift_card.77"]


@pytest.mark.parametrize("receipt", [[], {}, None, "", {"gift_cards": []}, {"testcase": True}])
def test_an_empty_receipt_issues_nothing(receipt: object) -> None:
    shipped = {**told.fulfillment(9, 1, [told.line(501, "10.00")]), "receipt": receipt}
    assert read(shipped, "fulfillments/create") == Translation()


@pytest.mark.parametrize("kind", ["native_physical", "digital", "physical", "ordinary"])
def test_a_receipt_on_a_line_that_shopify_does_not_mint_is_no_second_card(kind: told.Kind) -> None:
    line = told.line(501, "10.00", kind=kind)
    shipped = told.fulfillment(9, 1, [line], cards=[(77, 501, "22bf")])
    found = read(shipped, "fulfillments/create")
    assert found.commands == ()
    assert len(found.problems) == 1


def test_a_fulfilment_without_a_currency_is_a_problem() -> None:
    line = {**told.line(501, "10.00", kind="native"), "price_set": None}
    shipped = told.fulfillment(9, 1, [line], cards=[(77, 501, "22bf")])
    assert read(shipped, "fulfillments/create").problems


def test_more_than_a_thousand_gift_units_issue_nothing() -> None:
    thousand = told.order(1, [told.line(501, "1.00", quantity=1000)])
    assert len(issues(thousand)) == 1000
    above = told.order(1, [told.line(501, "1.00", quantity=1000), told.line(502, "1.00")])
    found = read(above)
    assert found.commands == ()
    assert found.problems == ("more than 1000 gift card units",)


@pytest.mark.parametrize("status", ["pending", "authorized", "voided", "partially_paid", None, ""])
def test_orders_paid_that_is_not_paid_disagrees(status: Any) -> None:
    body = told.order(1, [told.line(501, "10.00")], financial_status=status)
    assert read(body) == Translation(problems=("topic and body disagree",))


def test_a_cancelled_topic_without_a_cancellation_disagrees() -> None:
    body = told.order(1, [told.line(501, "10.00")])
    assert read(body, "orders/cancelled").problems == ("topic and body disagree",)


def test_a_cancelled_order_that_was_paid_is_told_whole() -> None:
    line = told.line(501, "10.00")
    paid = told.order(1, [line])
    back = told.refund(5, 1, lines=[(6, line, 1)])
    found = read(told.cancelled(paid, refunds=[back]), "orders/cancelled")
    assert found.problems == ()
    assert ids(found) == [
        "shopify.order.1.line.501.unit.1",
        "shopify.refund_line.6.unit.1",
        "shopify.order.1.cancelled",
    ]


def test_a_cancelled_order_that_was_never_paid_yields_its_cancellation_alone() -> None:
    pending = told.order(1, [told.line(501, "10.00")], financial_status="pending")
    (command,) = read(told.cancelled(pending), "orders/cancelled").commands
    assert isinstance(command, CancelOrder)
    assert command.order_id == "shopify:1"


def test_a_cancelled_order_without_gift_cards_is_nothing_to_us() -> None:
    body = told.cancelled(told.order(1, [told.line(501, "10.00", kind="ordinary")]))
    assert read(body, "orders/cancelled") == Translation()


def test_a_refund_takes_out_one_unit_per_refunded_gift_card() -> None:
    card = told.line(501, "10.00", quantity=3)
    shirt = told.line(502, "10.00", kind="ordinary")
    found = read(told.refund(5, 1, lines=[(6, card, 2), (7, shirt, 1)]), "refunds/create")
    assert ids(found) == ["shopify.refund_line.6.unit.1", "shopify.refund_line.6.unit.2"]
    first = found.commands[0]
    assert isinstance(first, Deactivate)
    assert not isinstance(first.target, str)
    assert (first.target.order_id, first.target.line_item_id) == ("shopify:1", "501")


def test_the_test_flag_of_an_order_reaches_its_cards() -> None:
    (found,) = issues(told.order(1, [told.line(501, "10.00")], test=True))
    assert found.test


def test_two_tellings_of_an_order_give_the_same_commands() -> None:
    lines = [told.line(501, "10.00", quantity=2), told.line(502, "5.00", kind="physical")]
    paid = told.order(1, lines)
    later = read(told.cancelled(paid), "orders/cancelled")
    assert set(ids(read(paid))) < set(ids(later))


def test_a_unit_that_was_edited_out_before_payment_is_not_issued() -> None:
    line = {**told.line(501, "10.00", quantity=3), "current_quantity": 1}
    body = told.order(1, [line])
    now = datetime(2026, 11, 22, tzinfo=UTC)
    issued = translate("orders/paid", body, sku_prefix="GIFT-", received_at=now).commands
    assert [command.command_id for command in issued] == ["shopify.order.1.line.501.unit.1"]


def test_a_unit_that_was_refunded_was_sold_before() -> None:
    line = {**told.line(501, "10.00", quantity=2), "current_quantity": 1}
    returned = told.refund(9, 1, lines=[(91, line, 1)])
    body = told.order(1, [line], financial_status="partially_refunded", refunds=[returned])
    now = datetime(2026, 11, 22, tzinfo=UTC)
    commands = translate("orders/paid", body, sku_prefix="GIFT-", received_at=now).commands
    assert [type(command).__name__ for command in commands] == ["Issue", "Issue", "Deactivate"]
