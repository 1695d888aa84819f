"""Which access scope each root field needs."""

from sandbox.shopify.admin.shapes import Args
from sandbox.shopify.shop import Shop

NEEDED = {
    "giftCard": "read_gift_cards",
    "giftCards": "read_gift_cards",
    "giftCardsCount": "read_gift_cards",
    "giftCardConfiguration": "read_gift_cards",
    "giftCardCreate": "write_gift_cards",
    "giftCardUpdate": "write_gift_cards",
    "giftCardDeactivate": "write_gift_cards",
    "giftCardSendNotificationToCustomer": "write_gift_cards",
    "giftCardSendNotificationToRecipient": "write_gift_cards",
    "giftCardCredit": "write_gift_card_transactions",
    "giftCardDebit": "write_gift_card_transactions",
    "order": "read_orders",
    "orders": "read_orders",
    "orderUpdate": "write_orders",
    "tagsAdd": "write_orders",
    "tagsRemove": "write_orders",
    "metafieldsSet": "write_orders",
    "customer": "read_customers",
    "customers": "read_customers",
    "customerByIdentifier": "read_customers",
    "customerCreate": "write_customers",
    "customerDelete": "write_customers",
    "fulfillmentOrder": "read_merchant_managed_fulfillment_orders",
    "fulfillmentCreate": "write_merchant_managed_fulfillment_orders",
    "fulfillmentOrderHold": "write_merchant_managed_fulfillment_orders",
    "refund": "read_orders",
    "fulfillmentOrderCancel": "write_merchant_managed_fulfillment_orders",
}
WITH_PEOPLE = ("customerId", "recipientAttributes")


def missing_scope(shop: Shop, field: str, args: Args) -> str | None:
    """The scope that the app lacks for this call."""
    needed = [NEEDED[field]] if field in NEEDED else []
    told = args.get("input")
    if field in ("giftCardCreate", "giftCardUpdate") and isinstance(told, dict):
        needed += ["write_customers"] if any(told.get(one) for one in WITH_PEOPLE) else []
    return next((scope for scope in needed if scope not in shop.settings.scopes), None)
