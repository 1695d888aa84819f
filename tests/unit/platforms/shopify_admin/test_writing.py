"""What is written on orders, customers, subscriptions and bulk files."""

import httpx
import pytest

from giftledger.platforms.shopify.admin import bulk, customers, orders, webhooks
from giftledger.platforms.shopify.admin.faults import NotAppliedError, Refused, UnknownOutcomeError
from tests.unit.platforms.shopify_admin.conftest import Open
from tests.unit.platforms.shopify_admin.shop import NO_MORE, answer, refusal

OPERATION = {
    "id": "gid://shopify/BulkOperation/7",
    "status": "CREATED",
    "errorCode": None,
    "objectCount": "0",
    "url": None,
    "partialDataUrl": None,
}


def test_what_is_left_to_fulfil_is_read_with_its_lines(open_shop: Open) -> None:
    fulfillment_order = {
        "id": "gid://shopify/FulfillmentOrder/4",
        "status": "OPEN",
        "supportedActions": [{"action": "CREATE_FULFILLMENT"}],
    }
    line = {
        "id": "gid://shopify/FulfillmentOrderLineItem/5",
        "remainingQuantity": 2,
        "lineItem": {"id": "gid://shopify/LineItem/501"},
    }
    open_shop(
        answer(
            {"order": {"fulfillmentOrders": {"nodes": [fulfillment_order], "pageInfo": NO_MORE}}}
        ),
        answer({"fulfillmentOrder": {"lineItems": {"nodes": [line], "pageInfo": NO_MORE}}}),
    )
    (found,) = orders.fulfillment_orders("1001")
    assert (found.id, found.status, found.actions) == ("4", "OPEN", ("CREATE_FULFILLMENT",))
    assert [(one.id, one.line_item_id, one.remaining) for one in found.lines] == [("5", "501", 2)]


def test_lines_are_fulfilled_by_their_ids(open_shop: Open) -> None:
    made = {"fulfillment": {"id": "gid://shopify/Fulfillment/6"}, "userErrors": []}
    shop = open_shop(answer({"fulfillmentCreate": made}))
    assert orders.create_fulfillment(fulfillment_order_id="4", quantities={"5": 2}) == "6"
    assert shop.sent[0]["fulfillment"] == {
        "lineItemsByFulfillmentOrder": [
            {
                "fulfillmentOrderId": "gid://shopify/FulfillmentOrder/4",
                "fulfillmentOrderLineItems": [
                    {"id": "gid://shopify/FulfillmentOrderLineItem/5", "quantity": 2}
                ],
            }
        ],
        "notifyCustomer": False,
    }


def test_orders_are_marked(open_shop: Open) -> None:
    shop = open_shop(
        answer({"tagsAdd": {"node": {"id": "x"}, "userErrors": []}}),
        answer({"metafieldsSet": {"metafields": [], "userErrors": []}}),
        answer({"orderUpdate": {"order": {"id": "x"}, "userErrors": []}}),
        answer({"fulfillmentOrderCancel": {"fulfillmentOrder": {"id": "x"}, "userErrors": []}}),
    )
    orders.add_tags("1001", ["gift"])
    orders.set_metafields("1001", {"cards": "2"})
    orders.set_note("1001", "note")
    orders.cancel_fulfillment_order("4")
    tags, metafields, note, cancelled = shop.sent
    assert tags == {"id": "gid://shopify/Order/1001", "tags": ["gift"]}
    assert metafields["metafields"][0]["ownerId"] == "gid://shopify/Order/1001"
    assert note["input"] == {"id": "gid://shopify/Order/1001", "note": "note"}
    assert cancelled == {"id": "gid://shopify/FulfillmentOrder/4"}


def test_a_customer_who_exists_is_not_made_again(open_shop: Open) -> None:
    shop = open_shop(answer({"customerByIdentifier": {"id": "gid://shopify/Customer/3"}}))
    assert customers.find_or_create_customer(email="ann@example.com") == "3"
    assert len(shop.asked) == 1


def test_a_customer_is_made_without_what_is_unknown(open_shop: Open) -> None:
    shop = open_shop(
        answer({"customerByIdentifier": None}),
        answer({"customerCreate": {"customer": {"id": "gid://shopify/Customer/4"}}}),
    )
    assert customers.find_or_create_customer(email="ann@example.com", first_name="Ann") == "4"
    assert shop.sent[1]["input"] == {"email": "ann@example.com", "firstName": "Ann"}


def test_a_customer_whom_somebody_made_meanwhile_is_taken(open_shop: Open) -> None:
    taken = refusal(
        "customerCreate", {"field": ["email"], "message": "Email has already been taken"}
    )
    open_shop(
        answer({"customerByIdentifier": None}),
        taken,
        answer({"customerByIdentifier": {"id": "gid://shopify/Customer/5"}}),
    )
    assert customers.find_or_create_customer(email="ann@example.com") == "5"
    open_shop(
        answer({"customerByIdentifier": None}),
        refusal("customerCreate", {"field": ["email"], "message": "Email is invalid"}),
        answer({"customerByIdentifier": None}),
    )
    with pytest.raises(Refused):
        customers.find_or_create_customer(email="ann@")


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("ORDERS_PAID", "orders/paid"),
        ("ORDER_TRANSACTIONS_CREATE", "order_transactions/create"),
        ("APP_SCOPES_UPDATE", "app/scopes_update"),
    ],
)
def test_subscriptions_are_told_by_the_topic_of_webhooks(
    open_shop: Open, name: str, topic: str
) -> None:
    node = {
        "id": "gid://shopify/WebhookSubscription/8",
        "topic": name,
        "uri": "https://x.example/hook",
        "format": "JSON",
        "apiVersion": {"handle": "2026-07"},
    }
    made = {"webhookSubscription": {"id": "gid://shopify/WebhookSubscription/9"}}
    shop = open_shop(
        answer({"webhookSubscriptions": {"nodes": [node], "pageInfo": NO_MORE}}),
        answer({"webhookSubscriptionCreate": {**made, "userErrors": []}}),
    )
    (found,) = webhooks.subscriptions()
    assert (found.topic, found.url, found.api_version) == (
        topic,
        "https://x.example/hook",
        "2026-07",
    )
    assert webhooks.subscribe(topic, "https://x.example/hook") == "9"
    assert shop.sent[1]["topic"] == name


def staged() -> httpx.Response:
    target = {
        "url": "https://storage.example/upload",
        "parameters": [
            {"name": "key", "value": "tmp/1/bulk/u/variables.jsonl"},
            {"name": "policy", "value": "p"},
        ],
    }
    return answer({"stagedUploadsCreate": {"stagedTargets": [target], "userErrors": []}})


def test_a_file_is_put_with_the_fields_in_order_and_itself_last(open_shop: Open) -> None:
    shop = open_shop(staged(), httpx.Response(201))
    assert bulk.stage(b'{"a": 1}\n') == "tmp/1/bulk/u/variables.jsonl"
    upload = shop.asked[1]
    names = [part.split(b'"')[1] for part in upload.content.split(b"name=")[1::1]]
    assert names[:3] == [b"key", b"policy", b"file"]
    assert "X-Shopify-Access-Token" not in upload.headers


def test_a_file_that_the_storage_refuses_is_not_there(open_shop: Open) -> None:
    open_shop(staged(), httpx.Response(403))
    with pytest.raises(NotAppliedError):
        bulk.stage(b"{}")
    with pytest.raises(ValueError, match="1 byte"):
        bulk.stage(b"")


def test_a_bulk_operation_is_started_and_followed(open_shop: Open) -> None:
    done = {**OPERATION, "status": "COMPLETED", "objectCount": "2", "url": "https://s.example/r"}
    shop = open_shop(
        answer({"bulkOperationRunMutation": {"bulkOperation": OPERATION, "userErrors": []}}),
        answer({"bulkOperation": done}),
        answer({"bulkOperation": None}),
    )
    assert bulk.run_mutation("mutation x { y }", "path", "giftledger-1") == "7"
    found = bulk.operation("7")
    assert found is not None
    assert (found.has_ended, found.object_count, found.url) == (True, 2, "https://s.example/r")
    assert bulk.operation("8") is None
    assert shop.sent[0]["clientIdentifier"] == "giftledger-1"


def test_a_sixth_operation_is_refused(open_shop: Open) -> None:
    error = {"field": None, "code": "OPERATION_IN_PROGRESS", "message": "m"}
    open_shop(refusal("bulkOperationRunMutation", error))
    with pytest.raises(Refused) as refused:
        bulk.run_mutation("mutation x { y }", "path", "giftledger-1")
    assert refused.value.code == "OPERATION_IN_PROGRESS"


def test_result_rows_are_read_as_objects(open_shop: Open) -> None:
    open_shop(
        httpx.Response(200, text='{"a": 1, "__lineNumber": 1}\n\n{"a": 2, "__lineNumber": 0}\n'),
        httpx.Response(404),
        httpx.ReadError("x"),
        httpx.Response(200, text="[]\n"),
    )
    url = "https://s.example/r"
    assert [row["__lineNumber"] for row in bulk.rows(url)] == [1, 0]
    for fault in (NotAppliedError, NotAppliedError, UnknownOutcomeError):
        with pytest.raises(fault):
            list(bulk.rows(url))
