"""Documents that read orders: what a webhook's body holds, and what it does not.

An order is read in parts, because a query may ask for 1,000 points and lists within lists
multiply: itself, its lines, its payments, each refund.
"""

from datetime import datetime

from giftledger.platforms.shopify.admin.document import Document, Money, Node, PageInfo, Part

SHOP = "{ shopMoney { amount currencyCode } }"
PAGES = "pageInfo { hasNextPage endCursor }"


class Bag(Part):
    """An amount in the shop's currency and, where it was asked for, as the customer saw it."""

    shop_money: Money
    presentment_money: Money | None = None


class EmailAddress(Part):
    """The address of a customer."""

    email_address: str | None = None


class Customer(Part):
    """The buyer."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    default_email_address: EmailAddress | None = None


class BillingAddress(Part):
    """The name on the bill."""

    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None


class Assessment(Part):
    """What one provider thinks of an order."""

    risk_level: str


class Risk(Part):
    """Every assessment of an order."""

    assessments: tuple[Assessment, ...] = ()


class OrderHead(Part):
    """An order without its lines and payments; of its refunds the ids."""

    id: str
    name: str
    email: str | None = None
    test: bool
    note: str | None = None
    tags: tuple[str, ...] = ()
    created_at: datetime
    updated_at: datetime
    processed_at: datetime
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    currency_code: str
    presentment_currency_code: str
    customer_locale: str | None = None
    payment_gateway_names: tuple[str, ...] = ()
    display_financial_status: str | None = None
    display_fulfillment_status: str
    risk: Risk
    customer: Customer | None = None
    billing_address: BillingAddress | None = None
    refunds: tuple[Node, ...] = ()


class OneOrder(Part):
    """Answer; None where no such order exists."""

    order: OrderHead | None = None


ORDER = Document(
    "order",
    "query order($id: ID!) { order(id: $id) {"
    " id name email test note tags createdAt updatedAt processedAt cancelledAt cancelReason"
    " currencyCode presentmentCurrencyCode customerLocale paymentGatewayNames"
    " displayFinancialStatus displayFulfillmentStatus risk { assessments { riskLevel } }"
    " customer { id firstName lastName defaultEmailAddress { emailAddress } }"
    " billingAddress { firstName lastName name } refunds(first: 100) { id } } }",
    OneOrder,
    cost=20,
)


class Attribute(Part):
    """A property of a line."""

    key: str
    value: str | None = None


class Share(Part):
    """A share of a discount."""

    allocated_amount_set: Bag


class OrderLine(Part):
    """A sold line."""

    id: str
    quantity: int
    current_quantity: int
    sku: str | None = None
    title: str
    is_gift_card: bool
    requires_shipping: bool
    original_unit_price_set: Bag
    total_discount_set: Bag
    discount_allocations: tuple[Share, ...] = ()
    custom_attributes: tuple[Attribute, ...] = ()
    product: Node | None = None


class LinePage(Part):
    """A page of lines."""

    nodes: tuple[OrderLine, ...]
    page_info: PageInfo


class WithLines(Part):
    """An order, of which only the lines were asked, and when it changed last."""

    updated_at: datetime
    line_items: LinePage


class OrderLines(Part):
    """Answer."""

    order: WithLines | None = None


LINES = Document(
    "orderLines",
    "query orderLines($id: ID!, $first: Int!, $after: String) { order(id: $id) {"
    " updatedAt lineItems(first: $first, after: $after) { nodes {"
    " id quantity currentQuantity sku title isGiftCard requiresShipping"
    f" originalUnitPriceSet {SHOP} totalDiscountSet {SHOP}"
    f" discountAllocations {{ allocatedAmountSet {SHOP} }}"
    f" customAttributes {{ key value }} product {{ id }} }} {PAGES} }} }} }}",
    OrderLines,
    cost=100,
)
