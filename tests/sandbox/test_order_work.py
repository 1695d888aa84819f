"""The work on an order at the stand-in shop, over the real client, every change with a fault."""

from collections.abc import Iterator

import httpx
import pytest

from giftledger.mirroring.orders import sync_order
from giftledger.platforms.shopify.admin import client
from giftledger.platforms.shopify.admin.transport import http_client
from giftledger.platforms.shopify.denials import denials
from giftledger.settings import settings
from giftledger.shops import forget_shop_settings
from giftledger.store.items import bind
from tests.fakes.faults import Fault
from tests.functions.queue_world import world
from tests.sandbox.conftest import Town
from tests.sandbox.order_place import AT, READS, Line, Place

OURS = {"sku": "GIFT-50", "price": "50.00", "requires_shipping": False, "quantity": 2}
SHIRT = {"sku": "SHIRT", "price": "30.00", "requires_shipping": True}
FAULTS = (Fault.REPLY_LOST, Fault.KILLED_AFTER)
"""What was applied without our hearing of it. The others are tried at a shop of another test."""


@pytest.fixture
def place(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    line = Line(town)
    with world(monkeypatch) as aws:
        forget_shop_settings()
        bind(settings())
        http = http_client(httpx.MockTransport(line.carry))
        client.use(
            client.Admin(
                url="http://shop",
                version="2026-07",
                http=http,
                tokens=lambda _: "shpat_sandbox",
                pause=lambda _: None,
            )
        )
        yield Place(town, aws, line)
    client.use(None)
    forget_shop_settings()


def changes(place: Place) -> dict[int, str]:
    """The calls of the last life that change something, by their numbers."""
    asked = enumerate(place.line.asked)
    return {number: call for number, call in asked if call not in READS}


def test_digital_lines_are_fulfilled_once_whatever_call_fails(place: Place) -> None:
    quiet = place.order(OURS, SHIRT)
    place.issue(quiet)
    place.live(quiet, "fulfil", {})
    calls = changes(place)
    assert list(calls.values()) == ["fulfillmentCreate", "tagsAdd", "metafieldsSet", "orderUpdate"]
    fulfilments, *_, lines = place.picture(quiet)
    assert fulfilments == 1
    assert lines == [("GIFT-50", "fulfilled"), ("SHIRT", None)]
    assert place.shown(quiet)["tags"] == "giftledger"
    for number, call in calls.items():
        for fault in FAULTS:
            order = place.order(OURS, SHIRT)
            place.issue(order)
            place.live(order, "fulfil", {number: fault})
            assert place.picture(order) == place.picture(quiet), (call, fault)


@pytest.mark.parametrize("submitted", [False, True])
def test_a_denial_comes_to_the_same_end_whatever_call_fails(
    place: Place,
    submitted: bool,  # noqa: FBT001  a table of cases
) -> None:
    quiet = place.order_by_card(SHIRT, submitted=submitted)
    place.refund(quiet)
    place.live(quiet, "deny", {})
    calls = changes(place)
    fulfilments, parts, tags, note, *_ = place.picture(quiet)
    assert (fulfilments, tags) == (0, "Shipping Denied")
    assert parts == ([("CLOSED", 0)] if submitted else []) + [("ON_HOLD", 1)]
    assert "Shipping denied" in note
    for number, call in calls.items():
        for fault in FAULTS:
            order = place.order_by_card(SHIRT, submitted=submitted)
            place.refund(order)
            place.live(order, "deny", {number: fault})
            assert place.picture(order) == place.picture(quiet), (call, fault)


def test_the_webhooks_of_a_full_refund_tell_of_it_and_those_of_a_shipped_order_do_not(
    place: Place,
) -> None:
    def told(number: str) -> set[str]:
        place.town.settled()
        found = {
            order for topic, body, *_ in place.town.listener.heard for order in denials(topic, body)
        }
        return found & {number}

    refunded = place.order(SHIRT)
    assert told(refunded) == set()
    place.refund(refunded)
    assert told(refunded) == {refunded}
    shipped = place.order(SHIRT)
    place.town.post(f"/orders/{shipped}/fulfil")
    place.refund(shipped)
    assert told(shipped) == set()
    assert sync_order(shipped, "deny", now=AT).value == "nothing"


def test_a_partial_refund_leaves_the_order_alone(place: Place) -> None:
    order = place.order(SHIRT, {**SHIRT, "sku": "OTHER"})
    paid = place.shown(order)["transactions"][0]
    money = [{"parent_id": paid["id"], "amount": "30.00"}]
    place.town.post(f"/orders/{order}/refund", lines=[], transactions=money, restock=False)
    assert sync_order(order, "deny", now=AT).value == "nothing"
    assert place.shown(order)["tags"] == ""
