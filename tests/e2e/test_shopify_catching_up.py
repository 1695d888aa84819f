"""What no webhook told is found by the poll: afterwards nothing differs and nothing is missing."""

from sandbox.client import Stack, settled
from sandbox.shop import Shop
from tests.e2e.shopping import MUG, buy_card, gift_line, poll_now
from tests.e2e.typed import giftledger
from tests.events.shopify import fresh_id


def test_an_outage_that_deletes_the_subscriptions_leaves_zero_drift(
    stack: Stack, shop: Shop
) -> None:
    spent, refunded, cancelled = (buy_card(stack, shop) for _ in range(3))
    order = shop.buys(MUG, codes=(cancelled.code,))
    cancelled.becomes(3000)
    shop.ask("POST", "/outage", {"on": True, "delete_subscriptions": True})
    try:
        to = f"late.{fresh_id()}@example.com"
        sold = shop.buys(gift_line("25.00", to), email="buyer@example.com")
        shop.buys(MUG, codes=(spent.code,))
        bought = shop.buys(MUG, codes=(refunded.code,))
        part = [{"parent_id": bought["paid_by"][0]["transaction_id"], "amount": "5.00"}]
        shop.ask("POST", f"/orders/{bought['order_id']}/refund", {"transactions": part})
        shop.ask("POST", f"/orders/{order['order_id']}/cancel", {})
    finally:
        shop.ask("POST", "/outage", {"on": False})
    poll_now()
    spent.becomes(3000, seconds=120)
    refunded.becomes(3500)
    cancelled.becomes(5000)
    assert settled(lambda: stack.mails(to), what="the mail of the card sold meanwhile")
    (late,) = stack.cards(f"order:shopify:{sold['order_id']}")
    assert (late.status, late.balance_minor) == ("active", 2500)
    again = shop.buys(MUG, codes=(spent.code,))
    assert again["due"] == "0.00"
    spent.becomes(1000)
    done = giftledger("shopify", "reconcile")
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    listed = giftledger("shopify", "drift", "list").stdout
    assert not [card for card in (spent, refunded, cancelled) if card.ours().gift_card_id in listed]


def test_a_code_that_shopify_minted_is_found_when_it_is_presented(stack: Stack, shop: Shop) -> None:
    line = {"sku": "", "price": "30.00", "quantity": 1, "gift_card": True}
    sold = shop.buys({**line, "requires_shipping": False}, email="buyer@example.com")
    reference = f"order:shopify:{sold['order_id']}"
    settled(lambda: stack.cards(reference), what="the native card")
    (minted,) = (card for card in shop.ask("GET", "/cards") if card["order_id"] == sold["order_id"])
    first = stack.balance(minted["code"])
    assert first.status == stack.balance(f"zz{fresh_id()}").status
    settled(lambda: stack.balance(minted["code"]).status == 200, what="the code is known")
    found = stack.balance(minted["code"])
    assert found.json()["balance"]["amount_minor"] == 3000


def test_an_adjustment_by_hand_is_seen_and_never_overwritten(stack: Stack, shop: Shop) -> None:
    bought = buy_card(stack, shop)
    card = shop.card_of(bought.code)["id"]
    shop.ask("POST", f"/cards/{card}/adjust", {"amount": "-4.00"})
    poll_now()
    compared = giftledger("shopify", "reconcile")
    # So young, it may be a payment that is on its way: a person is asked five minutes later.
    assert "in flight" in compared.stdout, compared.stdout + compared.stderr
    assert bought.both() == (5000, 4600)
    shop.ask("POST", f"/cards/{card}/adjust", {"amount": "4.00"})
    shop.buys(MUG, codes=(bought.code,))
    bought.becomes(3000)
