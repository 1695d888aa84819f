"""The look at orders that were touched since the last one: what webhooks missed is found here."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from giftledger.fetching.messages import FetchOrder, ask
from giftledger.platforms.shopify.admin import orders as shop
from giftledger.store.cursors import Cursor, read_cursor, save_cursor
from giftledger.store.protocol import Conflict

CURSOR = "shopify_orders"

PAGES = 20
"""How many pages of orders one look reads at least; the next one goes on behind them."""

SETTLING = timedelta(minutes=1)
"""What is younger is still on its way by webhook, and not missed."""

OVERLAP = timedelta(minutes=2)
"""Shopify's index lags behind by seconds."""

LONG_OVERLAP = timedelta(hours=1)
"""At the first look, and after an outage: of ours, or of the subscriptions."""

OUTAGE = timedelta(minutes=20)
"""Several looks did not take place."""


def look_at_orders(now: datetime, *, missed_webhooks: bool) -> int:
    """Have every order read that was touched since the last look; how many those are.

    Raises what the Admin client raises, NotQueuedError, UnavailableError: then the next look
    begins where this one did.
    """
    before = read_cursor(CURSOR)
    cursor = before or first_cursor(CURSOR, now)
    ends = now - SETTLING
    seen_until, number = ends, 0
    since = begin_of(cursor, now, missed_webhooks=missed_webhooks)
    for pages, page in enumerate(shop.orders_updated_since(since), start=1):
        told = [order for order in page if order.updated_at <= ends]
        ask(*(FetchOrder(order_id=order.order_id, polled=True) for order in told))
        number += len(told)
        if len(told) < len(page):
            break
        if pages >= PAGES and told and told[-1].updated_at > cursor.seen_until + OVERLAP:
            # Further than the next look begins before: else it would read the same pages again.
            seen_until = told[-1].updated_at
            break
    # Never back: what another look has seen meanwhile stays seen.
    with suppress(Conflict):
        save_cursor(replace(cursor, seen_until=seen_until, looked_at=now), instead_of=before)
    return number


def first_cursor(name: str, now: datetime) -> Cursor:
    """Of a shop at which nobody has looked yet: as after an outage."""
    return Cursor(name=name, seen_until=now, looked_at=now - OUTAGE - SETTLING)


def begin_of(cursor: Cursor, now: datetime, *, missed_webhooks: bool) -> datetime:
    """Where a look begins: a little, or an hour, before the end of the last one."""
    was_away = now - cursor.looked_at > OUTAGE or missed_webhooks
    return cursor.seen_until - (LONG_OVERLAP if was_away else OVERLAP)
