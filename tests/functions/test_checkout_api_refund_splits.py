"""How a refund of a mixed order is split: each tender gets its share, to the minor unit."""

from collections.abc import Iterator
from typing import Any

import pytest

from giftledger.ledger.programme import Portion, Programme
from tests.functions.checkout_refunds import paid, refund, shares
from tests.functions.checkout_world import Shop, open_shop

GOODS = Programme(name="goods", coverage=frozenset({Portion.GOODS}))
POLICIES = ("card_first", "other_first", "last_in_first_out", "pro_rata")


@pytest.fixture(name="shop")
def _shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(monkeypatch, GOODS) as shop:
        yield shop


@pytest.mark.parametrize("policy", POLICIES)
def test_gv_11_a_full_refund_goes_back_to_what_paid(shop: Shop, policy: str) -> None:
    goods_only = shop.issue(10_000, programme="goods")
    order = {"goods_minor": 7000, "shipping_minor": 900}
    payment_id = paid(shop, goods_only, order=order)
    visa = {"tender_id": "visa", "captured_minor": 900}
    heard = refund(shop, payment_id, policy=policy, other_tenders=[visa])
    assert shares(heard) == ([7000], [900])
    assert heard.body["amount_minor"] == 7900
    assert shop.balance(goods_only) == 10_000

    taxed = shop.issue(100_000)
    payment_id = paid(shop, taxed, order={"goods_minor": 440_000, "tax_minor": 110_000})
    visa = {"tender_id": "visa", "captured_minor": 450_000}
    heard = refund(shop, payment_id, "refund-2", policy=policy, other_tenders=[visa])
    assert shares(heard) == ([100_000], [450_000])


def test_gv_11_a_pro_rata_refund_splits_as_the_payment_did(shop: Shop) -> None:
    code = shop.issue(100_000)
    payment_id = paid(shop, code, order={"goods_minor": 440_000, "tax_minor": 110_000})
    visa = {"tender_id": "visa", "captured_minor": 450_000}
    change: dict[str, Any] = {"amount_minor": 55_000, "policy": "pro_rata", "other_tenders": [visa]}
    heard = refund(shop, payment_id, **change)
    assert shares(heard) == ([10_000], [45_000])
    assert shop.balance(code) == 10_000
    assert refund(shop, payment_id, **change).body == heard.body


def test_gv_12_five_over_three_equal_cards(shop: Shop) -> None:
    codes = [shop.issue(1000) for _ in range(3)]
    payment_id = paid(shop, *codes, amount_minor=3000)
    heard = refund(shop, payment_id, amount_minor=5, policy="pro_rata")
    assert shares(heard) == ([2, 2, 1], [])


def test_a_refund_may_go_to_the_other_tender_alone(shop: Shop) -> None:
    code = shop.issue(1000)
    payment_id = paid(shop, code, amount_minor=1000)
    visa = {"tender_id": "visa", "captured_minor": 4000, "refunded_minor": 500}
    change: dict[str, Any] = {
        "amount_minor": 3500,
        "policy": "other_first",
        "other_tenders": [visa],
    }
    heard = refund(shop, payment_id, **change)
    assert shares(heard) == ([], [3500])
    assert refund(shop, payment_id, **change).is_replay
    assert shop.balance(code) == 0
