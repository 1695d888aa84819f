"""Creating, changing and deactivating gift cards."""

from datetime import date
from typing import Any

from graphql import GraphQLError

from sandbox.shopify.admin.card_rules import (
    DEACTIVATED,
    NO_PLAN,
    NOT_FOUND,
    bad_code,
    bad_people,
    bad_value,
    recipient,
)
from sandbox.shopify.admin.cards import card_node
from sandbox.shopify.admin.shapes import Args, Door, Node, done, number, refused
from sandbox.shopify.cards import Card, fresh_code, normal
from sandbox.shopify.money import to_minor
from sandbox.shopify.shop import Shop

PROTECTED = ("expiresOn", "customerId", "recipientAttributes")
"""What a deactivated card keeps for ever."""


def create_card(shop: Shop, told: Args, *, source: str = "api_client") -> Card | Node:
    """A new card, or the payload that refuses it."""
    field, value = _value(told)
    currency = value.get("currencyCode") or shop.settings.currency
    if currency != shop.settings.currency:
        return refused([*field, "currencyCode"], "is not a currency of the shop", "INVALID")
    try:
        minor = to_minor(value["amount"], currency)
    except ValueError:
        return refused(field, "is not a valid amount", "INVALID")
    code = told.get("code")
    refusal = (
        bad_value(shop, minor, currency, field)
        or bad_people(shop, told)
        or (bad_code(shop, code) if code is not None else None)
    )
    if refusal is not None:
        return refusal
    now = shop.now()
    card = Card(
        id=shop.fresh_id(),
        code=normal(code) if code is not None else fresh_code(),
        currency=currency,
        initial_minor=minor,
        created_at=now,
        updated_at=now,
        source=source,
        searchable_from=shop.clock() + shop.settings.search_delay_seconds,
    )
    _put(card, told)
    shop.cards[card.id] = card
    return card


def _create(shop: Shop, args: Args) -> Node:
    if not shop.settings.gift_cards:
        return refused(None, NO_PLAN)
    made = create_card(shop, args["input"])
    if not isinstance(made, Card):
        return made
    return done(giftCard=card_node(shop, made), giftCardCode=made.code)


def _update(shop: Shop, args: Args) -> Node:
    told = args["input"]
    card = shop.cards.get(number(args["id"], "GiftCard"))
    if not told:
        return refused(["input"], "At least one argument is required in the input.")
    if card is None:
        return refused(["id"], NOT_FOUND)
    kept = [name for name in PROTECTED if name in told]
    if kept and not card.enabled:
        return refused(["input", kept[0]], DEACTIVATED)
    refusal = bad_people(shop, told) or _bad_owner(card, told)
    if refusal is not None:
        return refusal
    _put(card, told)
    card.updated_at = shop.now()
    return done(giftCard=card_node(shop, card))


def _deactivate(shop: Shop, args: Args) -> Node:
    card = shop.cards.get(number(args["id"], "GiftCard"))
    if card is None:
        return refused(["id"], NOT_FOUND, "GIFT_CARD_NOT_FOUND")
    if card.enabled:
        card.deactivated_at = card.updated_at = shop.now()
    return done(giftCard=card_node(shop, card))


def _value(told: Args) -> tuple[list[str], dict[str, Any]]:
    """The field that carries the value: `initialAmount` from 2026-07 on, `initialValue` before."""
    if told.get("initialAmount") is not None:
        return ["input", "initialAmount"], told["initialAmount"]
    if told.get("initialValue") is None:
        told = {"code": "INVALID_FIELD_ARGUMENTS"}
        raise GraphQLError("initialAmount or initialValue is required", extensions=told)
    return ["input", "initialValue"], {"amount": told["initialValue"]}


def _bad_owner(card: Card, told: Args) -> Node | None:
    """A customer can be given once."""
    if "customerId" not in told or card.customer_id is None:
        return None
    wanted = told["customerId"]
    if wanted is not None and number(wanted, "Customer") == card.customer_id:
        return None
    return refused(["input", "customerId"], "The customer of a gift card cannot be changed.")


def _put(card: Card, told: Args) -> None:
    if "note" in told:
        card.note = told["note"]
    if "templateSuffix" in told:
        suffix = told["templateSuffix"]
        card.template_suffix = suffix and suffix.removeprefix("gift_card.")
    if "expiresOn" in told:
        card.expires_on = _day(told["expiresOn"])
    if told.get("customerId") is not None:
        card.customer_id = number(told["customerId"], "Customer")
    if told.get("recipientAttributes") is not None:
        card.recipient = recipient(told["recipientAttributes"])


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value is not None else None
    except ValueError as error:
        raise GraphQLError("Expected a Date") from error


MUTATIONS: dict[str, Door] = {
    "giftCardCreate": _create,
    "giftCardUpdate": _update,
    "giftCardDeactivate": _deactivate,
}
