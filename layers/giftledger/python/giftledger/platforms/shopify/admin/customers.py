"""Holders of cards as customers of the shop.

Only who has agreed to it may be told to Shopify: that is the caller's to know. Nobody is made a
subscriber of marketing mail by it.
"""

from giftledger.platforms.shopify.admin.client import admin
from giftledger.platforms.shopify.admin.document import id_digits
from giftledger.platforms.shopify.admin.documents import customers as documents
from giftledger.platforms.shopify.admin.faults import Refused, UnknownOutcomeError


def find_customer(email: str) -> str | None:
    """The id (digits) of the customer with this address; None where there is none."""
    answer = admin().run(documents.FIND, identifier={"emailAddress": email})
    found = answer.customer_by_identifier
    return None if found is None else id_digits(found.id)


def find_or_create_customer(
    *,
    email: str,
    first_name: str | None = None,
    last_name: str | None = None,
    locale: str | None = None,
) -> str:
    """The id (digits) of the customer with this address, made where there is none.

    Raises Refused for an address that Shopify does not take, and the client's faults. May be
    repeated: an address is unique in the shop.
    """
    if (found := find_customer(email)) is not None:
        return found
    told = {"email": email, "firstName": first_name, "lastName": last_name, "locale": locale}
    try:
        answer = admin().run(
            documents.CREATE, input={name: value for name, value in told.items() if value}
        )
    except Refused:
        # Somebody else may have made it since we looked.
        if (found := find_customer(email)) is not None:
            return found
        raise
    made = answer.customer_create.customer
    if made is None:
        raise UnknownOutcomeError("a customer was made without an id")
    return id_digits(made.id)
