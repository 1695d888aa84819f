"""What happens to a card on one side is right on the other, also when replies are lost."""

import pytest

from sandbox.client import Stack, settled
from sandbox.mailbox import gift_mail
from sandbox.shop import Shop
from tests.e2e.shopping import MUG, at_the_till, buy_card, gift_line, poll_now
from tests.events.shopify import fresh_id


def test_a_mailed_code_pays_in_the_shop_and_the_ledger_follows(stack: Stack, shop: Shop) -> None:
    bought = buy_card(stack, shop)
    assert bought.theirs_minor() == 5000
    assert shop.buys(MUG, codes=(bought.code,))["due"] == "0.00"
    bought.becomes(3000)


def test_a_till_debits_the_shop_before_it_hears_yes(stack: Stack, shop: Shop) -> None:
    bought = buy_card(stack, shop)
    assert at_the_till(stack, bought.code, 1200).status == 201
    assert bought.theirs_minor() == 3800
    bought.becomes(3800)


def test_a_till_hears_insufficient_when_the_shop_has_spent_the_card(
    stack: Stack, shop: Shop
) -> None:
    bought = buy_card(stack, shop, "20.00")
    shop.ask("POST", "/outage", {"on": True})
    try:
        assert shop.buys(MUG, codes=(bought.code,))["due"] == "0.00"
        answer = at_the_till(stack, bought.code, 1500)
    finally:
        shop.ask("POST", "/outage", {"on": False})
    assert answer.status == 409
    assert answer.json()["code"] == "insufficient_balance"
    poll_now()  # No webhook told of the mug.
    bought.becomes(0, seconds=120)


@pytest.mark.parametrize(
    "kind", ["timeout_after_applying", "html_after_applying", "429", "throttled"]
)
def test_a_debit_whose_reply_goes_wrong_is_made_once(stack: Stack, shop: Shop, kind: str) -> None:
    bought = buy_card(stack, shop)
    shop.faults("giftCardDebit", kind)
    assert at_the_till(stack, bought.code, 700).status == 201
    bought.becomes(4300)
    assert len(shop.card_of(bought.code)["transactions"]) == 1


def test_a_card_whose_creation_got_no_reply_is_adopted_instead_of_doubled(
    stack: Stack, shop: Shop
) -> None:
    shop.faults("giftCardCreate", "timeout_after_applying")
    bought = buy_card(stack, shop)
    bought.becomes(5000)
    assert shop.buys(MUG, codes=(bought.code,))["due"] == "0.00"
    bought.becomes(3000)


def test_a_refund_in_the_shop_credits_the_same_card_once(stack: Stack, shop: Shop) -> None:
    bought = buy_card(stack, shop)
    spent = shop.buys(MUG, codes=(bought.code,))
    (paid,) = spent["paid_by"]
    part = {"transactions": [{"parent_id": paid["transaction_id"], "amount": "7.00"}]}
    shop.ask("POST", f"/orders/{spent['order_id']}/refund", part)
    bought.becomes(3700)


def test_a_refunded_purchase_blocks_the_card_there_too(stack: Stack, shop: Shop) -> None:
    bought = buy_card(stack, shop)
    order = shop.ask("GET", f"/orders/{bought.order_id}")
    line = {"line_item_id": order["line_items"][0]["id"], "quantity": 1}
    shop.ask("POST", f"/orders/{bought.order_id}/refund", {"lines": [line]})
    settled(lambda: bought.ours().status == "closed", what="closing")
    settled(lambda: shop.card_of(bought.code)["enabled"] is False, what="deactivation")
    bought.becomes(0)


def test_a_cancelled_order_restores_the_card_exactly_once(stack: Stack, shop: Shop) -> None:
    bought = buy_card(stack, shop)
    spent = shop.buys(MUG, codes=(bought.code,))
    bought.becomes(3000)
    shop.ask("POST", "/settings", {"duplicate_webhooks": 2})
    try:
        shop.ask("POST", f"/orders/{spent['order_id']}/cancel", {})
        bought.becomes(5000)
    finally:
        shop.ask("POST", "/settings", {"duplicate_webhooks": 0})


def test_an_order_that_fifty_cards_pay_is_posted_on_each(stack: Stack, shop: Shop) -> None:
    to = f"many.{fresh_id()}@example.com"
    sold = shop.buys(gift_line("2.00", to, quantity=50), email="buyer@example.com")
    reference = f"order:shopify:{sold['order_id']}"
    settled(lambda: len(stack.mails(to)) == 50, what="fifty mails", seconds=180)
    codes = tuple(gift_mail(message).code for message in stack.mails(to))
    spent = shop.buys({"sku": "BIKE", "price": "100.00", "quantity": 1}, codes=codes)
    assert spent["due"] == "0.00"
    settled(
        lambda: sum(card.balance_minor for card in stack.cards(reference)) == 0,
        what="fifty redemptions",
        seconds=120,
    )
