"""Documents about how an order stands, and about holding what of it is not fulfilled yet."""

from giftledger.platforms.shopify.admin.document import Document, Part


class Sent(Part):
    """A fulfilment: something that has left."""

    status: str
    requires_shipping: bool


class OrderHow(Part):
    """How an order stands."""

    display_financial_status: str | None = None
    payment_gateway_names: tuple[str, ...] = ()
    requires_shipping: bool
    tags: tuple[str, ...] = ()
    note: str | None = None
    fulfillments: tuple[Sent, ...] = ()


class OrderStates(Part):
    """Answer."""

    order: OrderHow | None = None


ORDER_STATE = Document(
    "orderState",
    "query orderState($id: ID!, $first: Int!) { order(id: $id) {"
    " displayFinancialStatus paymentGatewayNames requiresShipping tags note"
    " fulfillments(first: $first) { status requiresShipping } } }",
    OrderStates,
    cost=20,
)


class Held(Part):
    """Answer of a mutation of which only the errors matter."""


HOLD_FULFILLMENT_ORDER = Document(
    "fulfillmentOrderHold",
    "mutation fulfillmentOrderHold($id: ID!, $fulfillmentHold: FulfillmentOrderHoldInput!) {"
    " fulfillmentOrderHold(id: $id, fulfillmentHold: $fulfillmentHold) {"
    " fulfillmentOrder { id } userErrors { field code message } } }",
    Held,
)
