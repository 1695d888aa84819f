"""A full refund of an unshipped order that a card paid: fulfilment stopped, tag and note written.

One operation: decided once, by reading the order, and then gone through to its end, whatever
becomes of the order meanwhile. A partial refund or a shipped order begins none of it.
"""

from datetime import datetime
from typing import Literal

from giftledger.ledger.parts import Part
from giftledger.mirroring import order_marks as marks
from giftledger.mirroring.order_claims import Claim, claim
from giftledger.mirroring.order_desk import OrderDesk
from giftledger.mirroring.order_fulfilment import is_shipped, left_to_stop
from giftledger.mirroring.order_outcomes import OrderOutcome, carried
from giftledger.platforms.shopify.admin.faults import Refused
from giftledger.shops import shop_settings
from giftledger.store.order_work import OrderWork, read_work

STEPS = FULFILMENT, TAG, NOTE = "fulfilment", "tag", "note"


class Denial(Part):
    """What was decided of a fully refunded order, once."""

    shipping: Literal["denied", "shipped"]
    to_cancel: tuple[str, ...] = ()
    """The fulfilment orders that were open then. What Shopify opens in their place is held."""


def deny(order_id: str, desk: OrderDesk, *, now: datetime) -> OrderOutcome:
    """Bring the denial of an order as far as it can go now.

    Raises UnavailableError where the message must come again.
    """
    before = read_work(order_id, "deny")
    if before is None and not shop_settings().mark_orders:
        return OrderOutcome.NOTHING
    if before is not None and before.is_complete and before.choice:
        return OrderOutcome.DUPLICATE
    claimed = claim(order_id, "deny", now=now)
    if claimed is None:
        return OrderOutcome.BUSY
    return carried(claimed, lambda: _work(claimed, desk, order_id))


def is_denied(order_id: str) -> bool:
    """Whether the order's shipping is, or is about to be, denied."""
    work = read_work(order_id, "deny")
    denial = _decided(work) if work is not None else None
    return denial is not None and denial.shipping == "denied"


def _work(claimed: Claim, desk: OrderDesk, order_id: str) -> OrderOutcome:
    denial = _decided(claimed.work) or _decide(desk, order_id)
    if denial is not None:
        claimed.remember(denial.model_dump_json())
    if denial is None or denial.shipping == "shipped":
        claimed.end("nothing")
        return OrderOutcome.NOTHING
    if FULFILMENT not in claimed.work.done:
        _stop(desk, order_id, denial)
        claimed.step_done(FULFILMENT)
    order = desk.state(order_id)
    if order is None:
        claimed.end("nothing")
        return OrderOutcome.NOTHING
    if TAG not in claimed.work.done:
        if not marks.has_tag(order.tags, marks.DENIED_TAG):
            desk.add_tags(order_id, [marks.DENIED_TAG])
        claimed.step_done(TAG)
    if NOTE not in claimed.work.done:
        note = marks.note_with(order.note, marks.DENIED, instead_of=marks.DENIED)
        if note is not None:
            desk.set_note(order_id, note)
        claimed.step_done(NOTE)
    claimed.end("done")
    return OrderOutcome.DONE


def _decide(desk: OrderDesk, order_id: str) -> Denial | None:
    """None while the order is not refunded in full: a later refund may make it so.

    An order that no gift card paid is none of the ledger's business.
    """
    order = desk.state(order_id)
    if order is None or not (order.is_refunded and order.paid_by_gift_card):
        return None
    if is_shipped(order):
        return Denial(shipping="shipped")
    left = left_to_stop(desk.fulfillment_orders(order_id))
    return Denial(shipping="denied", to_cancel=tuple(one.id for one in left))


def _stop(desk: OrderDesk, order_id: str, denial: Denial) -> None:
    """Cancel what a fulfilment service was asked for; hold what nobody was asked for yet.

    Shopify cancels only the former, and opens an order in its place for the work that is left.
    """
    is_cancelled = False
    for left in left_to_stop(desk.fulfillment_orders(order_id)):
        if left.id in denial.to_cancel and _cancelled(desk, left.id):
            is_cancelled = True
        else:
            desk.hold_fulfillment_order(left.id, marks.DENIED)
    if is_cancelled:
        for opened in left_to_stop(desk.fulfillment_orders(order_id)):
            desk.hold_fulfillment_order(opened.id, marks.DENIED)


def _cancelled(desk: OrderDesk, fulfillment_order_id: str) -> bool:
    try:
        desk.cancel_fulfillment_order(fulfillment_order_id)
    except Refused:
        return False
    return True


def _decided(work: OrderWork) -> Denial | None:
    return Denial.model_validate_json(work.choice) if work.choice else None
