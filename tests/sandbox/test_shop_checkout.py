"""The stand-in shop's checkout, its returns, and what its webhooks say of them."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from giftledger.platforms.shopify.translate import translate
from tests.sandbox.conftest import Town

SHIRT = {"sku": "SHIRT", "price": "30.00"}
OURS = {"sku": "GIFT-50", "price": "50.00", "requires_shipping": False}
NATIVE = {"price": "25.00", "gift_card": True, "quantity": 2}


def number(card_id: str) -> int:
    return int(card_id.rpartition("/")[2])


def gateways(town: Town, order: int) -> list[tuple[str, str, str]]:
    told = town.get(f"/orders/{order}")["transactions"]
    return [(one["kind"], one["gateway"], one["amount"]) for one in told]


def test_gift_cards_pay_first_in_turn_and_cover_shipping_and_tax(town: Town) -> None:
    small, large = town.card("10", "LEDGERCODE000001"), town.card("50", "LEDGERCODE000002")
    codes = ["ledger code-0000-01", "LEDGERCODE000002"]
    placed = town.post(
        "/orders", lines=[SHIRT], shipping="5", tax="2.50", gift_card_codes=codes, email="a@b.co"
    )
    assert [(one["gift_card_id"], one["amount"]) for one in placed["paid_by"]] == [
        (number(small), "10.00"),
        (number(large), "27.50"),
    ]
    assert placed["due"] == "0.00"
    assert (town.balance(small), town.balance(large)) == ("0.0", "22.5")


def test_a_bank_card_pays_what_gift_cards_do_not(town: Town) -> None:
    town.card("10")
    placed = town.post("/orders", lines=[SHIRT], gift_card_codes=["LEDGERCODE000001"])
    assert (placed["due"], placed["outstanding"]) == ("20.00", "0.00")
    assert gateways(town, placed["order_id"]) == [
        ("sale", "gift_card", "10.00"),
        ("sale", "bogus", "20.00"),
    ]


def test_an_unpaid_order_is_paid_later(town: Town) -> None:
    placed = town.post("/orders", lines=[SHIRT], pay=False)
    assert (placed["financial_status"], placed["outstanding"]) == ("pending", "30.00")
    assert town.heard("orders/paid") == []
    assert town.post(f"/orders/{placed['order_id']}/pay")["financial_status"] == "paid"
    assert len(town.heard("orders/paid")) == 1


@pytest.mark.parametrize("wish", ["unknown", "expire", "deactivate", "empty", "twice"])
def test_a_card_that_cannot_pay_stops_the_checkout(town: Town, wish: str) -> None:
    card = number(town.card("10"))
    codes = ["LEDGERCODE000001"]
    if wish == "unknown":
        codes = ["NOSUCHCODE0001"]
    if wish == "empty":
        town.post(f"/cards/{card}/adjust", amount="-10")
    if wish == "twice":
        codes *= 2
    if wish in ("expire", "deactivate"):
        town.post(f"/cards/{card}/{wish}")
    town.post("/orders", 422, lines=[SHIRT], gift_card_codes=codes)
    assert town.heard() == []


def test_a_gift_card_buys_no_gift_card(town: Town) -> None:
    card = town.card("100")
    placed = town.post("/orders", lines=[SHIRT, NATIVE], gift_card_codes=["LEDGERCODE000001"])
    assert placed["due"] == "50.00"
    assert town.balance(card) == "70.0"


def test_a_sold_native_card_is_minted_once_per_unit_and_told_by_its_fulfilment(town: Town) -> None:
    placed = town.post("/orders", lines=[NATIVE], email="bea@example.com")
    (body,) = town.heard("fulfillments/create")
    minted = body["receipt"]["gift_cards"]
    assert body["service"] == "gift_card"
    assert [one["id"] for one in minted] == placed["gift_cards"]
    cards = [town.get(f"/cards/{one}") for one in placed["gift_cards"]]
    assert [(card["balance"], len(card["code"]), card["source"]) for card in cards] == [
        ("25.00", 16, "purchased"),
        ("25.00", 16, "purchased"),
    ]
    found = town.field(
        "query($id: ID!) { giftCard(id: $id) { order { id } lineItem { id } customer { email } } }",
        id=f"gid://shopify/GiftCard/{minted[0]['id']}",
    )
    assert found["order"]["id"] == f"gid://shopify/Order/{placed['order_id']}"
    assert found["lineItem"]["id"].endswith(str(placed["line_items"][0]))
    assert found["customer"] == {"email": "bea@example.com"}


def test_a_risky_order_mints_nothing_until_somebody_does(town: Town) -> None:
    placed = town.post("/orders", lines=[NATIVE], risk="high")
    assert placed["gift_cards"] == []
    town.post(f"/orders/{placed['order_id']}/risk", level="low")
    assert town.heard("fulfillments/create") == []
    assert len(town.post(f"/orders/{placed['order_id']}/fulfil")["gift_cards"]) == 2


def test_a_refund_to_a_gift_card_gives_it_the_money_back(town: Town) -> None:
    card = town.card("50")
    placed = town.post("/orders", lines=[SHIRT], gift_card_codes=["LEDGERCODE000001"])
    sale = placed["paid_by"][0]["transaction_id"]
    path = f"/orders/{placed['order_id']}/refund"
    town.post(path, transactions=[{"parent_id": sale, "amount": "12.00"}])
    town.post(path, 422, transactions=[{"parent_id": sale, "amount": "18.01"}])
    assert town.balance(card) == "32.0"
    (body,) = town.heard("refunds/create")
    (back,) = body["transactions"]
    assert (back["kind"], back["gateway"], back["parent_id"]) == ("refund", "gift_card", sale)
    assert back["receipt"]["gift_card_id"] == number(card)
    assert back in town.heard("order_transactions/create")


def test_a_cancelled_order_restores_its_cards_and_says_so(town: Town) -> None:
    card = town.card("20")
    placed = town.post("/orders", lines=[SHIRT], gift_card_codes=["LEDGERCODE000001"])
    path = f"/orders/{placed['order_id']}/cancel"
    assert town.post(path)["financial_status"] == "refunded"
    town.post(path, 422)
    assert town.balance(card) == "20.0"
    (body,) = town.heard("orders/cancelled")
    assert (body["cancel_reason"], body["current_total_price"]) == ("customer", "0.00")
    refunded = [one["amount"] for one in body["refunds"][0]["transactions"]]
    assert refunded == ["20.00", "10.00"]
    assert town.get(f"/orders/{placed['order_id']}")["fulfillment_orders"][0]["status"] == "CLOSED"


def test_an_edit_takes_units_away_and_adds_lines(town: Town) -> None:
    placed = town.post("/orders", lines=[{**SHIRT, "quantity": 3}])
    lines = [{"line_item_id": placed["line_items"][0], "quantity": 1}]
    town.post(f"/orders/{placed['order_id']}/edit", lines=lines, add=[{**SHIRT, "price": "99"}])
    assert [one["current_quantity"] for one in town.heard("orders/updated")[-1]["line_items"]] == [
        1,
        1,
    ]
    (body,) = town.heard("orders/edited")
    assert body["order_edit"]["line_items"]["removals"] == [
        {"id": lines[0]["line_item_id"], "delta": 2}
    ]


def test_every_body_is_understood_by_the_ledger(town: Town) -> None:
    town.card("20")
    wish: dict[str, Any] = {
        "lines": [SHIRT, OURS, NATIVE],
        "gift_card_codes": ["LEDGERCODE000001"],
        "test": True,
    }
    placed = town.post("/orders", email="bea@example.com", **wish)
    town.post(f"/orders/{placed['order_id']}/cancel")
    town.settled()
    read = ("orders/paid", "order_transactions/create", "fulfillments/create", "refunds/create")
    met: Counter[str] = Counter()
    for topic, body, *_ in town.listener.heard:
        if topic in (*read, "orders/cancelled"):
            found = translate(
                topic, body, sku_prefix="GIFT-", received_at=datetime(2027, 1, 15, tzinfo=UTC)
            )
            assert found.problems == (), (topic, found.problems)
            assert body.get("test", True) is True
            met[topic] += len(found.commands)
    assert set(met) == {*read, "orders/cancelled"}
    assert all(met.values())
