"""Customers as nodes, the queries that find them, and making one."""

from sandbox.shopify.admin.shapes import (
    Args,
    Door,
    Node,
    done,
    gid,
    number,
    page,
    refused,
    time_text,
)
from sandbox.shopify.customers import Customer, same_address
from sandbox.shopify.shop import Shop


def customer_node(shop: Shop, customer_id: int | None) -> Node | None:
    """A Customer, None where there is none."""
    one = shop.customers.get(customer_id) if customer_id is not None else None
    if one is None:
        return None
    address = {"emailAddress": one.email, "marketingState": one.consent}
    return {
        "__typename": "Customer",
        "id": gid("Customer", one.id),
        "legacyResourceId": str(one.id),
        "displayName": one.display_name,
        "email": one.email,
        "phone": one.phone,
        "defaultPhoneNumber": {"phoneNumber": one.phone} if one.phone else None,
        "firstName": one.first_name,
        "lastName": one.last_name,
        "locale": one.locale,
        "note": one.note,
        "tags": one.tags,
        "createdAt": time_text(one.created_at),
        "updatedAt": time_text(one.created_at),
        "defaultEmailAddress": address if one.email else None,
        "emailMarketingConsent": {
            "marketingState": one.consent,
            "marketingOptInLevel": "SINGLE_OPT_IN",
        },
    }


def _customer(shop: Shop, args: Args) -> Node | None:
    return customer_node(shop, number(args["id"], "Customer"))


def _by_identifier(shop: Shop, args: Args) -> Node | None:
    told = args["identifier"]
    if told.get("id") is not None:
        return customer_node(shop, number(told["id"], "Customer"))
    found = _of_address(shop, told.get("emailAddress") or "")
    return customer_node(shop, found.id) if found else None


def _customers(shop: Shop, args: Args) -> Node:
    query = (args.get("query") or "").strip()
    wanted = query.removeprefix("email:").strip("\"'")
    found = [one for one in shop.customers.values() if not query or same_address(one.email, wanted)]
    return page(found, args, lambda one: customer_node(shop, one.id))


def _create(shop: Shop, args: Args) -> Node:
    told = args["input"]
    email = (told.get("email") or "").strip() or None
    if email is not None and ("@" not in email or " " in email):
        return refused(["email"], "Email is invalid")
    if email is not None and _of_address(shop, email) is not None:
        return refused(["email"], "Email has already been taken")
    if not (email or any(told.get(name) for name in ("firstName", "lastName", "phone"))):
        return refused(None, "A name, phone number, or email address must be present")
    consent = told.get("emailMarketingConsent") or {}
    one = Customer(
        shop.fresh_id(),
        shop.now(),
        email,
        told.get("firstName"),
        told.get("lastName"),
        told.get("locale") or "en",
        told.get("note"),
        list(told.get("tags") or []),
        consent.get("marketingState") or "NOT_SUBSCRIBED",
        told.get("phone"),
    )
    shop.customers[one.id] = one
    return done(customer=customer_node(shop, one.id))


def _delete(shop: Shop, args: Args) -> Node:
    gone = shop.customers.pop(number(args["input"]["id"], "Customer"), None)
    if gone is None:
        return refused(["id"], "Customer can't be found")
    return done(deletedCustomerId=gid("Customer", gone.id))


def _of_address(shop: Shop, email: str) -> Customer | None:
    return next((one for one in shop.customers.values() if same_address(one.email, email)), None)


QUERIES: dict[str, Door] = {
    "customer": _customer,
    "customerByIdentifier": _by_identifier,
    "customers": _customers,
}
MUTATIONS: dict[str, Door] = {"customerCreate": _create, "customerDelete": _delete}
