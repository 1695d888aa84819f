"""The ledger's own Admin client and the stand-in shop understand each other, call by call."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from giftledger.platforms.shopify.admin import (
    app,
    bulk,
    cards,
    client,
    customers,
    order_marks,
    order_states,
    orders,
    webhooks,
)
from giftledger.platforms.shopify.admin.documents.card_changes import CREATE
from giftledger.platforms.shopify.admin.faults import (
    NotAppliedError,
    Refused,
    SetupError,
    UnknownOutcomeError,
)
from giftledger.platforms.shopify.admin.transport import http_client
from giftledger.platforms.shopify.translate import translate
from tests.sandbox.conftest import Bridge, Town

NOTE = "Giftledger ABCDEFGHIJ2345672345"


@pytest.fixture(params=["2026-04", "2026-07"])
def shop(town: Town, request: pytest.FixtureRequest) -> Iterator[Town]:
    http = http_client(Bridge(httpx.ASGITransport(app=town.http.app)))
    told = {"url": "http://shop", "version": request.param}
    client.use(
        client.Admin(**told, http=http, tokens=lambda _: "shpat_sandbox", pause=lambda _: None)
    )
    yield town
    client.use(None)


def new(code: str = "LEDGERCODE000001", minor: int = 5000) -> cards.CardThere:
    return cards.create_card(
        code=code, amount_minor=minor, currency="USD", expires_on=date(2028, 1, 31), note=NOTE
    )


def test_a_card_lives_from_its_creation_to_its_end(shop: Town) -> None:
    made = new()
    card_id = made.shopify_gift_card_id
    assert (made.balance_minor, made.last_characters, made.note) == (5000, "0001", NOTE)
    assert cards.debit(card_id, 1250, "USD", NOTE) == 3750
    assert cards.credit(card_id, 50, "USD", NOTE) == 3800
    assert [one.amount_minor for one in cards.transactions(card_id)] == [-1250, 50]
    changed = cards.update_card(card_id, expires_on=None, note="new")
    assert (changed.expires_on, changed.note) == (None, "new")
    assert cards.find_by_code("LEDGERCODE000001") == cards.card(card_id)
    assert next(cards.cards_changed_since(made.created_at - timedelta(1))) == cards.card(card_id)
    assert [len(each) for each in cards.all_cards()] == [1]
    cards.deactivate(card_id)
    with pytest.raises(Refused):
        cards.debit(card_id, 1, "USD", NOTE)
    assert shop.get("/calls")["bucket"]["throttled"] == 0


def test_a_refusal_is_read_with_its_code(shop: Town) -> None:  # noqa: ARG001  the shop is used
    made = new()
    with pytest.raises(Refused) as taken:
        new()
    assert taken.value.is_code_taken
    with pytest.raises(Refused) as poor:
        cards.debit(made.shopify_gift_card_id, 5001, "USD", NOTE)
    assert poor.value.code == "INSUFFICIENT_FUNDS"


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("500", UnknownOutcomeError),
        ("html", UnknownOutcomeError),
        ("html_after_applying", UnknownOutcomeError),
        ("access_denied", SetupError),
        ("plan", SetupError),
        ("retired_version", SetupError),
    ],
)
def test_a_fault_has_the_meaning_that_it_has_at_shopify(
    shop: Town, kind: str, fault: type[Exception]
) -> None:
    shop.post("/faults", operation="giftCardCreate", kind=kind)
    with pytest.raises(fault):
        new()


def test_a_short_throttling_is_waited_for_and_a_long_one_is_told(shop: Town) -> None:
    shop.post("/faults", operation="giftCardCreate", kind="throttled")
    assert new().balance_minor == 5000
    shop.post("/faults", operation="giftCardCreate", kind="throttled", times=1000)
    with pytest.raises(NotAppliedError):
        new("LEDGERCODE000002")


def test_an_order_is_read_as_its_webhooks_tell_it(shop: Town) -> None:
    new()
    placed = shop.post(
        "/orders",
        lines=[{"sku": "GIFT-50", "price": "50", "requires_shipping": False}, {"price": "10"}],
        gift_card_codes=["LEDGERCODE000001"],
        email="bea@example.com",
        risk="medium",
    )
    there = orders.order(str(placed["order_id"]))
    assert there is not None
    found = translate("orders/paid", there.body, sku_prefix="GIFT-", received_at=datetime.now(UTC))
    assert found.problems == ()
    (body,) = shop.heard("orders/paid")
    told = translate("orders/paid", body, sku_prefix="GIFT-", received_at=datetime.now(UTC))
    assert [one.command_id for one in found.commands] == [one.command_id for one in told.commands]
    since = datetime.fromtimestamp(shop.now[0] - 60, UTC)
    assert [len(page) for page in orders.orders_updated_since(since)] == [1]


def test_lines_are_fulfilled_and_orders_are_marked(shop: Town) -> None:
    placed = shop.post("/orders", lines=[{"sku": "GIFT-50", "price": "50"}])
    order_id = str(placed["order_id"])
    (part,) = order_marks.fulfillment_orders(order_id)
    units = {line.id: line.remaining for line in part.lines}
    order_marks.create_fulfillment(fulfillment_order_id=part.id, quantities=units)
    with pytest.raises(Refused):
        order_marks.create_fulfillment(fulfillment_order_id=part.id, quantities=units)
    order_marks.add_tags(order_id, ["giftledger"])
    order_marks.set_metafields(order_id, {"cards": "[]"}, kind="json")
    order_marks.set_note(order_id, "two cards")
    there = shop.get(f"/orders/{order_id}")
    assert (there["tags"], there["note"]) == ("giftledger", "two cards")
    assert there["metafields"] == {"giftledger.cards": "[]"}
    assert there["fulfillment_status"] == "fulfilled"
    assert order_states.order_state(order_id) is not None


def test_what_is_held_is_not_fulfilled(shop: Town) -> None:
    placed = shop.post("/orders", lines=[{"sku": "GIFT-50", "price": "50"}])
    (part,) = order_marks.fulfillment_orders(str(placed["order_id"]))
    order_states.hold_fulfillment_order(part.id, "refunded")
    with pytest.raises(Refused):
        order_marks.create_fulfillment(
            fulfillment_order_id=part.id, quantities={line.id: 1 for line in part.lines}
        )


def test_customers_subscriptions_scopes_and_limits_are_read(shop: Town) -> None:
    customer = customers.find_or_create_customer(email="ann@example.com", first_name="Ann")
    assert customers.find_or_create_customer(email="ANN@example.com") == customer
    known = {one.topic for one in webhooks.subscriptions()}
    assert "order_transactions/create" in known
    webhooks.subscribe("app/uninstalled", "https://ledger.example.com/other")
    assert len(webhooks.subscriptions()) == len(shop.get("")["subscriptions"])
    assert "write_gift_cards" in app.granted_scopes()
    assert cards.configuration().issue_minor == 200_000
    assert cards.shop_features().gift_cards


def test_a_bulk_import_is_staged_run_and_read(shop: Town) -> None:
    worth = (
        {"initialValue": "5"}
        if client.admin().version < "2026-07"
        else {"initialAmount": {"amount": "5", "currencyCode": "USD"}}
    )
    lines = [
        json.dumps({"input": worth | {"code": f"BULKCODE0000000{each}"}}) for each in (1, 1, 2)
    ]
    path = bulk.stage("\n".join(lines).encode())
    started = bulk.run_mutation(CREATE.text_for(client.admin().version), path, "import-00000001")
    until = time.monotonic() + 5
    while (found := bulk.operation(started)) is not None and not found.has_ended:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert found is not None
    assert found.url is not None
    rows = list(bulk.rows(found.url))
    assert [row["__lineNumber"] for row in rows] == [0, 1, 2]
    assert len(shop.get("/cards")) == 2
