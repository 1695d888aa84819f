"""What the ledger does to orders: fulfils lines, and writes tags, metafields and notes.

Tags, metafields and notes may be repeated. A fulfilment is not doubled either: what is fulfilled
already has nothing remaining, and Shopify refuses it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from giftledger.platforms.shopify.admin.client import admin
from giftledger.platforms.shopify.admin.document import PAGE, gid, id_digits
from giftledger.platforms.shopify.admin.documents import fulfilments as documents
from giftledger.platforms.shopify.admin.faults import UnknownOutcomeError


@dataclass(frozen=True, slots=True)
class FulfillmentLine:
    """How many of an order's line are still to be fulfilled."""

    id: str
    """Of the line in the fulfilment order, which `create_fulfillment` asks for."""
    line_item_id: str
    remaining: int


@dataclass(frozen=True, slots=True)
class FulfillmentOrderThere:
    """What one location has to fulfil of an order."""

    id: str
    status: str
    """OPEN, IN_PROGRESS, SCHEDULED, ON_HOLD, INCOMPLETE, CLOSED or CANCELLED."""
    actions: tuple[str, ...]
    """What may be done with it, for example CREATE_FULFILLMENT or CANCEL_FULFILLMENT_ORDER."""
    lines: tuple[FulfillmentLine, ...]


def fulfillment_orders(order_id: str) -> tuple[FulfillmentOrderThere, ...]:
    """Every fulfilment order of an order with all its lines."""
    found: list[FulfillmentOrderThere] = []
    after: str | None = None
    while True:
        answer = admin().run(
            documents.FULFILLMENT_ORDERS, id=gid("Order", order_id), first=PAGE, after=after
        )
        if answer.order is None:
            return tuple(found)
        page = answer.order.fulfillment_orders
        found += [
            FulfillmentOrderThere(
                id=id_digits(node.id),
                status=node.status,
                actions=tuple(action.action for action in node.supported_actions),
                lines=_lines(node.id),
            )
            for node in page.nodes
        ]
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            return tuple(found)


def create_fulfillment(
    *, fulfillment_order_id: str, quantities: Mapping[str, int], notify_customer: bool = False
) -> str:
    """Fulfil lines of a fulfilment order: how many by `FulfillmentLine.id`; the fulfilment's id.

    Raises Refused where so many do not remain, or the order is held or closed.
    """
    lines = [
        {"id": gid("FulfillmentOrderLineItem", line_id), "quantity": quantity}
        for line_id, quantity in quantities.items()
    ]
    told = {
        "lineItemsByFulfillmentOrder": [
            {
                "fulfillmentOrderId": gid("FulfillmentOrder", fulfillment_order_id),
                "fulfillmentOrderLineItems": lines,
            }
        ],
        "notifyCustomer": notify_customer,
    }
    answer = admin().run(documents.CREATE_FULFILLMENT, fulfillment=told)
    made = answer.fulfillment_create.fulfillment
    if made is None:
        raise UnknownOutcomeError("a fulfilment was made without an id")
    return id_digits(made.id)


def cancel_fulfillment_order(fulfillment_order_id: str) -> None:
    """Cancel a fulfilment order; Shopify makes another for what remains of it."""
    admin().run(
        documents.CANCEL_FULFILLMENT_ORDER, id=gid("FulfillmentOrder", fulfillment_order_id)
    )


def add_tags(order_id: str, tags: Sequence[str]) -> None:
    """Add tags (at most 40 characters each) to an order; those that it has stay."""
    admin().run(documents.ADD_TAGS, id=gid("Order", order_id), tags=list(tags))


def set_metafields(
    order_id: str,
    values: Mapping[str, str],
    *,
    namespace: str = "giftledger",
    kind: str = "single_line_text_field",
) -> None:
    """Set metafields of an order, at most 25: values by key, all of one of Shopify's types."""
    told = [
        {
            "ownerId": gid("Order", order_id),
            "namespace": namespace,
            "key": key,
            "value": value,
            "type": kind,
        }
        for key, value in values.items()
    ]
    admin().run(documents.SET_METAFIELDS, metafields=told)


def set_note(order_id: str, note: str) -> None:
    """Replace the note of an order: read it first, and keep what a person wrote there."""
    admin().run(documents.UPDATE_ORDER, input={"id": gid("Order", order_id), "note": note})


def _lines(fulfillment_order_gid: str) -> tuple[FulfillmentLine, ...]:
    found: list[FulfillmentLine] = []
    after: str | None = None
    while True:
        answer = admin().run(
            documents.FULFILLMENT_ORDER_LINES, id=fulfillment_order_gid, first=PAGE, after=after
        )
        if answer.fulfillment_order is None:
            return tuple(found)
        page = answer.fulfillment_order.line_items
        found += [
            FulfillmentLine(
                id=id_digits(node.id),
                line_item_id=id_digits(node.line_item.id),
                remaining=node.remaining_quantity,
            )
            for node in page.nodes
        ]
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            return tuple(found)
