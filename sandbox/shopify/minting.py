"""Handing over: native gift cards are minted, other lines are fulfilled."""

import threading

from sandbox.shopify import events, totals
from sandbox.shopify.cards import Card, fresh_code
from sandbox.shopify.orders import Fulfillment, FulfillmentOrder, Line, Order
from sandbox.shopify.shop import Shop

HELD_BACK = ("medium", "high")
"""Risks with which the shop mints nothing by itself."""

WORKABLE = ("OPEN", "IN_PROGRESS")
"""Statuses of a fulfilment order of which something may still be handed over."""


def mint_paid(shop: Shop, order: Order) -> None:
    """Mint the cards of a paid order, unless it is risky; later, if the settings say so."""
    if order.risk in HELD_BACK or not any(line.is_minted for line in order.lines):
        return
    delay = shop.settings.fulfil_delay_seconds
    if delay:
        timer = threading.Timer(delay, _mint_later, (shop, order))
        timer.daemon = True
        timer.start()
    else:
        mint(shop, order)


def mint(shop: Shop, order: Order) -> Fulfillment | None:
    """Mint what is still to be minted, and tell everybody."""
    parts = [part for part in order.fulfillment_orders if _is_minting(order, part)]
    units: dict[int, int] = {}
    cards: list[tuple[int, int, str]] = []
    for part in parts:
        for line_id in part.quantities:
            line = order.line(line_id)
            units[line_id] = line.unfulfilled
            cards += [_mint_one(shop, order, line) for _ in range(line.unfulfilled)]
    if not cards:
        return None
    return _fulfil(shop, order, units, service="gift_card", cards=cards, tracking={})


def fulfil(
    shop: Shop, order: Order, units: dict[int, int], tracking: dict[str, str]
) -> Fulfillment:
    """Hand over so many units of these lines, and tell everybody."""
    return _fulfil(shop, order, units, service="manual", cards=[], tracking=tracking)


def _mint_later(shop: Shop, order: Order) -> None:
    with shop.lock:
        if order.cancelled_at is None and totals.due(order) == 0:
            mint(shop, order)


def _is_minting(order: Order, part: FulfillmentOrder) -> bool:
    return part.status == "OPEN" and all(order.line(one).is_minted for one in part.quantities)


def _mint_one(shop: Shop, order: Order, line: Line) -> tuple[int, int, str]:
    now = shop.now()
    card = Card(
        id=shop.fresh_id(),
        code=fresh_code(),
        currency=order.currency,
        initial_minor=line.price_minor,
        created_at=now,
        updated_at=now,
        source="purchased",
        customer_id=order.customer_id,
        order_id=order.id,
        line_item_id=line.id,
        searchable_from=shop.clock() + shop.settings.search_delay_seconds,
    )
    shop.cards[card.id] = card
    return card.id, line.id, card.last_characters


def _fulfil(
    shop: Shop,
    order: Order,
    units: dict[int, int],
    *,
    service: str,
    cards: list[tuple[int, int, str]],
    tracking: dict[str, str],
) -> Fulfillment:
    number = len(order.fulfillments) + 1
    made = Fulfillment(shop.fresh_id(), number, service, shop.now(), units, cards, tracking)
    order.fulfillments.append(made)
    for line_id, quantity in units.items():
        order.line(line_id).fulfilled += quantity
    for part in order.fulfillment_orders:
        if part.status not in WORKABLE or not set(part.quantities) & set(units):
            continue
        is_open = any(order.line(one).unfulfilled for one in part.quantities)
        part.status = "IN_PROGRESS" if is_open else "CLOSED"
    events.fulfilled(shop, order, made)
    return made
