"""Fulfilling the lines of an order whose cards are handed over, and saying so on the order."""

import json
from collections.abc import Sequence
from datetime import datetime

from giftledger.mirroring import order_marks as marks
from giftledger.mirroring.order_claims import Claim, claim
from giftledger.mirroring.order_denying import is_denied
from giftledger.mirroring.order_desk import OrderDesk
from giftledger.mirroring.order_fulfilment import is_waiting, lines_to_fulfil
from giftledger.mirroring.order_outcomes import OrderOutcome, carried
from giftledger.mirroring.order_units import Readiness, SoldCard, ready_ids, sold_cards
from giftledger.shops import shop_settings
from giftledger.store.opening import store
from giftledger.store.order_work import read_work

STEPS = FULFILMENT, TAG, METAFIELD, NOTE = "fulfilment", "tag", "metafield", "note"


def fulfil(order_id: str, desk: OrderDesk, *, now: datetime) -> OrderOutcome:
    """Bring an order's digital lines as far as they can go now.

    Raises UnavailableError where the message must come again.
    """
    before = read_work(order_id, "fulfil")
    sold = _sold(order_id, now=now)
    if before is None and all(one.readiness is Readiness.NEVER for one in sold):
        return OrderOutcome.NOTHING
    if before is not None and before.is_complete and before.choice == _choice(sold):
        return OrderOutcome.DUPLICATE
    claimed = claim(order_id, "fulfil", now=now)
    if claimed is None:
        return OrderOutcome.BUSY
    return carried(claimed, lambda: _work(claimed, desk, order_id, now=now))


def _sold(order_id: str, *, now: datetime) -> tuple[SoldCard, ...]:
    """The cards that there is something to do about; none where it is switched off."""
    told = shop_settings()
    if not (told.fulfil_lines or told.mark_orders) or is_denied(order_id):
        return ()
    return sold_cards(order_id, store(), now=now)


def _work(claimed: Claim, desk: OrderDesk, order_id: str, *, now: datetime) -> OrderOutcome:
    # Read after the claim: who was turned away by it may have seen more than we did before.
    sold = _sold(order_id, now=now)
    claimed.remember(_choice(sold))
    told = shop_settings()
    is_ready = any(one.readiness is Readiness.READY for one in sold)
    waits = any(one.readiness is Readiness.WAITING for one in sold)
    until = _next_mail(sold)
    if told.fulfil_lines and is_ready:
        there = desk.fulfillment_orders(order_id)
        for number, lines in lines_to_fulfil(there, sold).items():
            # One call each: a fulfilment leaves from one place.
            desk.create_fulfillment(number, lines)
        if is_waiting(there, sold):
            waits, until = True, until if waits else None
        else:
            claimed.step_done(FULFILMENT)
    if told.mark_orders and is_ready:
        _mark(claimed, desk, order_id, sold)
    if waits:
        claimed.wait(until)
        return OrderOutcome.WAITING
    claimed.end("done" if is_ready else "nothing")
    return OrderOutcome.DONE if is_ready else OrderOutcome.NOTHING


def _mark(claimed: Claim, desk: OrderDesk, order_id: str, sold: Sequence[SoldCard]) -> None:
    if {TAG, METAFIELD, NOTE} <= set(claimed.work.done):
        return
    order = desk.state(order_id)
    if order is None:
        return
    if not marks.has_tag(order.tags, marks.TAG):
        desk.add_tags(order_id, [marks.TAG])
    claimed.step_done(TAG)
    if METAFIELD not in claimed.work.done:
        desk.set_metafields(order_id, {marks.CARDS_KEY: marks.cards_value(sold)})
        claimed.step_done(METAFIELD)
    note = marks.note_with(order.note, marks.issued_line(sold), instead_of=marks.ISSUED)
    if note is not None:
        desk.set_note(order_id, note)
    claimed.step_done(NOTE)


def _choice(sold: Sequence[SoldCard]) -> str:
    """What the work is about: more cards handed over are new work."""
    return json.dumps(ready_ids(sold))


def _next_mail(sold: Sequence[SoldCard]) -> datetime | None:
    """When the next mail may leave, where that is all that is waited for."""
    waiting = [one.ready_at for one in sold if one.readiness is Readiness.WAITING]
    times = [time for time in waiting if time is not None]
    return min(times) if times and len(times) == len(waiting) else None
