"""Holds: taken, captured in part or whole, voided, lapsed; each once, and by their owner only."""

from collections.abc import Iterator

import pytest

from giftledger.ledger.commands import Block, Unblock
from tests.functions.checkout_holds import BODY, available, capture, held, hold, void
from tests.functions.checkout_world import OPENED, Shop, open_shop
from tests.functions.queue_world import CODE


@pytest.fixture(name="shop")
def _shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(monkeypatch) as shop:
        shop.issue(code=CODE)
        yield shop


def block(gift_card_id: str) -> Block:
    return Block(
        command_id="ops.block.1",
        occurred_at=OPENED,
        source="console",
        target=gift_card_id,
        reason="stolen",
    )


def test_a_hold_reserves_and_the_balance_stays(shop: Shop) -> None:
    heard = hold(shop)
    assert heard.status == 201
    assert heard.body == {
        "hold_id": heard.body["hold_id"],
        "amount_minor": 2000,
        "expires_at": "2026-11-20T12:15:00Z",
        "available_minor": 3000,
    }
    assert heard.body["hold_id"].startswith(f"{shop.cards[CODE]}.")
    assert (shop.balance(CODE), available(shop)) == (5000, 3000)
    again = hold(shop)
    assert (again.body, again.is_replay) == (heard.body, True)
    assert available(shop) == 3000


def test_without_an_amount_all_that_is_available_is_held(shop: Shop) -> None:
    held(shop)
    heard = hold(shop, "hold-2", amount_minor=None)
    assert (heard.body["amount_minor"], heard.body["available_minor"]) == (3000, 0)
    assert hold(shop, "hold-3", amount_minor=None).no == (409, "insufficient_balance")
    assert hold(shop, "hold-4", amount_minor=0).no == (422, "zero_amount")


def test_what_is_held_can_not_be_spent_elsewhere(shop: Shop) -> None:
    held(shop, amount_minor=4000)
    body = BODY | {"amount_minor": 1001}
    assert shop.call("/v1/redemptions", body).no == (409, "insufficient_balance")
    assert shop.call("/v1/redemptions", body | {"amount_minor": 1000}).status == 201


def test_a_time_out_outside_its_bounds_is_refused(shop: Shop) -> None:
    for seconds in (0, -1, 604_801, 1.5, "900", True):
        assert hold(shop, timeout_seconds=seconds).no == (400, "invalid_request"), seconds


def test_a_capture_turns_the_hold_into_a_redemption_and_releases_the_rest(shop: Shop) -> None:
    hold_id = held(shop)
    heard = capture(shop, hold_id, amount_minor=1500)
    assert heard.status == 201
    amounts = {name: heard.body[name] for name in heard.body if name.endswith("_minor")}
    assert amounts == {"amount_minor": 1500, "balance_minor": 3500, "hold_remaining_minor": 0}
    again = capture(shop, hold_id, amount_minor=1500)
    assert (again.body, again.is_replay) == (heard.body, True)
    assert (shop.balance(CODE), available(shop)) == (3500, 3500)
    assert capture(shop, hold_id, "capture-2").no == (404, "unknown_hold")


def test_a_capture_may_keep_the_rest_for_the_next_one(shop: Shop) -> None:
    hold_id = held(shop)
    first = capture(shop, hold_id, amount_minor=500, remainder="keep")
    assert first.body["hold_remaining_minor"] == 1500
    assert capture(shop, hold_id, "capture-2", amount_minor=1501).no == (409, "exceeds_hold")
    last = capture(shop, hold_id, "capture-3")
    assert (last.body["amount_minor"], last.body["balance_minor"]) == (1500, 3000)


def test_a_hold_lapses_by_the_clock(shop: Shop) -> None:
    hold_id = held(shop, timeout_seconds=60)
    shop.later(seconds=59)
    assert available(shop) == 3000
    shop.later(seconds=1)
    assert available(shop) == 5000
    assert capture(shop, hold_id).no == (404, "unknown_hold")
    assert void(shop, hold_id).no == (404, "unknown_hold")
    assert hold(shop, timeout_seconds=60).is_replay


def test_a_void_releases_once(shop: Shop) -> None:
    hold_id = held(shop)
    heard = void(shop, hold_id)
    assert (heard.status, heard.body) == (
        201,
        {"hold_id": hold_id, "released_minor": 2000, "balance_minor": 5000},
    )
    again = void(shop, hold_id)
    assert (again.body, again.is_replay) == (heard.body, True)
    assert void(shop, hold_id, "void-2").no == (404, "unknown_hold")
    assert void(shop, held(shop, "hold-2")).no == (422, "key_reused")
    assert available(shop) == 3000


def test_a_blocked_card_fails_closed_and_lets_its_hold_go(shop: Shop) -> None:
    hold_id = held(shop)
    shop.aws.tell(block(shop.cards[CODE]), at=shop.now)
    assert capture(shop, hold_id).no == (409, "not_active")
    assert hold(shop, "hold-2").no == (409, "not_active")
    unblock = Unblock(
        **block(shop.cards[CODE]).model_dump(exclude={"verb", "command_id"}),
        command_id="ops.unblock.1",
    )
    shop.aws.tell(unblock, at=shop.now)
    assert capture(shop, hold_id, "capture-2").status == 201


def test_a_voided_hold_of_a_blocked_card_is_released(shop: Shop) -> None:
    hold_id = held(shop)
    shop.aws.tell(block(shop.cards[CODE]), at=shop.now)
    assert void(shop, hold_id).status == 201
