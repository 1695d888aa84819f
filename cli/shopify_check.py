"""`giftledger shopify check`: what is wrong with the connection to the shop, in plain words."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cli.failing import FOUND, OK
from cli.money import grouped
from giftledger.platforms.shopify.admin import app, cards, webhooks
from giftledger.platforms.shopify.admin.client import shop_url
from giftledger.platforms.shopify.admin.faults import SetupError, ShopifyError
from giftledger.platforms.shopify.admin.token import access_token
from giftledger.platforms.shopify.translate import TOPICS
from giftledger.settings import settings
from giftledger.store.shops import ShopSettings, read_shop_settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    about: str
    said: str
    wrong: bool = False


def run(_: Namespace) -> int:
    """Look at one thing after the other; 1 where something is wrong."""
    switches = read_shop_settings()
    found: list[Finding] = []
    looks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("token", _token),
        ("scopes", lambda: _scopes(switches)),
        ("plan", _plan),
        ("limits", _limits),
        ("history", _history),
        ("webhooks", _webhooks),
    )
    for about, look in looks:
        told = list(_looked(about, look))
        found += told
        for finding in told:
            print(f"{'wrong' if finding.wrong else 'ok':5}  {finding.about}: {finding.said}")
        if about == "token" and any(finding.wrong for finding in told):
            break
    wrong = sum(finding.wrong for finding in found)
    print(f"\n{wrong} things to put right" if wrong else "\neverything is in place")
    return FOUND if wrong else OK


def _looked(about: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except SetupError as error:
        yield Finding(about, f"{error}. {error.advice}", wrong=True)
    except ShopifyError as error:
        said = f"Shopify gives no answer at {shop_url()} ({type(error).__name__}: {error})"
        yield Finding(about, f"{said}. Try again in a minute.", wrong=True)


def _token() -> Iterator[Finding]:
    access_token()
    shop = cards.shop_features()
    version = settings().shopify_api_version
    yield Finding("shop", f"{shop.name} at {shop_url()}, API version {version}")


def _scopes(switches: ShopSettings) -> Iterator[Finding]:
    granted = app.granted_scopes()
    needed = [*app.CARD_SCOPES, *app.ORDER_SCOPES]
    if switches.upload_customers or switches.send_notifications:
        needed += app.CUSTOMER_SCOPES
    missing = [scope for scope in needed if scope not in granted]
    if missing:
        said = f"missing: {', '.join(missing)}. Add them to the app, release it, and let the shop "
        yield Finding("scopes", f"{said}approve it.", wrong=True)
    else:
        yield Finding("scopes", "all that are needed")
    if "read_all_orders" not in granted:
        yield Finding("scopes", "without read_all_orders, orders are seen for 60 days only")


def _plan() -> Iterator[Finding]:
    if cards.shop_features().gift_cards:
        yield Finding("plan", "has gift cards")
        return
    said = "has no gift cards: choose a Shopify plan that has them, or turn create_cards off."
    yield Finding("plan", said, wrong=True)


def _limits() -> Iterator[Finding]:
    limits = cards.configuration()
    issue = grouped(limits.issue_minor, limits.currency)
    bought = grouped(limits.purchase_minor, limits.currency)
    said = f"a card holds up to {issue} {limits.currency}, and is sold with up to {bought}"
    yield Finding("limits", said)


def _history() -> Iterator[Finding]:
    """Without it a lost reply can't be resolved: asked of a card that does not exist."""
    cards.transactions("1")
    yield Finding("history", "movements of cards can be read")


def _webhooks() -> Iterator[Finding]:
    told = {subscription.topic for subscription in webhooks.subscriptions()}
    missing = [topic for topic in TOPICS if topic not in told]
    if not missing:
        yield Finding("webhooks", "all topics are subscribed")
    elif told:
        said = f"not subscribed: {', '.join(missing)}. The poll makes them again."
        yield Finding("webhooks", said, wrong=True)
    else:
        # Those of the app's configuration file are not told: they stay whatever fails.
        yield Finding(
            "webhooks",
            "none through the Admin API. Right if they stand in the app's configuration file "
            "(shopify.app.toml), else the poll makes them.",
        )
