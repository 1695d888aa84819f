"""Cards of a risky order wait: for Shopify's judgement, and where it is bad for a person."""

from collections.abc import Iterator

import pytest

from giftledger.fetching.reviewing import (
    UnknownReviewError,
    orders_in_review,
    reject_order,
    release_order,
)
from giftledger.ledger.card import Status
from tests.functions.shopify_world import Town, gift, town


@pytest.fixture(name="place")
def _place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with town(monkeypatch, SHOPIFY_RISK_HOLD="medium") as made:
        yield made


def _states(place: Town, order_id: str) -> list[Status]:
    return [card.status for card in place.cards_of(order_id)]


def _bought(place: Town, risk: str) -> str:
    bought = place.buys(gift("25.00", quantity=2), risk=risk)
    place.deliver_webhooks("orders/paid")
    place.settle()
    return str(bought["order_id"])


def test_cards_of_an_order_without_risk_are_released_by_themselves(place: Town) -> None:
    order_id = _bought(place, "low")
    assert _states(place, order_id) == [Status.ACTIVE] * 2
    assert orders_in_review() == ()


@pytest.mark.parametrize("risk", ["medium", "high"])
def test_cards_of_a_risky_order_wait_for_a_person(place: Town, risk: str) -> None:
    order_id = _bought(place, risk)
    assert _states(place, order_id) == [Status.PENDING] * 2
    assert [(each.order_id, each.level) for each in orders_in_review()] == [(order_id, risk)]
    assert release_order(order_id, "ada") == 2
    place.settle()
    assert _states(place, order_id) == [Status.ACTIVE] * 2
    assert orders_in_review() == ()


def test_what_a_person_released_is_not_held_again(place: Town) -> None:
    order_id = _bought(place, "high")
    release_order(order_id, "ada")
    place.aws.put("shopify_fetch", f'{{"kind":"order","order_id":"{order_id}"}}')
    place.settle()
    assert _states(place, order_id) == [Status.ACTIVE] * 2
    with pytest.raises(UnknownReviewError):
        reject_order(order_id, "bob")


def test_a_rejected_order_closes_its_cards_for_good(place: Town) -> None:
    order_id = _bought(place, "high")
    assert reject_order(order_id, "ada") == 2
    place.settle()
    assert _states(place, order_id) == [Status.CLOSED] * 2


def test_a_risk_that_sinks_later_releases_the_cards(place: Town) -> None:
    order_id = _bought(place, "high")
    place.control(f"/orders/{order_id}/risk", level="low")
    place.deliver_webhooks("orders/risk_assessment_changed", "orders/updated")
    place.settle()
    assert _states(place, order_id) == [Status.ACTIVE] * 2


def test_a_judgement_that_is_still_to_come_is_asked_for_again_by_the_poll(place: Town) -> None:
    order_id = _bought(place, "pending")
    assert _states(place, order_id) == [Status.PENDING] * 2
    assert orders_in_review() == ()
    place.control(f"/orders/{order_id}/risk", level="low")
    place.lose_webhooks()
    place.passes(minutes=5)
    place.poll()
    assert _states(place, order_id) == [Status.ACTIVE] * 2


def test_a_judgement_that_never_comes_is_left_to_a_person(place: Town) -> None:
    order_id = _bought(place, "pending")
    place.passes(days=1)
    place.poll()
    assert [each.order_id for each in orders_in_review()] == [order_id]
    assert _states(place, order_id) == [Status.PENDING] * 2


def test_a_cancelled_order_closes_what_waits_and_is_off_the_list(place: Town) -> None:
    order_id = _bought(place, "high")
    place.control(f"/orders/{order_id}/cancel")
    place.deliver_webhooks("orders/cancelled", "orders/updated")
    place.settle()
    place.passes(hours=2)
    place.poll()
    assert _states(place, order_id) == [Status.CLOSED] * 2
    assert orders_in_review() == ()


def test_cards_that_are_issued_after_the_judgement_are_released_as_they_come(place: Town) -> None:
    bought = place.buys(gift("25.00"), risk="low")
    place.lose_webhooks()
    order_id = str(bought["order_id"])
    place.aws.put("shopify_fetch", f'{{"kind":"order","order_id":"{order_id}"}}')
    place.settle()
    assert _states(place, order_id) == [Status.ACTIVE]
