"""Which bodies may tell of a full refund of an order that was not shipped."""

from typing import Any

import pytest

from giftledger.platforms.shopify.denials import denials
from tests.events.shopify import line, order, refund, transaction

SHIRT = line(502, "30.00", kind="ordinary")
CARD = line(501, "50.00")
PAID_BACK = transaction(9, 1001, "80.00", gift_card_id=None, kind="refund", parent_id=8)


def refunded(*lines: Any, **facts: Any) -> Any:
    return {**order(1001, list(lines), financial_status="refunded"), **facts}


@pytest.mark.parametrize("topic", ["orders/updated", "orders/cancelled", "orders/paid"])
def test_a_refunded_order_of_which_nothing_left_is_one(topic: str) -> None:
    assert denials(topic, refunded(SHIRT, CARD)) == ("1001",)


@pytest.mark.parametrize("status", ["paid", "partially_refunded", "voided", "pending", None])
def test_an_order_that_is_not_refunded_in_full_is_none(status: str | None) -> None:
    assert denials("orders/updated", refunded(SHIRT, financial_status=status)) == ()


@pytest.mark.parametrize("status", ["fulfilled", "partial"])
def test_a_parcel_that_left_is_none(status: str) -> None:
    left = {**SHIRT, "fulfillment_status": status}
    assert denials("orders/updated", refunded(left, CARD, fulfillment_status=status)) == ()
    back = refund(7, 1001, lines=[(1, left, 1)], transactions=[PAID_BACK])
    assert denials("refunds/create", back) == ()


def test_a_digital_line_that_left_counts_only_where_there_are_no_parcels() -> None:
    left = {**CARD, "fulfillment_status": "fulfilled"}
    partial = refunded(left, SHIRT, fulfillment_status="partial")
    assert denials("orders/updated", partial) == ("1001",)
    assert denials("orders/updated", refunded(left, fulfillment_status="fulfilled")) == ()


def test_a_refund_that_moved_money_may_be_the_last_part_of_a_full_one() -> None:
    back = refund(7, 1001, lines=[(1, SHIRT, 1)], transactions=[PAID_BACK])
    assert denials("refunds/create", back) == ("1001",)
    pending = refund(7, 1001, transactions=[{**PAID_BACK, "status": "pending"}])
    assert denials("refunds/create", pending) == ()


@pytest.mark.parametrize("topic", ["refunds/create", "orders/updated", "fulfillments/create", ""])
@pytest.mark.parametrize(
    "body", [None, [], "text", {}, {"id": "x"}, {"id": 1, "order_id": 2}, {"line_items": None}]
)
def test_no_body_makes_it_fail(topic: str, body: object) -> None:
    assert denials(topic, body) == ()


def test_odd_parts_cost_nothing_but_themselves() -> None:
    assert denials("orders/updated", refunded(None, 7, "line")) == ("1001",)
    odd = refund(7, 1001, transactions=[PAID_BACK])
    assert denials("refunds/create", {**odd, "refund_line_items": [None, 3, {}]}) == ("1001",)
