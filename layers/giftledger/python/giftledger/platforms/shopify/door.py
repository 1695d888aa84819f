"""Shopify's way in: its headers, its secrets, its topics."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from giftledger.platforms.door import Delivery, Door
from giftledger.platforms.shopify.denials import denials
from giftledger.platforms.shopify.signature import is_authentic
from giftledger.platforms.shopify.translate import translate
from giftledger.platforms.translation import Translation
from giftledger.settings import Settings


def _is_authentic(delivery: Delivery, kept: Mapping[str, Any]) -> bool:
    return is_authentic(
        delivery.raw,
        signature=delivery.header("x-shopify-hmac-sha256"),
        secrets=(kept.get("current", ""), kept.get("previous", "")),
    )


def _topic(delivery: Delivery, _body: object) -> str:
    return delivery.header("x-shopify-topic").strip().lower()


def _translate(delivery: Delivery, body: object, told: Settings) -> Translation:
    shop = delivery.header("x-shopify-shop-domain").strip().lower()
    if shop and told.shop_domain and shop != told.shop_domain.lower():
        return Translation(problems=("of another shop",))
    topic = _topic(delivery, body)
    found = translate(
        topic,
        body,
        sku_prefix=told.sku_prefix,
        received_at=delivery.received_at,
        products=told.shopify_products,
        risk_hold=told.shopify_risk_hold,
    )
    # Without the Admin API there is nobody to ask about the order.
    has_admin = bool(told.shopify_client_id)
    return replace(found, denials=denials(topic, body) if has_admin else ())


DOOR = Door(
    platform="shopify",
    secret_name=lambda told: told.shopify_secret,
    is_authentic=_is_authentic,
    topic=_topic,
    translate=_translate,
)
