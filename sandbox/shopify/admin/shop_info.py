"""The shop, the app's installation, and any node by its id."""

from collections.abc import Callable
from typing import Any

from sandbox.shopify.admin import bulk, cards, orders, people
from sandbox.shopify.admin.shapes import Args, Door, Node, gid
from sandbox.shopify.shop import Shop

BY_KIND: dict[str, Door] = {
    "GiftCard": cards.gift_card,
    "Order": orders.QUERIES["order"],
    "Customer": people.QUERIES["customer"],
    "BulkOperation": bulk.QUERIES["bulkOperation"],
}


def _shop(shop: Shop, _args: Args) -> Node:
    told = shop.settings
    return {
        "__typename": "Shop",
        "id": gid("Shop", 1),
        "name": told.name,
        "email": f"owner@{told.shop}",
        "myshopifyDomain": told.shop,
        "currencyCode": told.currency,
        "ianaTimezone": "Etc/UTC",
        "features": {"giftCards": told.gift_cards},
        "plan": {"publicDisplayName": "Basic", "shopifyPlus": False, "partnerDevelopment": True},
        "primaryDomain": {"host": told.shop, "url": f"https://{told.shop}"},
    }


def _installation(shop: Shop, _args: Args) -> Node:
    scopes = [{"handle": scope, "description": scope} for scope in shop.settings.scopes]
    app = {"id": gid("App", 1), "handle": "giftledger", "title": "Giftledger"}
    return {"id": gid("AppInstallation", 1), "accessScopes": scopes, "app": app}


def _node(shop: Shop, args: Args) -> Any:  # noqa: ANN401  any node
    kind = str(args["id"]).removeprefix("gid://shopify/").partition("/")[0]
    find: Callable[[Shop, Args], Any] | None = BY_KIND.get(kind)
    return find(shop, args) if find is not None else None


QUERIES: dict[str, Door] = {
    "shop": _shop,
    "currentAppInstallation": _installation,
    "appInstallation": _installation,
    "node": _node,
}
