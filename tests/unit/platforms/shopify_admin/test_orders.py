"""An order that is fetched means the same as the order that a webhook brought."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from giftledger.ledger.commands import Redeem
from giftledger.platforms.shopify.admin import cards, orders
from giftledger.platforms.shopify.admin.faults import NotAppliedError, SetupError
from giftledger.platforms.shopify.translate import translate
from giftledger.platforms.translation import Translation
from tests.events import shopify
from tests.unit.platforms.shopify_admin import graph
from tests.unit.platforms.shopify_admin.conftest import Open
from tests.unit.platforms.shopify_admin.shop import BARE, NO_MORE, answer

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def meaning(topic: str, body: object) -> Translation:
    return translate(topic, body, sku_prefix="GIFT-", received_at=NOW)


def fetched(open_shop: Open, body: dict[str, Any], **more: Any) -> orders.OrderThere:
    shop = open_shop(*graph.answers(body, **more))
    found = orders.order(str(body["id"]))
    assert found is not None
    assert shop.answers == []
    return found


def sold() -> list[dict[str, Any]]:
    told = shopify.recipient("ann@example.com", name="Ann", message="Hi", send_on="2026-12-24")
    return [
        shopify.line(501, "50.00", quantity=2, discount="5.01", properties=told),
        shopify.line(502, "25.00", kind="physical"),
        shopify.line(503, "10.00", kind="native"),
        shopify.line(504, "80.00", kind="ordinary"),
    ]


def test_a_paid_order_means_the_same_from_either_door(open_shop: Open) -> None:
    body = shopify.order(1001, sold())
    by_webhook = meaning("orders/paid", body)
    assert len(by_webhook.commands) == 3
    assert meaning("orders/paid", fetched(open_shop, body).body) == by_webhook


@pytest.mark.parametrize(("currency", "price"), [("JPY", "5000.0"), ("KWD", "12.500")])
def test_other_currencies_mean_the_same_from_either_door(
    open_shop: Open, currency: str, price: str
) -> None:
    body = shopify.order(1001, [shopify.line(1, price, currency=currency)], currency=currency)
    by_webhook = meaning("orders/paid", body)
    assert by_webhook.commands
    assert meaning("orders/paid", fetched(open_shop, body).body) == by_webhook


def test_a_cancelled_and_refunded_order_means_the_same_from_either_door(open_shop: Open) -> None:
    lines = sold()
    back = shopify.transaction(
        72, 1001, "5.00", gift_card_id=541200000077, kind="refund", parent_id=71
    )
    paid = shopify.transaction(71, 1001, "5.00", gift_card_id=541200000077)
    body = shopify.cancelled(
        shopify.order(1001, lines),
        refunds=[shopify.refund(9, 1001, lines=[(91, lines[0], 2)], transactions=[back])],
    )
    by_webhook = meaning("orders/cancelled", body)
    assert len(by_webhook.commands) > 4
    found = fetched(open_shop, body, payments=[paid, back])
    assert meaning("orders/cancelled", found.body) == by_webhook


def test_an_order_that_was_edited_issues_what_is_left_from_either_door(open_shop: Open) -> None:
    line = shopify.line(501, "50.00", quantity=3)
    line["current_quantity"] = 1
    body = shopify.order(1001, [line])
    assert len(meaning("orders/paid", body).commands) == 1
    assert meaning("orders/paid", fetched(open_shop, body).body) == meaning("orders/paid", body)


@pytest.mark.parametrize("encodings", [0, 1, 2])
def test_a_payment_means_the_same_however_its_receipt_is_encoded(
    open_shop: Open, encodings: int
) -> None:
    paid = shopify.transaction(71, 1001, "150.00", gift_card_id=539685323008)
    by_webhook = meaning("order_transactions/create", paid)
    assert by_webhook.commands
    body = shopify.order(1001, [])
    found = graph.answers(body, payments=[paid])
    receipt: object = paid["receipt"]
    for _ in range(encodings):
        receipt = json.dumps(receipt)
    found[1] = answer(
        {
            "order": {
                "transactions": [graph.transaction(paid, receipt)],
                "transactionsCount": {"count": 1},
            }
        }
    )
    open_shop(*found)
    order = orders.order("1001")
    assert order is not None
    (transaction,) = order.transactions
    assert meaning("order_transactions/create", transaction) == by_webhook


@pytest.mark.parametrize("kind", ["sale", "capture", "authorization", "void"])
@pytest.mark.parametrize("status", ["success", "failure", "pending", "error"])
def test_every_kind_and_status_of_a_payment_means_the_same(
    open_shop: Open, kind: str, status: str
) -> None:
    paid = shopify.transaction(71, 1001, "5.00", gift_card_id=5, kind=kind, status=status)
    found = fetched(open_shop, shopify.order(1001, []), payments=[paid])
    told = meaning("order_transactions/create", found.transactions[0])
    assert told == meaning("order_transactions/create", paid)


def test_a_native_card_means_the_same_from_the_poll_as_from_its_fulfilment(
    open_shop: Open,
) -> None:
    lines = [shopify.line(503, "10.00", kind="native", quantity=2, discount="1.01")]
    issued = shopify.fulfillment(61, 1001, lines, cards=[(5411, 503, "aaaa"), (5412, 503, "bbbb")])
    body = shopify.order(1001, lines, fulfillments=[issued])
    by_webhook = meaning("orders/paid", body)
    assert len(by_webhook.commands) == 2

    def made(number: int, ending: str) -> dict[str, Any]:
        return {
            **BARE,
            "id": f"gid://shopify/GiftCard/{number}",
            "lastCharacters": ending,
            "createdAt": shopify.WHEN,
            "order": {"id": "gid://shopify/Order/1001"},
            "lineItem": {"id": "gid://shopify/LineItem/503"},
        }

    nodes = [made(5412, "bbbb"), made(5411, "aaaa"), {**BARE, "order": None}]
    open_shop(answer({"giftCards": {"nodes": nodes, "pageInfo": NO_MORE}}))
    (there,) = cards.all_cards()
    found = fetched(open_shop, body)
    found.body["fulfillments"] = orders.native_fulfillments("1001", there)
    assert meaning("orders/paid", found.body) == by_webhook


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ([], "pending"),
        (["NONE"], "none"),
        (["LOW", "MEDIUM"], "medium"),
        (["HIGH", "PENDING"], "high"),
        (["LOW", "PENDING"], "pending"),
        (["LOW"], "low"),
    ],
)
def test_the_gravest_assessment_is_the_risk(open_shop: Open, told: list[str], level: str) -> None:
    found = fetched(open_shop, shopify.order(1001, []), risks=told)
    assert found.risk == level
    assert (found.note, found.tags, found.display_fulfillment_status) == (
        "kept",
        ("a",),
        "UNFULFILLED",
    )


def test_a_test_order_is_one_from_either_door(open_shop: Open) -> None:
    found = fetched(open_shop, shopify.order(1001, sold(), test=True, locale="de-DE"))
    assert found.body["test"] is True
    assert found.body["customer_locale"] == "de-DE"
    assert found.body["line_items"][0]["product_id"] == 88


def test_lines_beyond_the_first_page_are_read(open_shop: Open) -> None:
    body = shopify.order(1001, sold())
    found = graph.answers(body)
    first, *rest = (graph.line(one) for one in body["line_items"])
    more = {"hasNextPage": True, "endCursor": "c"}
    at = {"updatedAt": body["updated_at"]}
    found[-1] = answer({"order": {**at, "lineItems": {"nodes": [first], "pageInfo": more}}})
    found.append(answer({"order": {**at, "lineItems": {"nodes": rest, "pageInfo": NO_MORE}}}))
    shop = open_shop(*found)
    order = orders.order("1001")
    assert order is not None
    assert meaning("orders/paid", order.body) == meaning("orders/paid", body)
    assert shop.sent[-1]["after"] == "c"


def test_an_order_that_changed_between_two_queries_is_read_again(open_shop: Open) -> None:
    before = shopify.order(1001, [shopify.line(501, "50.00", quantity=2)])
    line = {**before["line_items"][0], "current_quantity": 1}
    after = shopify.order(
        1001, [line], refunds=[shopify.refund(9, 1001, lines=[(91, line, 1)])]
    ) | {"updated_at": "2026-11-20T09:31:00-05:00"}
    open_shop(*torn(before, after), *graph.answers(after))
    found = orders.order("1001")
    assert found is not None
    assert meaning("orders/paid", found.body) == meaning("orders/paid", after)
    open_shop(*[one for _ in range(3) for one in torn(before, after)])
    with pytest.raises(NotAppliedError):
        orders.order("1001")


def torn(before: dict[str, Any], after: dict[str, Any]) -> list[Any]:
    return [*graph.answers(before)[:-1], graph.answers(after)[-1]]


def test_a_payment_in_another_currency_is_told_in_both(open_shop: Open) -> None:
    paid = shopify.transaction(71, 1001, "150.00", gift_card_id=5, currency="EUR")
    found = graph.answers(shopify.order(1001, []))
    told = graph.transaction(paid)
    told["amountSet"]["shopMoney"] = {"amount": "163.1", "currencyCode": "USD"}
    found[1] = answer({"order": {"transactions": [told], "transactionsCount": None}})
    open_shop(*found)
    order = orders.order("1001")
    assert order is not None
    (transaction,) = order.transactions
    assert (transaction["amount"], transaction["currency"]) == ("150.0", "EUR")
    (redeem,) = meaning("order_transactions/create", transaction).commands
    assert isinstance(redeem, Redeem)
    assert (redeem.amount_minor, redeem.currency) == (16310, "USD")


def test_an_order_that_is_gone_is_none(open_shop: Open) -> None:
    open_shop(answer({"order": None}))
    assert orders.order("1001") is None


def test_payments_that_do_not_fit_into_one_answer_are_for_a_person(open_shop: Open) -> None:
    found = graph.answers(shopify.order(1001, []))
    found[1] = answer({"order": {"transactions": [], "transactionsCount": {"count": 200}}})
    open_shop(*found)
    with pytest.raises(SetupError) as error:
        orders.order("1001")
    assert "by hand" in error.value.advice


def test_touched_orders_come_page_by_page_from_a_time(open_shop: Open) -> None:
    node = {"id": "gid://shopify/Order/1", "updatedAt": "2026-11-20T10:00:00Z"}
    more = {"hasNextPage": True, "endCursor": "c"}
    shop = open_shop(
        answer({"orders": {"nodes": [node], "pageInfo": more}}),
        answer({"orders": {"nodes": [], "pageInfo": NO_MORE}}),
    )
    since = datetime.fromisoformat("2026-11-20T10:00:00+01:00")
    pages = list(orders.orders_updated_since(since))
    assert [[one.order_id for one in page] for page in pages] == [["1"], []]
    assert shop.sent[0]["query"] == "updated_at:>='2026-11-20T09:00:00Z'"
