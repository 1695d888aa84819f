"""The stand-in shop under many callers at once, and with many cards."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sandbox.shopify.cards import Card
from tests.sandbox.conftest import CREATE, Town
from tests.sandbox.test_shop_cards import debit


def test_of_many_debits_at_once_only_those_that_fit_succeed(town: Town) -> None:
    card = town.card("25")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: debit(town, card, "1"), range(40)))
    assert sum(not one["userErrors"] for one in made) == 25
    assert town.balance(card) == "0.0"


def test_of_many_cards_with_one_code_only_one_is_made(town: Town) -> None:
    wish = {"initialValue": "5", "code": "LEDGERCODE000001"}
    with ThreadPoolExecutor(8) as pool:
        made: list[Any] = list(pool.map(lambda _: town.field(CREATE, input=wish), range(16)))
    assert sum(not one["userErrors"] for one in made) == 1
    assert len(town.get("/cards")) == 1


def test_of_many_checkouts_at_once_no_card_pays_more_than_it_holds(town: Town) -> None:
    card = town.card("25")
    told = {"lines": [{"price": "10"}], "gift_card_codes": ["LEDGERCODE000001"]}

    def buy(_: int) -> int:
        answer = town.http.post("/sandbox/orders", json=told)
        paid = answer.json().get("paid_by", []) if answer.status_code == 200 else []
        return sum(round(float(one["amount"]) * 100) for one in paid)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(buy, range(12))) == 2500
    assert town.balance(card) == "0.0"


def test_a_page_of_five_thousand_cards_is_quick_and_complete(town: Town) -> None:
    when = town.shop.now()
    for each in range(1, 5001):
        code = f"manycodes{each:06d}"
        town.shop.cards[each] = Card(each, code, "USD", 100, created_at=when, updated_at=when)
    query = """query($after: String) { giftCards(first: 250, after: $after, sortKey: UPDATED_AT,
      reverse: true) { nodes { id } pageInfo { hasNextPage endCursor } } }"""
    began, seen, after = time.monotonic(), set(), None
    while True:
        found = town.field(query, after=after)
        seen |= {one["id"] for one in found["nodes"]}
        after = found["pageInfo"]["endCursor"]
        town.now[0] += 1
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert len(seen) == 5000
    assert time.monotonic() - began < 20


def test_a_code_is_found_in_whatever_cards_the_shop_was_given(town: Town) -> None:
    when = town.shop.now()
    for each in (1, 2):
        code = f"replaced{each:08d}"
        town.shop.cards = {each: Card(each, code, "USD", 100, created_at=when, updated_at=when)}
        assert [one["id"] for one in town.get(f"/cards?code={code}")] == [each]
