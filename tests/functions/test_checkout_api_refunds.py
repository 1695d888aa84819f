"""Refunds: back onto the cards that paid, never more than was drawn, once per key."""

from collections.abc import Iterator
from typing import Any

import pytest

from giftledger.checkout.visit import Caller
from giftledger.ledger.programme import Portion, Programme, Switch
from giftledger.programmes import forget_programmes
from giftledger.store.programmes import write_programme
from tests.functions.checkout_refunds import paid, refund, shares
from tests.functions.checkout_world import Shop, open_shop
from tests.functions.queue_world import CODE, OTHER_CODE

GOODS = Programme(name="goods", coverage=frozenset({Portion.GOODS}))
CAN_NOT: tuple[tuple[dict[str, Any], tuple[int, str]], ...] = (
    ({"amount_minor": 0}, (422, "zero_amount")),
    ({"amount_minor": -1}, (400, "invalid_request")),
    ({"amount_minor": 10.5}, (400, "invalid_request")),
    ({"currency": "CAD"}, (422, "currency_mismatch")),
    ({"test": True}, (422, "test_mismatch")),
    ({"policy": "customer_first"}, (400, "invalid_request")),
    ({"other_tenders": [{"tender_id": "a b", "captured_minor": 1}]}, (400, "invalid_request")),
    ({"other_tenders": [{"tender_id": "visa", "captured_minor": 0}]}, (422, "zero_amount")),
    (
        {"other_tenders": [{"tender_id": "visa", "captured_minor": 1}] * 11},
        (400, "invalid_request"),
    ),
)


@pytest.fixture(name="shop")
def _shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(monkeypatch, GOODS) as shop:
        yield shop


def test_a_payment_is_given_back_to_its_cards_and_can_be_spent_again(shop: Shop) -> None:
    codes = shop.issue(1000), shop.issue(2000)
    payment_id = paid(shop, *codes, amount_minor=3000)
    heard = refund(shop, payment_id)
    assert heard.body == {
        "refund_id": heard.body["refund_id"],
        "amount_minor": 3000,
        "cards": [
            {
                "last_four": code[-4:],
                "amount_minor": amount_minor,
                "credited_minor": amount_minor,
                "balance_minor": amount_minor,
                "to_successor": None,
            }
            for code, amount_minor in zip(codes, (1000, 2000), strict=True)
        ],
        "other_tenders": [],
    }
    again = refund(shop, payment_id)
    assert (again.body, again.is_replay) == (heard.body, True)
    assert paid(shop, *codes, amount_minor=3000)


def test_no_more_is_given_back_than_was_drawn(shop: Shop) -> None:
    code = shop.issue(5000)
    payment_id = paid(shop, code, amount_minor=1000)
    assert shares(refund(shop, payment_id, amount_minor=600)) == ([600], [])
    assert refund(shop, payment_id, "r-2", amount_minor=401).no == (409, "exceeds_redemption")
    assert shares(refund(shop, payment_id, "r-3")) == ([400], [])
    assert refund(shop, payment_id, "r-4").no == (409, "exceeds_redemption")
    assert refund(shop, payment_id, "r-4").is_replay
    assert shop.balance(code) == 5000


def test_redemptions_and_captures_are_refunded_by_their_ids(shop: Shop) -> None:
    code = shop.issue(5000)
    wish = {"code": code, "amount_minor": 1000, "currency": "USD", "order_reference": "order-1"}
    redemption_id = shop.call("/v1/redemptions", wish).body["redemption_id"]
    assert shares(refund(shop, redemption_id, amount_minor=250)) == ([250], [])
    hold_id = shop.call("/v1/holds", wish).body["hold_id"]
    captured = shop.call(f"/v1/holds/{hold_id}/capture", {"currency": "USD"}).body
    assert shares(refund(shop, captured["redemption_id"], "refund-2")) == ([1000], [])
    assert shop.balance(code) == 4250


def test_what_nobody_paid_is_unknown_and_stores_nothing(shop: Shop) -> None:
    shop.issue(5000)
    before = shop.aws.everything_stored()
    for payment_id in ("api.payment.0", "shopify.transaction.1", "x"):
        assert refund(shop, payment_id).no == (404, "unknown_payment")
    assert shop.aws.everything_stored() == before
    assert refund(shop, "not an id").no == (400, "invalid_request")


def test_a_hold_or_a_refusal_is_nothing_to_give_back(shop: Shop) -> None:
    code = shop.issue(5000)
    wish = {"code": code, "amount_minor": 9000, "currency": "USD", "order_reference": "order-1"}
    shop.call("/v1/redemptions", wish, key="key-1")
    shop.call("/v1/holds", wish | {"amount_minor": 100}, key="key-1")
    body = {"codes": [code], "amount_minor": 9000, "currency": "USD", "order_reference": "o"}
    shop.call("/v1/payments", body, key="key-1")
    caller = Caller("till", "key-1")
    for number, (kind, no) in enumerate(
        {
            "": (409, "exceeds_redemption"),
            "hold": (409, "exceeds_redemption"),
            "payment": (404, "unknown_payment"),
        }.items()
    ):
        refused = refund(shop, caller.command_id(kind), f"refund-{number}", amount_minor=1)
        assert refused.no == no
    assert shop.balance(code) == 5000


def test_a_refund_that_can_not_be_made_moves_nothing(shop: Shop) -> None:
    code = shop.issue(5000)
    payment_id = paid(shop, code, amount_minor=1000)
    for number, (change, no) in enumerate(CAN_NOT):
        assert refund(shop, payment_id, f"refund-{number}", **change).no == no, change
    assert shop.balance(code) == 4000


@pytest.mark.parametrize(
    "change", [{"amount_minor": 301}, {"amount_minor": None}, {"policy": "pro_rata"}]
)
def test_a_key_used_for_another_refund_is_refused(shop: Shop, change: dict[str, Any]) -> None:
    code = shop.issue(5000)
    first, second = paid(shop, code, amount_minor=1000), paid(shop, code, amount_minor=1000)
    assert refund(shop, first, amount_minor=300).status == 201
    assert refund(shop, first, **({"amount_minor": 300} | change)).no == (422, "key_reused")
    assert refund(shop, second, amount_minor=300).no == (422, "key_reused")
    assert shop.balance(code) == 3300


def test_a_programme_may_take_no_refunds(shop: Shop) -> None:
    code = shop.issue(2000, programme="goods")
    payment_id = paid(shop, code, amount_minor=1500)
    write_programme(GOODS.model_copy(update={"off": frozenset({Switch.REFUND_TO})}))
    forget_programmes()
    assert refund(shop, payment_id).no == (409, "switched_off")
    assert shop.balance(code) == 500


def test_test_orders_are_refunded_as_test_orders(shop: Shop) -> None:
    code = shop.issue(2000, test=True, code=CODE)
    payment_id = paid(shop, code, amount_minor=1500, test=True)
    assert refund(shop, payment_id, test=True).status == 201
    assert OTHER_CODE not in shop.cards
