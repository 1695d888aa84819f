"""Whether Shopify still sends what the ledger listens for: it deletes a subscription that fails.

Subscriptions of the app's own configuration file are not listed there and never deleted; one
more for the same address only brings webhooks twice, which does no harm.
"""

from giftledger.observability import count, logger
from giftledger.platforms.shopify.admin import webhooks as shop
from giftledger.platforms.shopify.admin.faults import Refused
from giftledger.platforms.shopify.translate import TOPICS
from giftledger.settings import settings

PATH = "/webhooks/shopify"


def check_subscriptions() -> tuple[str, ...]:
    """Subscribe to every topic that is missing; returns those.

    Raises what the Admin client raises.
    """
    address = settings().public_url
    if not address:
        return ()
    url = f"{address}{PATH}"
    there = {one.topic for one in shop.subscriptions() if one.url == url}
    missing = tuple(topic for topic in TOPICS if topic not in there and _made(topic, url))
    if missing:
        count("ShopifySubscriptionsMissing", len(missing))
        line = {"operation": "shopify_subscriptions", "topics": list(missing)}
        logger().error("subscriptions were missing", extra=line)
    return missing


def _made(topic: str, url: str) -> bool:
    """False where Shopify has it after all: then nothing was missing."""
    try:
        shop.subscribe(topic, url)
    except Refused as refusal:
        extra = {"operation": "shopify_subscriptions", "topic": topic, "code": refusal.code}
        logger().warning("not subscribed", extra=extra)
        return False
    return True
