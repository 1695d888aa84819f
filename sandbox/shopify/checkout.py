"""The checkout: gift cards pay first, by code; whatever is left is paid by the test gateway."""

from typing import Any

from sandbox.shopify import events, minting, totals
from sandbox.shopify.basket import CheckoutError, basket
from sandbox.shopify.cards import Card, CardTransaction
from sandbox.shopify.orders import FulfillmentOrder, Order, Transaction
from sandbox.shopify.shop import Shop

MAX_CARDS = 50
TEST_GATEWAY = "bogus"


def place(shop: Shop, told: dict[str, Any]) -> Order:
    """Place an order as the control API describes it, pay what can be paid, tell everybody.

    Raises:
        CheckoutError: the buyer has to change something; nothing happened.
    """
    order = basket(shop, told)
    cards = _cards(shop, order, [str(code) for code in told.get("gift_card_codes", [])])
    shop.next_order_number += 1
    shop.orders[order.id] = order
    _hand_over_orders(shop, order, asked=bool(told.get("submitted", False)))
    made = _draw(shop, order, cards)
    if told.get("pay", True):
        made += _pay_rest(shop, order)
    is_paid = totals.due(order) == 0
    events.order_changed(shop, order, "orders/create", *(["orders/paid"] if is_paid else []))
    events.transactions_made(shop, order, made)
    if is_paid:
        minting.mint_paid(shop, order)
    return order


def pay(shop: Shop, order: Order) -> None:
    """Pay what is due by the test gateway.

    Raises:
        CheckoutError: nothing is due.
    """
    if order.cancelled_at is not None or totals.due(order) == 0:
        raise CheckoutError("nothing is due")
    made = _pay_rest(shop, order)
    events.transactions_made(shop, order, made)
    events.order_changed(shop, order, "orders/paid")
    minting.mint_paid(shop, order)


def quote(shop: Shop, told: dict[str, Any]) -> tuple[list[tuple[Card, int]], int]:
    """What each card would pay, and what would be left. Raises CheckoutError."""
    order = basket(shop, told)
    cards = _cards(shop, order, [str(code) for code in told.get("gift_card_codes", [])])
    shares = _shares(order, cards)
    return shares, totals.due(order) - sum(amount for _, amount in shares)


def _cards(shop: Shop, order: Order, codes: list[str]) -> list[Card]:
    if len(codes) > MAX_CARDS:
        raise CheckoutError(f"an order takes at most {MAX_CARDS} gift cards")
    found: list[Card] = []
    for code in codes:
        card = shop.card_by_code(code)
        if card is None or card.currency != order.currency:
            raise CheckoutError("Enter a valid gift card code")
        if not card.enabled or card.is_expired(shop.today()):
            raise CheckoutError("This gift card is disabled or has expired")
        if card in found:
            raise CheckoutError("This gift card is applied already")
        if card.balance_minor <= 0:
            raise CheckoutError("This gift card has no balance")
        found.append(card)
    return found


def _shares(order: Order, cards: list[Card]) -> list[tuple[Card, int]]:
    """Gift cards pay for everything, shipping and taxes too, but never for other gift cards."""
    bought = sum(line.price_minor * line.quantity for line in order.lines if line.gift_card)
    left = max(0, totals.total(order) - bought)
    shares = []
    for card in cards:
        amount = min(left, card.balance_minor)
        left -= amount
        if amount:
            shares.append((card, amount))
    return shares


def _draw(shop: Shop, order: Order, cards: list[Card]) -> list[Transaction]:
    made = []
    now = shop.now()
    for card, amount in _shares(order, cards):
        card.transactions.append(
            CardTransaction(shop.fresh_id(), -amount, None, now, by_order=True)
        )
        card.updated_at = now
        made.append(
            Transaction(
                shop.fresh_id(), "sale", "gift_card", amount, now, None, card.id, card.code[-4:]
            )
        )
    order.transactions += made
    return made


def _pay_rest(shop: Shop, order: Order) -> list[Transaction]:
    rest = totals.due(order)
    if not rest:
        return []
    made = [Transaction(shop.fresh_id(), "sale", TEST_GATEWAY, rest, shop.now())]
    order.transactions += made
    return made


def _hand_over_orders(shop: Shop, order: Order, *, asked: bool) -> None:
    """One of what the shop mints itself, one of all the rest, for which a service may be asked."""
    for is_minted in (True, False):
        lines = [line for line in order.lines if line.is_minted is is_minted]
        if lines:
            order.fulfillment_orders.append(
                FulfillmentOrder(
                    shop.fresh_id(),
                    {line.id: line.quantity for line in lines},
                    shop.now(),
                    request_status="SUBMITTED" if asked and not is_minted else "UNSUBMITTED",
                    line_ids={line.id: shop.fresh_id() for line in lines},
                )
            )
