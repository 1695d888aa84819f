"""How the stand-in shop delivers webhooks: signed, again, and at last not at all."""

import base64
import hashlib
import hmac
from typing import Any

from tests.sandbox.conftest import SECRET, URL, Town

SHIRT = {"sku": "SHIRT", "price": "30.00"}


def test_a_webhook_is_signed_over_its_raw_body(town: Town) -> None:
    town.post("/orders", lines=[{**SHIRT, "title": "Hemd für Ünal"}])
    town.settled()
    for topic, _, headers, raw in town.listener.heard:
        digest = hmac.new(SECRET.encode(), raw, hashlib.sha256).digest()
        assert headers["X-Shopify-Hmac-Sha256"] == base64.b64encode(digest).decode()
        assert headers["X-Shopify-Topic"] == topic
        assert headers["X-Shopify-Shop-Domain"] == "sandbox.myshopify.com"


def test_duplicates_share_the_ids_of_their_delivery(town: Town) -> None:
    town.post("/settings", duplicate_webhooks=2)
    town.post("/orders", lines=[SHIRT])
    town.settled()
    ids = [h["X-Shopify-Webhook-Id"] for t, _, h, _ in town.listener.heard if t == "orders/paid"]
    assert (len(ids), len(set(ids))) == (3, 1)


def test_after_eight_failures_the_subscription_is_gone(town: Town) -> None:
    town.listener.status = 302
    town.post("/orders", lines=[SHIRT], pay=False)
    town.settled()
    given_up = [one for one in town.get("/deliveries") if one["topic"] == "orders/create"]
    assert [(one["state"], len(one["attempts"])) for one in given_up] == [("given_up", 8)]
    topics = [one["topic"] for one in town.get("")["subscriptions"]]
    assert "orders/create" not in topics
    assert "orders/paid" in topics


def test_an_outage_loses_webhooks_and_may_delete_subscriptions(town: Town) -> None:
    town.post("/outage", on=True, delete_subscriptions=False)
    town.post("/orders", lines=[SHIRT])
    town.settled()
    assert {one["state"] for one in town.get("/deliveries")} == {"lost"}
    town.post("/outage", on=False, delete_subscriptions=True)
    town.post("/orders", lines=[SHIRT])
    assert town.heard() == []


def test_an_app_subscribes_once_to_a_topic_and_address(town: Town) -> None:
    create = """mutation($t: WebhookSubscriptionTopic!, $w: WebhookSubscriptionInput!) {
      webhookSubscriptionCreate(topic: $t, webhookSubscription: $w) {
        webhookSubscription { id topic uri } userErrors { field message } } }"""
    told: dict[str, Any] = {"t": "ORDERS_PAID", "w": {"uri": URL, "format": "JSON"}}
    (again,) = town.field(create, **told)["userErrors"]
    assert again["message"] == "Address for this topic has already been taken"
    new = town.field(create, **told | {"w": {"uri": f"{URL}/2"}})["webhookSubscription"]
    assert (new["topic"], new["uri"]) == ("ORDERS_PAID", f"{URL}/2")
    listed = town.field("{ webhookSubscriptions(first: 50) { nodes { topic uri } } }")["nodes"]
    assert {"topic": "ORDER_TRANSACTIONS_CREATE", "uri": URL} in listed


def test_a_reset_empties_the_shop_and_keeps_its_target(town: Town) -> None:
    town.card()
    town.post("/settings", search_delay_seconds=9)
    town.post("/outage", on=True, delete_subscriptions=True)
    town.post("/reset")
    seen = town.get("")
    assert (seen["cards"], seen["is_out"], seen["settings"]["search_delay_seconds"]) == (
        0,
        False,
        0,
    )
    town.post("/orders", lines=[SHIRT])
    assert len(town.heard("orders/paid")) == 1


def test_a_new_target_hears_the_usual_topics_signed_with_its_secret(town: Town) -> None:
    told: dict[str, Any] = {
        "url": f"{URL}/new",
        "secret": "new",
        "client_id": "app",
        "shop": "lumen.example",
    }
    town.post("/target", **told)
    town.post("/orders", lines=[SHIRT])
    town.settled()
    assert {one["url"] for one in town.get("/deliveries")} == {f"{URL}/new"}
    for _, _, headers, raw in town.listener.heard:
        digest = hmac.new(b"new", raw, hashlib.sha256).digest()
        assert headers["X-Shopify-Hmac-Sha256"] == base64.b64encode(digest).decode()
        assert headers["X-Shopify-Shop-Domain"] == "lumen.example"
    town.post("/target", 422, url=7)


def test_webhooks_are_sent_again_on_demand(town: Town) -> None:
    town.post("/orders", lines=[SHIRT])
    town.settled()
    assert town.post("/redeliver", topic="orders/paid")["sent"] == 1
    assert len(town.heard("orders/paid")) == 2
