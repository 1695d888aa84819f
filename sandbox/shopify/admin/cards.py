"""Gift cards as nodes, and the queries that find them."""

from datetime import date
from typing import Any

from sandbox.shopify.admin.lines import line_node
from sandbox.shopify.admin.orders import order_node
from sandbox.shopify.admin.people import customer_node
from sandbox.shopify.admin.search import matches, terms
from sandbox.shopify.admin.shapes import (
    Args,
    Door,
    Node,
    gid,
    lazy,
    number,
    page,
    paged,
    time_text,
)
from sandbox.shopify.cards import Card, CardTransaction
from sandbox.shopify.money import money
from sandbox.shopify.shop import Shop

SORT: dict[str, Any] = {
    "ID": lambda card: card.id,
    "CREATED_AT": lambda card: (card.created_at, card.id),
    "UPDATED_AT": lambda card: (card.updated_at, card.id),
    "BALANCE": lambda card: (card.balance_minor, card.id),
    "INITIAL_VALUE": lambda card: (card.initial_minor, card.id),
    "EXPIRES_ON": lambda card: (card.expires_on or date.max, card.id),
    "CODE": lambda card: (card.last_characters, card.id),
    "AMOUNT_SPENT": lambda card: (card.initial_minor - card.balance_minor, card.id),
    "CUSTOMER_NAME": lambda card: (card.customer_id or 0, card.id),
    "DISABLED_AT": lambda card: (card.deactivated_at or card.created_at, card.id),
}


def card_node(shop: Shop, card: Card) -> Node:
    """A GiftCard."""
    return {
        "__typename": "GiftCard",
        "id": gid("GiftCard", card.id),
        "balance": money(card.balance_minor, card.currency),
        "initialValue": money(card.initial_minor, card.currency),
        "createdAt": time_text(card.created_at),
        "updatedAt": time_text(card.updated_at),
        "deactivatedAt": time_text(card.deactivated_at),
        "enabled": card.enabled,
        "expiresOn": card.expires_on.isoformat() if card.expires_on else None,
        "isRedeemable": card.enabled and not card.is_expired(shop.today()),
        "lastCharacters": card.last_characters,
        "maskedCode": card.masked_code,
        "note": card.note,
        "templateSuffix": card.template_suffix,
        "crossCurrencyRedemptionStrategy": "MARKET_FX",
        "customer": lazy(lambda: customer_node(shop, card.customer_id)),
        "recipientAttributes": lazy(lambda: _recipient(shop, card)),
        "order": lazy(lambda: _order(shop, card.order_id)),
        "lineItem": lazy(lambda: _line(shop, card)),
        "transactions": paged(lambda: _transactions(shop, card)),
    }


def transaction_node(shop: Shop, card: Card, one: CardTransaction) -> Node:
    """A GiftCardCreditTransaction or GiftCardDebitTransaction; debits are negative."""
    kind = "GiftCardDebitTransaction" if one.amount_minor < 0 else "GiftCardCreditTransaction"
    return {
        "__typename": kind,
        "id": gid(kind, one.id),
        "amount": money(one.amount_minor, card.currency),
        "note": one.note,
        "processedAt": time_text(one.processed_at),
        "giftCard": lazy(lambda: card_node(shop, card)),
    }


def _transactions(shop: Shop, card: Card) -> list[Node]:
    shown = shop.settings.show_order_transactions
    seen = [one for one in card.transactions if shown or not one.by_order]
    return [transaction_node(shop, card, one) for one in seen]


def _recipient(shop: Shop, card: Card) -> Node | None:
    if card.recipient is None:
        return None
    return {
        "message": card.recipient.message,
        "preferredName": card.recipient.preferred_name,
        "sendNotificationAt": time_text(card.recipient.send_at),
        "recipient": customer_node(shop, card.recipient.customer_id),
    }


def _order(shop: Shop, order_id: int | None) -> Node | None:
    return order_node(shop, shop.orders[order_id]) if order_id in shop.orders else None


def _line(shop: Shop, card: Card) -> Node | None:
    if card.order_id not in shop.orders or card.line_item_id is None:
        return None
    order = shop.orders[card.order_id]
    return line_node(order, order.line(card.line_item_id))


def _found(shop: Shop, args: Args) -> list[Card]:
    query = args.get("query")
    if not query:
        return list(shop.cards.values())
    wanted = terms(query)
    now = shop.clock()
    indexed = [card for card in shop.cards.values() if card.searchable_from <= now]
    return [card for card in indexed if matches(card, wanted, shop.today())]


def _gift_cards(shop: Shop, args: Args) -> Node:
    found = sorted(_found(shop, args), key=SORT[args.get("sortKey", "ID")])
    return page(found, args, lambda card: card_node(shop, card))


def _count(shop: Shop, args: Args) -> Node:
    found, limit = len(_found(shop, args)), args.get("limit")
    if limit is not None and found > limit:
        return {"count": limit, "precision": "AT_LEAST"}
    return {"count": found, "precision": "EXACT"}


def gift_card(shop: Shop, args: Args) -> Node | None:
    """The card of this id, at once after its creation."""
    card = shop.cards.get(number(args["id"], "GiftCard"))
    return card_node(shop, card) if card is not None else None


def _configuration(shop: Shop, _args: Args) -> Node:
    told = shop.settings
    return {
        "issueLimit": money(told.issue_limit_minor, told.currency),
        "purchaseLimit": money(told.purchase_limit_minor, told.currency),
    }


QUERIES: dict[str, Door] = {
    "giftCard": gift_card,
    "giftCards": _gift_cards,
    "giftCardsCount": _count,
    "giftCardConfiguration": _configuration,
}
