"""What the shop has allowed the app to do."""

from giftledger.platforms.shopify.admin.client import admin
from giftledger.platforms.shopify.admin.documents import app as documents

CARD_SCOPES = (
    "read_gift_cards",
    "write_gift_cards",
    "read_gift_card_transactions",
    "write_gift_card_transactions",
)
ORDER_SCOPES = (
    "read_orders",
    "write_orders",
    "read_fulfillments",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
)
CUSTOMER_SCOPES = ("read_customers", "write_customers")
"""Needed where holders are created as customers (upload_customers, send_notifications)."""


def granted_scopes() -> frozenset[str]:
    """The scopes that the shop has granted; a `write_` scope grants its `read_` as well."""
    told = admin().run(documents.SCOPES).current_app_installation.access_scopes
    names = {scope.handle for scope in told}
    readable = {f"read_{name.removeprefix('write_')}" for name in names if name[:6] == "write_"}
    return frozenset(names | readable)
