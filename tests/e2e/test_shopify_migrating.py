"""Cards that were there before the connection: taken over, and created in the shop."""

import pytest

from sandbox.client import Stack, settled
from sandbox.demo_shopify import turn
from sandbox.mailbox import gift_mail
from sandbox.shop import Shop
from tests.e2e.shopping import MUG, Bought
from tests.e2e.typed import giftledger
from tests.events import shopify
from tests.events.shopify import fresh_id


@pytest.fixture
def old_card(stack: Stack, shop: Shop) -> Bought:
    """A card of ours from the time before our cards were created in the shop."""
    turn(create_cards=False)
    order, to = fresh_id(), f"old.{fresh_id()}@example.com"
    item = shopify.line(fresh_id(), "40.00", properties=shopify.recipient(to))
    assert stack.shopify("orders/paid", shopify.order(order, [item])).status == 200
    (message,) = settled(lambda: stack.mails(to), what="gift mail")
    code = gift_mail(message).code
    turn(create_cards=True)
    return Bought(stack, shop, str(order), code)


def test_cards_of_the_shop_are_taken_over_to_the_cent(stack: Stack, shop: Shop) -> None:
    made = [shop.ask("POST", "/cards", {"value": value}) for value in ("12.34", "0.01")]
    dry = giftledger("shopify", "import", "--dry-run")
    assert dry.returncode == 0, dry.stdout + dry.stderr
    done = giftledger("shopify", "import", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    for card, minor in zip(made, (1234, 1), strict=True):
        (ours,) = stack.cards(f"shopify:{card['id']}")
        assert (ours.status, ours.balance_minor) == ("active", minor)
    again = giftledger("shopify", "import", "--yes")
    assert again.returncode == 0, again.stdout + again.stderr


def test_an_old_card_is_uploaded_and_pays_in_the_shop(old_card: Bought, shop: Shop) -> None:
    assert shop.card(old_card.code) is None
    done = giftledger("shopify", "upload", "--yes")
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    old_card.becomes(4000)
    assert shop.buys(MUG, codes=(old_card.code,))["due"] == "0.00"
    old_card.becomes(2000)
