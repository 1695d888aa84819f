"""Quotes: the four numbers of an order, and a payment that then draws exactly what was quoted."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from giftledger.ledger.parts import Funding
from giftledger.ledger.programme import ExpiryRule, Portion, Programme, Switch
from tests.fakes.commands import sale_refund
from tests.functions.checkout_world import Heard, Shop, open_shop
from tests.functions.queue_world import OTHER_CODE

ORDER = {"goods_minor": 7000, "shipping_minor": 900}
MONTH = ExpiryRule.model_validate({"months": 1, "counted_from": "issue"}, strict=False)
PROGRAMMES = (
    Programme(name="goods", coverage=frozenset({Portion.GOODS})),
    Programme(name="month", expiry=MONTH),
    Programme(name="single", cards_per_payment=1),
    Programme(name="stopped", off=frozenset({Switch.REDEEM})),
)


@pytest.fixture(name="shop")
def _shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(monkeypatch, *PROGRAMMES) as shop:
        yield shop


def quote(shop: Shop, *codes: str, **change: Any) -> Heard:
    body = {"codes": codes, "currency": "USD", "order": ORDER} | change
    return shop.call("/v1/quotes", body, key="")


def drawn(heard: Heard) -> list[tuple[int, int]]:
    """Position and amount of each tender, in the order in which they are drawn."""
    return [(tender["position"], tender["amount_minor"]) for tender in heard.body["tenders"]]


def test_a_card_that_covers_everything_leaves_nothing_due(shop: Shop) -> None:
    code = shop.issue(10_000)
    heard = quote(shop, code)
    assert heard.status == 200
    assert heard.body == {
        "currency": "USD",
        "gross_minor": 7900,
        "tax_minor": 0,
        "tenders_minor": 7900,
        "due_minor": 0,
        "tenders": [
            {
                "position": 1,
                "last_four": code[-4:],
                "amount_minor": 7900,
                "covered": {"goods": 7000, "shipping": 900},
                "balance_after_minor": 2100,
                "available_after_minor": 2100,
            }
        ],
        "covered": {"goods": 7000, "shipping": 900, "tax": 0, "fees": 0, "tips": 0},
        "uncovered": {"goods": 0, "shipping": 0, "tax": 0, "fees": 0, "tips": 0},
        "refused": [],
    }


def test_a_hundred_quotes_leave_every_stored_item_unchanged(shop: Shop) -> None:
    codes = [shop.issue(4000), shop.issue(2500)]
    before = shop.aws.everything_stored()
    answers = [quote(shop, *codes, OTHER_CODE) for _ in range(100)]
    assert shop.aws.everything_stored() == before
    assert all(heard.body == answers[0].body for heard in answers)


@pytest.mark.parametrize(
    ("programme", "available_minor", "drawn_minor", "due_minor"),
    [("goods", 10_000, 7000, 900), ("goods", 5000, 5000, 2900), ("default", 10_000, 7900, 0)],
)
def test_gv_02_a_card_pays_the_portions_that_it_covers(
    shop: Shop, programme: str, available_minor: int, drawn_minor: int, due_minor: int
) -> None:
    code = shop.issue(available_minor, programme=programme)
    heard = quote(shop, code)
    assert drawn(heard) == [(1, drawn_minor)]
    assert heard.body["due_minor"] == due_minor
    body = {"codes": [code], "currency": "USD", "order": ORDER, "order_reference": "o-1"}
    paid = shop.call("/v1/payments", body).body
    assert (paid["amount_minor"], paid["due_minor"]) == (drawn_minor, due_minor)
    assert shop.balance(code) == available_minor - drawn_minor


@pytest.mark.parametrize(("available_minor", "due_minor"), [(100_000, 450_000), (550_000, 0)])
def test_gv_03_the_tax_of_the_full_order_stays(
    shop: Shop, available_minor: int, due_minor: int
) -> None:
    code = shop.issue(available_minor)
    order = {"goods_minor": 440_000, "tax_minor": 110_000}
    heard = quote(shop, code, order=order).body
    assert (heard["gross_minor"], heard["tax_minor"]) == (550_000, 110_000)
    assert (heard["tenders_minor"], heard["due_minor"]) == (available_minor, due_minor)
    body = {"codes": [code], "currency": "USD", "order": order, "order_reference": "o-1"}
    paid = shop.call("/v1/payments", body).body
    assert (paid["amount_minor"], paid["due_minor"]) == (available_minor, due_minor)


def test_the_earliest_expiry_is_drawn_first_then_given_value_then_the_smallest(
    shop: Shop,
) -> None:
    large = shop.issue(3000)
    given = shop.issue(3000, funding=Funding.PROMOTIONAL)
    small = shop.issue(100)
    expiring = shop.issue(3000, programme="month")
    codes = (large, given, small, expiring)
    assert drawn(quote(shop, *codes)) == [(4, 3000), (2, 3000), (3, 100), (1, 1800)]
    as_named = quote(shop, *codes, draw="as_named")
    assert drawn(as_named) == [(1, 3000), (2, 3000), (3, 100), (4, 1800)]


def test_every_card_that_can_not_take_part_is_named_with_its_reason(shop: Shop) -> None:
    closed = shop.issue(3000)
    shop.aws.tell(sale_refund())
    codes = (
        shop.issue(2000, programme="that_nobody_has_set"),
        OTHER_CODE,
        closed,
        shop.issue(3000, currency="CAD"),
        shop.issue(3000, test=True),
        shop.issue(3000, programme="stopped"),
        shop.issue(3000, programme="month"),
    )
    shop.later(days=60)
    heard = quote(shop, *codes, codes[0])
    assert drawn(heard) == [(1, 2000)]
    assert {one["position"]: one["reason"] for one in heard.body["refused"]} == {
        2: "unknown_card",
        3: "not_active",
        4: "currency_mismatch",
        5: "test_mismatch",
        6: "switched_off",
        7: "expired",
        8: "card_repeated",
    }
    body = {"codes": codes[6:], "currency": "USD", "order": ORDER, "order_reference": "o-1"}
    assert shop.call("/v1/payments", body).no == (409, "expired")


def test_a_programme_of_one_card_per_order_refuses_the_second(shop: Shop) -> None:
    codes = [shop.issue(3000, programme="single"), shop.issue(3000, programme="single")]
    heard = quote(shop, *codes)
    assert drawn(heard) == [(1, 3000)]
    assert [(one["position"], one["reason"]) for one in heard.body["refused"]] == [
        (2, "too_many_cards")
    ]
    body = {"codes": codes, "currency": "USD", "order": ORDER, "order_reference": "o-1"}
    assert shop.call("/v1/payments", body).no == (422, "too_many_cards")
    assert shop.call("/v1/payments", body | {"codes": codes[:1]}).status == 201


def test_what_others_hold_is_not_quoted(shop: Shop) -> None:
    code = shop.issue(3000)
    held = {"code": code, "amount_minor": 1000, "currency": "USD", "order_reference": "other"}
    shop.call("/v1/holds", held)
    (tender,) = quote(shop, code).body["tenders"]
    assert tender["amount_minor"] == 2000
    assert (tender["balance_after_minor"], tender["available_after_minor"]) == (1000, 0)
    shop.now += timedelta(minutes=15)
    assert drawn(quote(shop, code)) == [(1, 3000)]


def test_a_test_order_is_quoted_for_test_cards(shop: Shop) -> None:
    codes = (shop.issue(3000, test=True), shop.issue(3000))
    heard = quote(shop, *codes, test=True)
    assert drawn(heard) == [(1, 3000)]
    assert [one["reason"] for one in heard.body["refused"]] == ["test_mismatch"]


def test_a_quote_that_does_not_fit_is_refused(shop: Shop) -> None:
    code = shop.issue(3000)
    changes: tuple[dict[str, Any], ...] = (
        {"codes": []},
        {"codes": [code] * 26},
        {"codes": code},
        {"order": {"shipping_minor": 5}},
        {"order": {"goods_minor": -1}},
        {"order": {"goods_minor": 10.0}},
        {"order": {"goods_minor": 10, "discount_minor": 1}},
        {"order": None},
        {"draw": "random"},
        {"currency": "dollars"},
        {"test": "true"},
        {"order_reference": "o-1"},
    )
    for change in changes:
        assert quote(shop, code, **change).no == (400, "invalid_request"), change
    assert quote(shop, code, order={"goods_minor": 0}).body["gross_minor"] == 0
