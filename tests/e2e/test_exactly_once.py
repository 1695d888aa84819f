"""Duplicates, every order of arrival, many cards at once: one effect each, on the real stack."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor

from sandbox.client import Stack, settled
from tests.events import shopify
from tests.events.shopify import Body, fresh_id

SEED = 20261120
ORDERS_OF_ARRIVAL = 8
"""Of the 120 orders that tests/store runs in full, as many as fit into a minute here."""

CARDS = 50


def test_ten_deliveries_at_once_have_one_effect(stack: Stack) -> None:
    order_id = fresh_id()
    to = f"ten.{order_id}@example.com"
    item = shopify.line(fresh_id(), "30.00", properties=shopify.recipient(to))
    body = shopify.order(order_id, [item])
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: stack.shopify("orders/paid", body), range(10)))

    assert {answer.status for answer in answers} == {200}
    (card,) = settled(lambda: stack.cards(f"order:shopify:{order_id}"), what="issue")
    settled(lambda: stack.mails(to), what="mail")
    assert [entry.kind for entry in card.entries] == ["issue"]
    assert len(stack.mails(to)) == 1


def test_a_line_of_three_mails_three_codes(stack: Stack) -> None:
    order_id = fresh_id()
    to = f"three.{order_id}@example.com"
    item = shopify.line(fresh_id(), "15.00", quantity=3, properties=shopify.recipient(to))
    stack.shopify("orders/paid", shopify.order(order_id, [item]))

    settled(lambda: len(stack.mails(to)) == 3, what="three mails")
    assert len(stack.cards(f"order:shopify:{order_id}")) == 3


def test_every_order_of_arrival_ends_in_one_state(stack: Stack) -> None:
    orders = list(itertools.permutations(range(5)))
    chosen = random.Random(SEED).sample(orders, ORDERS_OF_ARRIVAL)
    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(lambda order: _live(stack, order), chosen))
    assert set(ends) == {("closed", 0)}


def _live(stack: Stack, order: tuple[int, ...]) -> tuple[str, int]:
    """Deliver the five facts of one card's life in this order, each twice."""
    facts, card_id = _facts()
    for number in order:
        for _ in range(2):
            assert stack.shopify(*facts[number]).status == 200
    reference = f"shopify:{card_id}"
    kinds = {"issue", "redeem", "refund"}

    def ended() -> tuple[str, int] | None:
        for card in stack.cards(reference):
            told = {entry.kind for entry in card.entries}
            if card.status == "closed" and kinds <= told:
                return card.status, card.balance_minor
        return None

    end = settled(ended, what=f"{order}", seconds=90)
    assert end is not None
    return end


def _facts() -> tuple[list[tuple[str, Body]], int]:
    sold, spent, line_id, card_id = fresh_id(), fresh_id(), fresh_id(), fresh_id()
    payment = fresh_id()
    item = shopify.line(line_id, "40.00", kind="native")
    paid = shopify.order(sold, [item])
    credit = shopify.transaction(
        fresh_id(), spent, "5.00", gift_card_id=card_id, kind="refund", parent_id=payment
    )
    debit = shopify.transaction(payment, spent, "15.00", gift_card_id=card_id)
    shipped = shopify.fulfillment(fresh_id(), sold, [item], cards=[(card_id, line_id, "0d0d")])
    return [
        ("orders/paid", paid),
        ("order_transactions/create", debit),
        ("refunds/create", shopify.refund(fresh_id(), spent, transactions=[credit])),
        ("fulfillments/create", shipped),
        ("orders/cancelled", shopify.cancelled(paid)),
    ], card_id


def test_fifty_cards_pay_one_order_with_early_and_duplicate_transactions(stack: Stack) -> None:
    sold, spent, line_id = fresh_id(), fresh_id(), fresh_id()
    item = shopify.line(line_id, "20.00", kind="native", quantity=CARDS)
    card_ids = [fresh_id() for _ in range(CARDS)]
    debits = [
        shopify.transaction(fresh_id(), spent, "12.50", gift_card_id=card_id)
        for card_id in card_ids
    ]
    shipped = shopify.fulfillment(
        fresh_id(), sold, [item], cards=[(card_id, line_id, "0d0d") for card_id in card_ids]
    )
    early, late = debits[: CARDS // 2], debits[CARDS // 2 :]
    with ThreadPoolExecutor(8) as pool:
        tell = lambda body: stack.shopify("order_transactions/create", body).status  # noqa: E731
        assert set(pool.map(tell, early)) == {200}
        assert stack.shopify("fulfillments/create", shipped).status == 200
        assert set(pool.map(tell, late + debits[::5])) == {200}

    def spent_once() -> bool:
        cards = stack.cards(f"order:shopify:{sold}")
        return len(cards) == CARDS and all(card.balance_minor == 750 for card in cards)

    settled(spent_once, what="fifty cards", seconds=120)
