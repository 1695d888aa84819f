"""Webhook subscriptions of the app."""

from sandbox.shopify import events
from sandbox.shopify.admin.shapes import (
    Args,
    Door,
    Node,
    done,
    gid,
    number,
    page,
    refused,
    time_text,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.subscriptions import Subscription, graphql_topic, rest_topic

FIELD = ["webhookSubscription", "callbackUrl"]
TAKEN = "Address for this topic has already been taken"


def subscription_node(one: Subscription) -> Node:
    """A WebhookSubscription."""
    version = {"handle": one.api_version, "displayName": one.api_version, "supported": True}
    return {
        "__typename": "WebhookSubscription",
        "id": gid("WebhookSubscription", one.id),
        "legacyResourceId": str(one.id),
        "topic": graphql_topic(one.topic),
        "uri": one.url,
        "callbackUrl": one.url,
        "format": "JSON",
        "filter": one.filter,
        "includeFields": one.include_fields,
        "name": one.name,
        "createdAt": time_text(one.created_at),
        "updatedAt": time_text(one.updated_at),
        "apiVersion": version,
    }


def _subscription(shop: Shop, args: Args) -> Node | None:
    one = shop.subscriptions.get(number(args["id"], "WebhookSubscription"))
    return subscription_node(one) if one is not None else None


def _subscriptions(shop: Shop, args: Args) -> Node:
    topics = {rest_topic(topic) for topic in args.get("topics") or []}
    url = args.get("uri") or args.get("callbackUrl")
    found = [
        subscription_node(one)
        for one in shop.subscriptions.values()
        if (not topics or one.topic in topics) and url in (None, one.url)
    ]
    return page(found, args)


def _create(shop: Shop, args: Args) -> Node:
    topic, told = rest_topic(args["topic"]), args["webhookSubscription"]
    url = told.get("uri") or told.get("callbackUrl") or ""
    refusal = _bad_url(shop, topic, url, except_id=None)
    if refusal is not None:
        return refusal
    one = events.subscribe(shop, topic, url)
    _put(one, told)
    return done(webhookSubscription=subscription_node(one))


def _update(shop: Shop, args: Args) -> Node:
    one = shop.subscriptions.get(number(args["id"], "WebhookSubscription"))
    told = args["webhookSubscription"]
    if one is None:
        return refused(["id"], "Webhook subscription does not exist")
    url = told.get("uri") or told.get("callbackUrl")
    refusal = _bad_url(shop, one.topic, url, except_id=one.id) if url else None
    if refusal is not None:
        return refusal
    one.url = url or one.url
    one.updated_at = shop.now()
    _put(one, told)
    return done(webhookSubscription=subscription_node(one))


def _delete(shop: Shop, args: Args) -> Node:
    gone = shop.subscriptions.pop(number(args["id"], "WebhookSubscription"), None)
    if gone is None:
        return refused(["id"], "Webhook subscription does not exist")
    return done(deletedWebhookSubscriptionId=gid("WebhookSubscription", gone.id))


def _bad_url(shop: Shop, topic: str, url: str, *, except_id: int | None) -> Node | None:
    """Unlike Shopify, an address without TLS will do: the local stack has no other."""
    if not url.startswith(("http://", "https://", "arn:aws:events:", "pubsub://")):
        return refused(FIELD, "Address protocol http:// is not supported")
    others = [one for one in shop.subscriptions.values() if one.id != except_id]
    if any(one.topic == topic and one.url == url for one in others):
        return refused(FIELD, TAKEN)
    return None


def _put(one: Subscription, told: Args) -> None:
    one.name = told.get("name", one.name)
    one.filter = told.get("filter", one.filter)
    one.include_fields = list(told.get("includeFields") or one.include_fields)


QUERIES: dict[str, Door] = {
    "webhookSubscription": _subscription,
    "webhookSubscriptions": _subscriptions,
}
MUTATIONS: dict[str, Door] = {
    "webhookSubscriptionCreate": _create,
    "webhookSubscriptionUpdate": _update,
    "webhookSubscriptionDelete": _delete,
}
