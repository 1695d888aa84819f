"""A card in both worlds: sold by the shop, spent there and at a till, refunded there."""

import time
from typing import Any

from giftledger.settings import settings
from giftledger.store.items import bind
from giftledger.store.shops import read_shop_settings, write_shop_settings
from sandbox.client import settled
from sandbox.demo_story import Story, amount, check, expect
from sandbox.mailbox import gift_mail
from sandbox.shop import Json, Shop
from tests.events import shopify
from tests.events.shopify import fresh_id

PENDING = 202
GIFT_CARD: Json = {"sku": "GIFT-50", "price": "50.00", "quantity": 1, "requires_shipping": False}


def turn(*, create_cards: bool) -> None:
    """Turn the switch that creates our cards in Shopify, and wait until it works everywhere."""
    bind(settings())
    chosen = read_shop_settings()
    if chosen.create_cards is not create_cards:
        write_shop_settings(chosen.model_copy(update={"create_cards": create_cards}))
        time.sleep(settings().settings_kept_seconds + 1)


def both_ways(story: Story) -> str:
    """Returns the code of a card that is left with 19.00, in the ledger and in the shop."""
    turn(create_cards=True)
    shop, stack = Shop.of(story.stack), story.stack
    to = f"cleo.{fresh_id()}@example.com"
    gift = shopify.recipient(to, name="Cleo", message="For you")
    sold = shop.buys(
        {**GIFT_CARD, "properties": gift},
        email="buyer@example.com",
    )
    reference = f"order:shopify:{sold['order_id']}"
    card = story.card(reference, lambda card: card.status == "active", what="issue")
    (message,) = settled(lambda: stack.mails(to), what="gift mail")
    code = gift_mail(message).code
    check(shop.card(code) is not None, "the card is in Shopify before its mail leaves")
    story.say(
        "a customer buys a card in the shop", "issued, created in Shopify, mailed", _in(shop, code)
    )

    spent = shop.buys({"sku": "MUG", "price": "20.00", "quantity": 1}, codes=(code,))
    check(spent["due"] == "0.00", "the shop's checkout")
    card = story.card(reference, lambda card: card.balance_minor == 3000, what="redemption")
    story.say("the mailed code pays a mug in the checkout", "20.00 redeemed here too", amount(card))

    till(story, code, 1000, f"till-{fresh_id()}")
    card = story.card(reference, lambda card: card.balance_minor == 2000, what="the till")
    story.say("a till spends 10.00", "held, debited in Shopify, then captured", _in(shop, code))

    (paid,) = spent["paid_by"]
    part = {"transactions": [{"parent_id": paid["transaction_id"], "amount": "5.00"}]}
    shop.ask("POST", f"/orders/{spent['order_id']}/refund", part)
    card = story.card(reference, lambda card: card.balance_minor == 2500, what="the refund")
    story.say("the shop refunds 5.00 to the card", "credited here too", amount(card))

    shop.faults("giftCardDebit", "timeout_after_applying")
    till(story, code, 600, f"till-{fresh_id()}")
    card = story.card(reference, lambda card: card.balance_minor == 1900, what="the lost reply")
    check(_in(shop, code) == amount(card), "one debit")
    story.say(
        "a till spends 6.00, Shopify's reply is lost", "read back: debited once", amount(card)
    )
    return code


def till(story: Story, code: str, amount_minor: int, key: str) -> Any:  # noqa: ANN401  JSON
    """Spend at a till, asking again as long as the answer is 202."""
    wish = {"code": code, "amount_minor": amount_minor, "currency": "USD", "order_reference": key}
    answer = settled(lambda: _answered(story, wish, key), what="the till's redemption")
    return expect(answer, 201)


def _answered(story: Story, wish: Json, key: str) -> Any:  # noqa: ANN401  an HTTP answer
    answer = story.stack.redeem(wish, key=key)
    return None if answer.status == PENDING else answer


def _in(shop: Shop, code: str) -> str:
    """The card's balance as Shopify shows it."""
    return f"{shop.card_of(code)['balance']} USD"
