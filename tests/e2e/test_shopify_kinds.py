"""Plastic cards, test cards and a connection that is set up wrongly, each in the shop as well."""

from sandbox.client import Stack, settled
from sandbox.mailbox import gift_mail
from sandbox.shop import Shop
from tests.e2e.shopping import MUG, Bought, at_the_till, buy_card, gift_line
from tests.e2e.typed import giftledger
from tests.events import netsuite
from tests.events.shopify import fresh_id


def test_a_plastic_card_pays_in_the_shop_once_netsuite_has_shipped_it(
    stack: Stack, shop: Shop
) -> None:
    line = {"sku": "GIFT-100", "price": "100.00", "quantity": 1, "requires_shipping": True}
    sold = shop.buys(line, email="buyer@example.com")
    serial = str(6_034_000_000_000_000 + fresh_id() % 10**10)
    assert shop.card(serial) is None
    row = netsuite.row(serial, 10_000)
    account = stack.described["netsuite"]["account"]
    shipped = netsuite.item_fulfillment(str(fresh_id()), sold["order_id"], [row], account=account)
    assert stack.netsuite(shipped).status == 200
    plastic = Bought(stack, shop, str(sold["order_id"]), serial)
    settled(lambda: stack.cards(plastic.reference), what="the serial")
    plastic.becomes(10_000)
    assert shop.buys(MUG, codes=(serial,))["due"] == "0.00"
    plastic.becomes(8000)


def test_a_test_card_is_mailed_and_never_in_the_shop(stack: Stack, shop: Shop) -> None:
    to = f"rehearsal.{fresh_id()}@example.com"
    shop.buys(gift_line("50.00", to), email="buyer@example.com", test=True)
    (message,) = settled(lambda: stack.mails(to), what="gift mail")
    code = gift_mail(message).code
    live = at_the_till(stack, code, 100)
    assert (live.status, live.json()["code"]) == (422, "test_mismatch")
    assert shop.card(code) is None


def test_a_missing_scope_is_said_in_words_and_nothing_is_lost(stack: Stack, shop: Shop) -> None:
    assert giftledger("shopify", "check").returncode == 0
    bought = buy_card(stack, shop)
    shop.faults("giftCardDebit", "access_denied")
    assert at_the_till(stack, bought.code, 500, seconds=240).status == 201
    bought.becomes(4500)
