"""Who may take and resolve a hold, under which key, and how many there may be."""

from collections.abc import Iterator
from typing import Any

import pytest

from giftledger.ledger.hold import MAX_HOLDS
from tests.functions.checkout_holds import available, capture, held, hold, void
from tests.functions.checkout_world import Shop, open_shop
from tests.functions.queue_world import CODE, OTHER_CODE

NOBODYS = f"gc_{'a' * 26}.{'b' * 20}"


@pytest.fixture(name="shop")
def _shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(monkeypatch) as shop:
        shop.issue(code=CODE)
        yield shop


def test_a_capture_key_used_for_another_request_or_hold_is_refused(shop: Shop) -> None:
    first, second = held(shop), held(shop, "hold-2", amount_minor=500)
    shop.issue(code=OTHER_CODE)
    third = held(shop, "hold-3", code=OTHER_CODE)
    assert capture(shop, first, amount_minor=300, remainder="keep").status == 201
    for hold_id, change in (
        (first, {"amount_minor": 301, "remainder": "keep"}),
        (first, {"amount_minor": 300}),
        (second, {"amount_minor": 300, "remainder": "keep"}),
        (third, {"amount_minor": 300, "remainder": "keep"}),
    ):
        assert capture(shop, hold_id, **change).no == (422, "key_reused")
    assert (shop.balance(CODE), shop.balance(OTHER_CODE)) == (4700, 5000)


@pytest.mark.parametrize(
    "change",
    [
        {"amount_minor": 1999},
        {"amount_minor": None},
        {"order_reference": "order-2"},
        {"timeout_seconds": 60},
        {"test": True},
        {"code": OTHER_CODE},
    ],
)
def test_a_hold_key_used_for_another_request_is_refused(shop: Shop, change: dict[str, Any]) -> None:
    shop.issue(code=OTHER_CODE)
    held(shop)
    assert hold(shop, **change).no == (422, "key_reused")
    assert (available(shop), available(shop, OTHER_CODE)) == (3000, 5000)


def test_one_key_may_take_a_hold_and_capture_it(shop: Shop) -> None:
    hold_id = held(shop, "order-1")
    assert capture(shop, hold_id, "order-1").status == 201
    assert void(shop, hold_id, "order-1").no == (404, "unknown_hold")


def test_only_the_client_that_took_a_hold_resolves_it(shop: Shop) -> None:
    hold_id = held(shop)
    assert capture(shop, hold_id, client="shop").no == (403, "not_hold_owner")
    assert void(shop, hold_id, client="shop").no == (403, "not_hold_owner")
    assert capture(shop, hold_id).status == 201


def test_a_hold_that_nobody_took_is_unknown(shop: Shop) -> None:
    strange = ("x", NOBODYS, NOBODYS.upper(), f"{NOBODYS}x", "gc_a.b", "%00")
    for number, hold_id in enumerate((*strange, f"{shop.cards[CODE]}.{'b' * 20}")):
        key = f"key-{number}"
        assert capture(shop, hold_id, key).no == (404, "unknown_hold"), hold_id
        assert void(shop, hold_id, key).no == (404, "unknown_hold"), hold_id


def test_a_card_has_room_for_ten_holds(shop: Shop) -> None:
    for number in range(MAX_HOLDS):
        held(shop, f"hold-{number}", amount_minor=10)
    assert hold(shop, "one-more", amount_minor=10).no == (409, "too_many_holds")


def test_an_unknown_code_takes_no_hold_and_stores_nothing(shop: Shop) -> None:
    before = shop.aws.everything_stored()
    assert hold(shop, code=OTHER_CODE).no == (404, "unknown_card")
    assert shop.aws.everything_stored() == before
    assert hold(shop).status == 201


def test_a_test_card_is_held_and_captured_for_test_orders_only(shop: Shop) -> None:
    code = shop.issue(code=OTHER_CODE, test=True)
    assert hold(shop, code=code).no == (422, "test_mismatch")
    hold_id = held(shop, "hold-2", code=code, test=True)
    assert capture(shop, hold_id).no == (422, "test_mismatch")
    assert capture(shop, hold_id, "capture-2", test=True).status == 201
    assert hold(shop, "hold-3", test=True).no == (422, "test_mismatch")
