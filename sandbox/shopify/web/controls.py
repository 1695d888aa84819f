"""Controls of the shop itself: faults, outages, settings, and what it has seen."""

from dataclasses import asdict
from typing import Any

from sandbox.shopify import events
from sandbox.shopify.settings import ShopSettings, UnknownSettingError, change
from sandbox.shopify.shop import Shop
from sandbox.shopify.web.answers import Told

TARGET = {"url": "webhooks", "secret": "secret", "client_id": "client_id", "shop": "shop"}
"""Names of a target, and the settings that they turn."""

KEPT = (*TARGET.values(), "name", "currency")
"""Settings that a reset leaves alone."""

BUCKET = ("bucket_size", "bucket_restore_rate")


def overview(shop: Shop, _told: Told) -> Any:  # noqa: ANN401  JSON
    """What there is."""
    told = asdict(shop.settings)
    hidden = {name: bool(told.pop(name)) for name in ("secret", "legacy_token")}
    return {
        "settings": told | hidden,
        "cards": len(shop.cards),
        "orders": len(shop.orders),
        "customers": len(shop.customers),
        "subscriptions": [
            {"id": one.id, "topic": one.topic, "url": one.url}
            for one in shop.subscriptions.values()
        ],
        "faults": [asdict(one) for one in shop.faults.wishes if one.times],
        "is_out": shop.is_out,
        "bucket": shop.limits(),
        "deliveries_idle": shop.sender.is_idle(),
    }


def aim(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """Where webhooks go, by which secret they are signed, and which app may get tokens."""
    wanted = {TARGET[name]: value for name, value in told.items() if name in TARGET}
    change(shop.settings, wanted)
    events.aim(shop)
    return overview(shop, told)


def set_settings(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """Turn settings."""
    change(shop.settings, told)
    if any(name in told for name in BUCKET):
        shop.refill()
    return overview(shop, told)


def add_fault(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """Wish for a fault."""
    return asdict(shop.faults.add(told))


def clear_faults(shop: Shop, _told: Told) -> Any:  # noqa: ANN401  JSON
    """No more faults."""
    shop.faults.clear()
    return {}


def outage(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """While it is on, webhooks are lost; subscriptions may vanish with them."""
    if not isinstance(told.get("on"), bool):
        raise UnknownSettingError("on is true or false")
    shop.is_out = told["on"]
    if told.get("delete_subscriptions"):
        shop.subscriptions.clear()
    return {"on": shop.is_out, "subscriptions": len(shop.subscriptions)}


def calls(shop: Shop, _told: Told) -> Any:  # noqa: ANN401  JSON
    """All calls of the Admin API, oldest first, and how the bucket fared."""
    return {"calls": [asdict(one) for one in shop.calls], "bucket": shop.limits()}


def deliveries(shop: Shop, _told: Told) -> Any:  # noqa: ANN401  JSON
    """All webhooks, oldest first, with the HTTP status of each attempt."""
    return [
        {
            "topic": one.topic,
            "url": one.url,
            "webhook_id": one.webhook_id,
            "event_id": one.event_id,
            "state": one.state,
            "attempts": list(one.attempts),
        }
        for one in list(shop.sender.deliveries)
    ]


def redeliver(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """Send again what was sent, of one topic or all: duplicates, in any case late."""
    topic = told.get("topic")
    again = [one for one in list(shop.sender.deliveries) if topic in (None, one.topic)]
    for one in again:
        one.attempts.clear()
        shop.sender.send(one)
    return {"sent": len(again)}


def reset(shop: Shop, _told: Told) -> Any:  # noqa: ANN401  JSON
    """An empty shop with the same target, all other settings as in the beginning."""
    fresh = asdict(ShopSettings())
    change(shop.settings, {name: fresh[name] for name in fresh if name not in KEPT})
    shop.empty()
    events.aim(shop)
    return {}
