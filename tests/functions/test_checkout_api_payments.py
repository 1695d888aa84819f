"""Payments: one amount from several cards, all or none, once per key."""

from collections.abc import Iterator
from typing import Any

import pytest

from giftledger.ledger.commands import Consolidate
from giftledger.ledger.fields import MAX_CARDS
from tests.fakes.commands import sale_refund
from tests.functions.checkout_world import Heard, Shop, open_shop
from tests.functions.queue_world import OTHER_CODE

ORDER = {"goods_minor": 3000, "shipping_minor": 500}
CAN_NOT: tuple[tuple[dict[str, Any], tuple[int, str]], ...] = (
    ({}, (400, "invalid_request")),
    ({"amount_minor": None, "order": None}, (400, "invalid_request")),
    ({"amount_minor": 0}, (422, "zero_amount")),
    ({"amount_minor": 0, "order": ORDER}, (422, "zero_amount")),
    ({"amount_minor": -5}, (400, "invalid_request")),
    ({"amount_minor": "500"}, (400, "invalid_request")),
    ({"amount_minor": 500, "order_reference": "x" * 10_000}, (400, "invalid_request")),
    ({"amount_minor": 500, "currency": "EUR"}, (422, "currency_mismatch")),
    ({"amount_minor": 500, "test": True}, (422, "test_mismatch")),
    ({"amount_minor": 4000, "order": ORDER}, (409, "insufficient_balance")),
)


@pytest.fixture(name="shop")
def _shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(monkeypatch) as shop:
        yield shop


def pay(shop: Shop, *codes: str, key: str = "pay-1", **change: Any) -> Heard:
    body = {"codes": codes, "currency": "USD", "order_reference": "order-1"} | change
    return shop.call("/v1/payments", body, key=key)


def test_two_cards_pay_an_order_and_the_rest_is_due(shop: Shop) -> None:
    small, large = shop.issue(1000), shop.issue(2000)
    heard = pay(shop, large, small, order=ORDER)
    assert heard.status == 201
    assert heard.body == {
        "payment_id": heard.body["payment_id"],
        "amount_minor": 3000,
        "cards": [
            {"last_four": small[-4:], "amount_minor": 1000, "balance_minor": 0},
            {"last_four": large[-4:], "amount_minor": 2000, "balance_minor": 0},
        ],
        "due_minor": 500,
    }
    again = pay(shop, large, small, order=ORDER)
    assert (again.body, again.is_replay) == (heard.body, True)


def test_an_exact_amount_is_drawn_to_the_minor_unit_or_not_at_all(shop: Shop) -> None:
    codes = shop.issue(1000), shop.issue(2000)
    assert pay(shop, *codes, amount_minor=3001).no == (409, "insufficient_balance")
    assert pay(shop, *codes, amount_minor=3001).is_replay
    assert [shop.balance(code) for code in codes] == [1000, 2000]
    heard = pay(shop, *codes, key="pay-2", amount_minor=2999)
    assert (heard.body["amount_minor"], heard.body["due_minor"]) == (2999, None)
    assert [shop.balance(code) for code in codes] == [0, 1]


def test_a_part_of_an_order_may_be_paid(shop: Shop) -> None:
    code = shop.issue(3000)
    heard = pay(shop, code, order=ORDER, amount_minor=1200)
    assert (heard.body["amount_minor"], heard.body["due_minor"]) == (1200, 2300)


def test_the_customer_may_reorder_the_draws(shop: Shop) -> None:
    small, large = shop.issue(1000), shop.issue(2000)
    heard = pay(shop, large, small, amount_minor=2500, draw="as_named")
    assert [card["amount_minor"] for card in heard.body["cards"]] == [2000, 500]


def test_twenty_five_cards_pay_together(shop: Shop) -> None:
    codes = [shop.issue(100 + number) for number in range(MAX_CARDS)]
    heard = pay(shop, *codes, amount_minor=2600)
    assert sum(card["amount_minor"] for card in heard.body["cards"]) == 2600
    again = pay(shop, *codes, amount_minor=2600)
    assert (again.body, again.is_replay) == (heard.body, True)
    assert pay(shop, *codes, codes[0], key="pay-2").no == (400, "invalid_request")


def test_an_order_with_nothing_due_is_paid_without_a_card_and_recorded(shop: Shop) -> None:
    code = shop.issue(1000)
    nothing = {"goods_minor": 0}
    heard = pay(shop, code, order=nothing)
    assert heard.status == 201
    assert (heard.body["amount_minor"], heard.body["cards"], heard.body["due_minor"]) == (0, [], 0)
    again = pay(shop, code, order=nothing)
    assert (again.body, again.is_replay) == (heard.body, True)
    assert shop.balance(code) == 1000


def test_a_payment_that_can_not_be_made_moves_nothing(shop: Shop) -> None:
    code = shop.issue(5000)
    for number, (change, no) in enumerate(CAN_NOT):
        assert pay(shop, code, key=f"pay-{number}", **change).no == no, change
    assert shop.balance(code) == 5000


def test_a_payment_without_its_key_is_refused(shop: Shop) -> None:
    assert pay(shop, shop.issue(), key="", amount_minor=1).no == (400, "idempotency_key_required")


def test_one_card_named_twice_is_refused_however_it_is_typed(shop: Shop) -> None:
    code = shop.issue(5000)
    assert pay(shop, code, f" {code.lower()}", amount_minor=100).no == (422, "card_repeated")
    assert shop.balance(code) == 5000


def test_one_unknown_code_stops_the_payment_and_stores_nothing(shop: Shop) -> None:
    code = shop.issue(5000)
    before = shop.aws.everything_stored()
    assert pay(shop, code, OTHER_CODE, amount_minor=100).no == (404, "unknown_card")
    assert shop.aws.everything_stored() == before
    assert pay(shop, code, amount_minor=100).status == 201


def test_one_closed_card_stops_the_payment(shop: Shop) -> None:
    closed, open_ = shop.issue(5000), shop.issue(5000)
    shop.aws.tell(sale_refund())
    assert pay(shop, open_, closed, amount_minor=100).no == (409, "not_active")
    assert shop.balance(open_) == 5000


@pytest.mark.parametrize(
    "change",
    [
        {"amount_minor": 1001},
        {"amount_minor": None, "order": {"goods_minor": 1000}},
        {"currency": "CAD"},
        {"order_reference": "order-2"},
    ],
)
def test_a_key_used_for_another_payment_is_refused(shop: Shop, change: dict[str, Any]) -> None:
    first, second = shop.issue(5000), shop.issue(5000)
    assert pay(shop, first, amount_minor=1000).status == 201
    assert pay(shop, first, **({"amount_minor": 1000} | change)).no == (422, "key_reused")
    assert pay(shop, second, amount_minor=1000).no == (422, "key_reused")
    assert pay(shop, first, second, amount_minor=1000).no == (422, "key_reused")
    assert (shop.balance(first), shop.balance(second)) == (4000, 5000)


def test_the_code_of_a_merged_card_pays_from_its_survivor(shop: Shop) -> None:
    survivor, merged, third = shop.issue(1000), shop.issue(2000), shop.issue(100)
    consolidation = Consolidate(
        command_id="ops.merge.1",
        occurred_at=shop.now,
        source="console",
        target=shop.cards[survivor],
        sources=(shop.cards[merged],),
    )
    shop.aws.tell(consolidation, at=shop.now)
    heard = pay(shop, merged, third, amount_minor=2600)
    assert heard.body["cards"] == [
        {"last_four": third[-4:], "amount_minor": 100, "balance_minor": 0},
        {"last_four": survivor[-4:], "amount_minor": 2500, "balance_minor": 500},
    ]
    assert pay(shop, merged, survivor, key="pay-2", amount_minor=1).no == (422, "card_repeated")


def test_keys_of_different_kinds_of_calls_do_not_meet(shop: Shop) -> None:
    code, other = shop.issue(5000), shop.issue(5000)
    paid = pay(shop, code, key="order-1", amount_minor=100)
    wish = {"code": other, "amount_minor": 200, "currency": "USD", "order_reference": "order-1"}
    spent = shop.call("/v1/redemptions", wish, key="order-1")
    assert (paid.status, spent.status) == (201, 201)
    assert paid.body["payment_id"] != spent.body["redemption_id"]
    for payment_id, amount_minor in (
        (paid.body["payment_id"], 100),
        (spent.body["redemption_id"], 200),
    ):
        refund = {"payment_id": payment_id, "currency": "USD"}
        assert shop.call("/v1/refunds", refund).body["amount_minor"] == amount_minor
