"""The bucket is never overdrawn by us, and a call waits only so long."""

import httpx
import pytest

from giftledger.platforms.shopify.admin import cards
from giftledger.platforms.shopify.admin.faults import NotAppliedError
from giftledger.platforms.shopify.admin.throttle import Bucket
from tests.unit.platforms.shopify_admin.conftest import Open
from tests.unit.platforms.shopify_admin.shop import BARE, answer, cost, failure

CARD = "663920574770"
FOUND = {"giftCard": BARE}


def test_a_call_waits_until_the_bucket_holds_what_it_asked_for_last_time(open_shop: Open) -> None:
    shop = open_shop(answer(FOUND, cost(420, 60)), answer(FOUND, cost(400, 60)))
    cards.card(CARD)
    assert shop.pauses == []
    cards.card(CARD)
    assert shop.pauses == [pytest.approx(0.4, abs=0.01)]


def test_a_thousand_calls_never_overdraw_a_bucket_that_shopify_would_refuse(
    open_shop: Open,
) -> None:
    left, at = 100.0, 1000.0

    def served(_: httpx.Request) -> httpx.Response:
        nonlocal left, at
        left, at = min(100.0, left + (shop.now - at) * 50), shop.now
        assert left >= 13, "Shopify would have answered THROTTLED"
        left -= 13
        return answer(FOUND, cost(int(left), 13, maximum=100, rate=50))

    shop = open_shop(*[served] * 1000)
    for _ in range(1000):
        cards.card(CARD)
    mark = shop.admin.bucket.low_mark
    assert mark is not None
    assert mark >= 0
    assert sum(shop.pauses) > 200
    assert shop.admin.calls == {"giftCard": 1000}


def test_ten_processes_that_do_not_know_of_each_other_never_overdraw_their_bucket() -> None:
    buckets, left, now = [Bucket() for _ in range(10)], 2000.0, 0.0
    for _ in range(200):
        for bucket in buckets:
            if bucket.take("order", 34, now) == 0:
                left -= 34
                assert left >= 0, "Shopify would have answered THROTTLED"
        for bucket in buckets:  # Their answers come when all of them have asked.
            bucket.told("order", cost(int(left), 34)["cost"], now)
        now, left = now + 0.5, min(2000.0, left + 50)
    assert left < 800, "they use what there is"


def test_calls_that_are_under_way_count_before_they_are_answered() -> None:
    bucket = Bucket()
    bucket.told("d", cost(425, 10)["cost"], 0.0)
    assert [bucket.take("d", 10, 0.0) for _ in range(2)] == [0.0, 0.0]
    assert bucket.take("d", 10, 0.0) == pytest.approx(0.05, abs=0.01)
    assert bucket.low_mark == 405.0


def test_a_throttled_call_in_a_200_is_sent_again_after_a_pause(open_shop: Open) -> None:
    throttled = httpx.Response(
        200,
        json={
            "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
            "extensions": cost(3, 50),
        },
    )
    shop = open_shop(throttled, answer(FOUND))
    assert cards.card(CARD) is not None
    assert len(shop.asked) == 2
    assert shop.pauses


def test_a_429_waits_as_long_as_it_says(open_shop: Open) -> None:
    shop = open_shop(httpx.Response(429, headers={"Retry-After": "2.0"}), answer(FOUND))
    assert cards.card(CARD) is not None
    assert shop.pauses == [2.0]


def test_a_mutation_that_stays_throttled_is_certainly_not_applied(open_shop: Open) -> None:
    shop = open_shop(*[failure("THROTTLED")] * 50)
    with pytest.raises(NotAppliedError):
        cards.deactivate(CARD)
    assert sum(shop.pauses) <= 10


def test_a_long_wait_is_left_to_the_queue(open_shop: Open) -> None:
    shop = open_shop(httpx.Response(429, headers={"Retry-After": "60"}))
    with pytest.raises(NotAppliedError):
        cards.card(CARD)
    assert shop.pauses == []


@pytest.mark.parametrize("odd", [{}, {"throttleStatus": None}, {"throttleStatus": {"x": 1}}])
def test_an_odd_cost_changes_nothing(odd: dict[str, object]) -> None:
    bucket = Bucket()
    bucket.told("d", odd, 1.0)
    assert bucket.take("d", 10, 1.0) == 0.0
    assert bucket.low_mark is None


def test_a_document_that_costs_more_than_the_bucket_holds_waits_for_a_full_one() -> None:
    bucket = Bucket()
    bucket.told("d", cost(0, 500, maximum=100, rate=100)["cost"], 0.0)
    assert bucket.take("d", 10, 0.0) == pytest.approx(1.0, abs=0.01)
    assert bucket.take("d", 10, 1.0) == 0.0
