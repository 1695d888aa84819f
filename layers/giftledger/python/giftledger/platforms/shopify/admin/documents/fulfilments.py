"""Documents about what of an order is still to be fulfilled, and marks on orders."""

from giftledger.platforms.shopify.admin.document import Document, Node, PageInfo, Part

_PAGES = "pageInfo { hasNextPage endCursor }"


class Action(Part):
    """What may be done with a fulfilment order."""

    action: str


class FulfillmentOrder(Part):
    """What one location has to fulfil of an order."""

    id: str
    status: str
    supported_actions: tuple[Action, ...] = ()


class FulfillmentOrderPage(Part):
    """A page of them."""

    nodes: tuple[FulfillmentOrder, ...]
    page_info: PageInfo


class WithFulfillmentOrders(Part):
    """An order, of which only the fulfilment orders were asked."""

    fulfillment_orders: FulfillmentOrderPage


class FulfillmentOrders(Part):
    """Answer."""

    order: WithFulfillmentOrders | None = None


FULFILLMENT_ORDERS = Document(
    "fulfillmentOrders",
    "query fulfillmentOrders($id: ID!, $first: Int!, $after: String) { order(id: $id) {"
    " fulfillmentOrders(first: $first, after: $after) {"
    f" nodes {{ id status supportedActions {{ action }} }} {_PAGES} }} }} }}",
    FulfillmentOrders,
    cost=30,
)


class FulfillmentOrderLine(Part):
    """How many of a line are still to be fulfilled."""

    id: str
    remaining_quantity: int
    line_item: Node


class FulfillmentOrderLinePage(Part):
    """A page of them."""

    nodes: tuple[FulfillmentOrderLine, ...]
    page_info: PageInfo


class WithLines(Part):
    """A fulfilment order, of which only the lines were asked."""

    line_items: FulfillmentOrderLinePage


class FulfillmentOrderLines(Part):
    """Answer."""

    fulfillment_order: WithLines | None = None


FULFILLMENT_ORDER_LINES = Document(
    "fulfillmentOrderLines",
    "query fulfillmentOrderLines($id: ID!, $first: Int!, $after: String) {"
    " fulfillmentOrder(id: $id) { lineItems(first: $first, after: $after) {"
    f" nodes {{ id remainingQuantity lineItem {{ id }} }} {_PAGES} }} }} }}",
    FulfillmentOrderLines,
    cost=40,
)


class FulfillmentPayload(Part):
    """Payload."""

    fulfillment: Node | None = None


class Fulfilled(Part):
    """Answer."""

    fulfillment_create: FulfillmentPayload


CREATE_FULFILLMENT = Document(
    "fulfillmentCreate",
    "mutation fulfillmentCreate($fulfillment: FulfillmentInput!) {"
    " fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id }"
    " userErrors { field message } } }",
    Fulfilled,
)


class Done(Part):
    """Answer of a mutation of which only the errors matter."""


CANCEL_FULFILLMENT_ORDER = Document(
    "fulfillmentOrderCancel",
    "mutation fulfillmentOrderCancel($id: ID!) { fulfillmentOrderCancel(id: $id) {"
    " fulfillmentOrder { id } userErrors { field code message } } }",
    Done,
)

ADD_TAGS = Document(
    "tagsAdd",
    "mutation tagsAdd($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) {"
    " node { id } userErrors { field message } } }",
    Done,
)

SET_METAFIELDS = Document(
    "metafieldsSet",
    "mutation metafieldsSet($metafields: [MetafieldsSetInput!]!) {"
    " metafieldsSet(metafields: $metafields) { metafields { id }"
    " userErrors { field code message } } }",
    Done,
)

UPDATE_ORDER = Document(
    "orderUpdate",
    "mutation orderUpdate($input: OrderInput!) { orderUpdate(input: $input) {"
    " order { id } userErrors { field message } } }",
    Done,
)
