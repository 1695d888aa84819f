"""Documents about customers."""

from giftledger.platforms.shopify.admin.document import Document, Node, Part


class FoundCustomer(Part):
    """Answer; None where nobody has the address."""

    customer_by_identifier: Node | None = None


FIND = Document(
    "customerByIdentifier",
    "query customerByIdentifier($identifier: CustomerIdentifierInput!) {"
    " customerByIdentifier(identifier: $identifier) { id } }",
    FoundCustomer,
)


class CustomerPayload(Part):
    """Payload."""

    customer: Node | None = None


class CreatedCustomer(Part):
    """Answer."""

    customer_create: CustomerPayload


CREATE = Document(
    "customerCreate",
    "mutation customerCreate($input: CustomerInput!) { customerCreate(input: $input) {"
    " customer { id } userErrors { field message } } }",
    CreatedCustomer,
)
