"""What comes to the function that keeps the shop's gift cards where they stand here."""

import json
from collections.abc import Callable

from giftledger.service import execute
from giftledger.settings import settings
from giftledger.shops import forget_shop_settings
from giftledger.store import opening
from giftledger.store.items import bind
from giftledger.store.programmes import write_programme
from giftledger.store.shops import ShopSettings, write_shop_settings
from giftledger.vault import seal
from tests.crashes.clock import Clock
from tests.crashes.cloud import Cloud, Command
from tests.crashes.lambdas import settle
from tests.crashes.playing import Case, Step
from tests.fakes.commands import digital_issue, native_issue
from tests.fakes.verbs import (
    LASTING,
    authorization,
    closing,
    extension,
    programme_of,
    reload,
    requested,
)
from tests.functions.queue_world import CODE

SOLD = digital_issue(programme=LASTING)
CARD = SOLD.gift_card_id
MINTED = native_issue()


def _told_of(gift_card_id: str) -> Step:
    body = json.dumps({"kind": "card", "gift_card_id": gift_card_id})

    def step(cloud: Cloud) -> None:
        cloud.lose_stream()
        cloud.put(body, queue="shopify_sync")

    return step


def _on(cloud: Cloud) -> None:
    """Our cards are created in the shop."""
    del cloud
    bind(settings())
    write_programme(programme_of(LASTING))
    write_shop_settings(ShopSettings(create_cards=True))
    forget_shop_settings()


def _sold(cloud: Cloud) -> None:
    _on(cloud)
    execute(
        SOLD,
        opening.store(),
        now=Clock.at,
        mint=lambda _: seal(CODE),
        programme_of=programme_of,
    )


def _there(*later: Callable[[str], Command]) -> Step:
    """The card is in the shop, and these were carried out since; they are told its id there."""

    def step(cloud: Cloud) -> None:
        _sold(cloud)
        settle(cloud)
        (there,) = cloud.line.shop.cards
        cloud.tell(*(command(str(there)) for command in later))

    return step


def _spent_in_the_shop(amount_minor: int, *later: Callable[[str], Command]) -> Step:
    def step(cloud: Cloud) -> None:
        _there(*later)(cloud)
        cloud.line.spend(CODE, amount_minor)

    return step


def _minted(cloud: Cloud) -> None:
    _on(cloud)
    cloud.tell(MINTED)


def _at_the_till(amount_minor: int, number: int = 1) -> Callable[[str], Command]:
    return lambda there: requested(number, amount_minor, there)


def _case(name: str, before: Step, card: str = CARD) -> Case:
    return Case("shopify_sync", name, before, arrives=_told_of(card))


def _adjusted_by_hand(cloud: Cloud) -> None:
    """Somebody took 4.00 off the card in the shop's admin, some time ago."""
    _there()(cloud)
    cloud.line.spend(CODE, 400, "by hand")
    cloud.pass_time(minutes=20)


MIRROR_CASES = (
    Case("shopify_reconcile", "nothing to do"),
    Case("shopify_reconcile", "an adjustment by hand", _adjusted_by_hand),
    _case("a card to be made", _sold),
    _case("a card that Shopify minted", _minted, MINTED.gift_card_id),
    _case("a redemption", _there(_at_the_till(3000))),
    _case(
        "two redemptions, one too many",
        _spent_in_the_shop(2500, _at_the_till(2000), _at_the_till(1000, 2)),
    ),
    _case("a reload", _there(lambda _: reload(target=CARD))),
    _case(
        "a hold",
        _there(lambda there: authorization(aliases=(f"shopify#{there}",), timeout_seconds=300)),
    ),
    _case("a card that was closed", _there(lambda _: closing(target=CARD))),
    _case("a later last day", _there(lambda _: extension(target=CARD, expires_on="2039-11-20"))),
    _case("no card", _on),
)
