"""Controls of gift cards: what a merchant does in the admin, and what only a test may see."""

from datetime import timedelta
from typing import Any

from sandbox.shopify.admin.card_changes import create_card
from sandbox.shopify.basket import CheckoutError
from sandbox.shopify.cards import Card, CardTransaction
from sandbox.shopify.money import rest_amount, to_minor
from sandbox.shopify.shop import Shop
from sandbox.shopify.web.answers import MissingError, Told


def create(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """A card made by hand in the admin; `customer` is an id."""
    given: dict[str, Any] = {"initialValue": str(told.get("value", "0"))}
    given |= {"code": told["code"]} if told.get("code") else {}
    given |= {"expiresOn": told["expires_on"]} if told.get("expires_on") else {}
    given |= {"note": told["note"]} if told.get("note") else {}
    if told.get("customer"):
        given["customerId"] = f"gid://shopify/Customer/{told['customer']}"
    made = create_card(shop, given, source="manual")
    if not isinstance(made, Card):
        raise CheckoutError(str(made["userErrors"][0]["message"]))
    return shown(made)


def show(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """One card with its code."""
    return shown(_card(shop, told))


def find(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """All cards, or at most one: that with a code."""
    if "code" not in told:
        return [shown(card) for card in shop.cards.values()]
    card = shop.card_by_code(str(told["code"]))
    return [shown(card)] if card is not None else []


def adjust(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """Change a balance by hand: no webhook tells of it."""
    card = _card(shop, told)
    try:
        minor = to_minor(told.get("amount"), card.currency)
    except ValueError as error:
        raise CheckoutError(f"an amount is {error}") from error
    if card.balance_minor + minor < 0:
        raise CheckoutError("a balance is never negative")
    card.transactions.append(CardTransaction(shop.fresh_id(), minor, told.get("note"), shop.now()))
    card.updated_at = shop.now()
    return shown(card)


def expire(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """Its last day was yesterday."""
    card = _card(shop, told)
    card.expires_on = shop.today() - timedelta(days=1)
    card.updated_at = shop.now()
    return shown(card)


def deactivate(shop: Shop, told: Told) -> Any:  # noqa: ANN401  JSON
    """For ever."""
    card = _card(shop, told)
    if card.enabled:
        card.deactivated_at = card.updated_at = shop.now()
    return shown(card)


def shown(card: Card) -> dict[str, Any]:
    """Everything about a card."""
    return {
        "id": card.id,
        "code": card.code,
        "balance": rest_amount(card.balance_minor, card.currency),
        "initial_value": rest_amount(card.initial_minor, card.currency),
        "currency": card.currency,
        "enabled": card.enabled,
        "expires_on": card.expires_on.isoformat() if card.expires_on else None,
        "last_characters": card.last_characters,
        "note": card.note,
        "source": card.source,
        "customer_id": card.customer_id,
        "order_id": card.order_id,
        "line_item_id": card.line_item_id,
        "notified": card.notified,
        "updated_at": card.updated_at.isoformat(),
        "transactions": [
            {
                "id": one.id,
                "amount": rest_amount(one.amount_minor, card.currency),
                "note": one.note,
                "by_order": one.by_order,
            }
            for one in card.transactions
        ],
    }


def _card(shop: Shop, told: Told) -> Card:
    card = shop.cards.get(int(told["number"]))
    if card is None:
        raise MissingError("no such card")
    return card
