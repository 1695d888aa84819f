"""How an order stands, in one small question, and holding what of it is not fulfilled yet.

Both raise NotAppliedError, UnknownOutcomeError and SetupError; the mutation raises Refused too.
"""

from dataclasses import dataclass

from giftledger.platforms.shopify.admin.client import admin
from giftledger.platforms.shopify.admin.document import gid
from giftledger.platforms.shopify.admin.documents import order_states as documents

REFUNDED = "REFUNDED"
GIFT_CARD = "gift_card"
"""The gateway of gift cards, among those that paid an order."""

NOT_SENT = frozenset({"CANCELLED", "ERROR", "FAILURE"})
"""Statuses of a fulfilment that came to nothing."""

FULFILMENTS = 50
"""As many as are looked at: an order with more has been shipped all the same."""

HANDLE = "giftledger"
"""Of our hold: Shopify refuses a second one of the same handle."""


@dataclass(frozen=True, slots=True)
class OrderStateThere:
    """What of an order decides whether it may still be stopped, and its marks."""

    is_refunded: bool
    """Everything that was paid was paid back."""
    paid_by_gift_card: bool
    """Wholly or partly."""
    needs_shipping: bool
    """Some line of it needs shipping."""
    has_left: bool
    """Anything was fulfilled, lines without shipping included."""
    has_shipped: bool
    """Something that needs shipping was fulfilled."""
    tags: tuple[str, ...]
    note: str | None


def order_state(order_id: str) -> OrderStateThere | None:
    """The order as it is now; None where there is none, or it is too old to be read."""
    found = admin().run(documents.ORDER_STATE, id=gid("Order", order_id), first=FULFILMENTS).order
    if found is None:
        return None
    sent = [one for one in found.fulfillments if one.status not in NOT_SENT]
    return OrderStateThere(
        is_refunded=found.display_financial_status == REFUNDED,
        paid_by_gift_card=GIFT_CARD in found.payment_gateway_names,
        needs_shipping=found.requires_shipping,
        has_left=bool(sent),
        has_shipped=any(one.requires_shipping for one in sent),
        tags=found.tags,
        note=found.note,
    )


def hold_fulfillment_order(fulfillment_order_id: str, note: str) -> None:
    """Hold what remains of a fulfilment order, so that nobody fulfils it; the note says why.

    Raises Refused where we hold it already, or where somebody is at it.
    """
    told = {"reason": "OTHER", "reasonNotes": note, "handle": HANDLE}
    admin().run(
        documents.HOLD_FULFILLMENT_ORDER,
        id=gid("FulfillmentOrder", fulfillment_order_id),
        fulfillmentHold=told,
    )
