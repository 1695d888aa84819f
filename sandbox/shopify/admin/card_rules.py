"""What the shop refuses to put on a gift card, in the words of recorded answers."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from graphql import GraphQLError

from sandbox.shopify.admin.shapes import Args, Node, number, refused
from sandbox.shopify.cards import Card, Recipient, normal
from sandbox.shopify.money import spoken
from sandbox.shopify.shop import Shop

SHORTEST, LONGEST = 8, 20
MAX_NAME, MAX_MESSAGE = 255, 200
MAX_AHEAD = timedelta(days=90)
NO_PLAN = "Gift cards are unavailable on your plan."
NOT_FOUND = "The gift card could not be found."
NO_CUSTOMER = "The customer could not be found."
DEACTIVATED = "The gift card is deactivated."
EXPIRED = "The gift card has expired."


def bad_code(shop: Shop, code: str) -> Node | None:
    """What is wrong with a new card's code. A taken code has no error code."""
    field = ["input", "code"]
    wanted = normal(code)
    if len(wanted) < SHORTEST:
        return refused(field, f"Code must be at least {SHORTEST} characters long", "TOO_SHORT")
    if len(wanted) > LONGEST:
        return refused(field, f"Code must be at most {LONGEST} characters long", "TOO_LONG")
    if re.fullmatch(r"[a-z0-9]+", wanted) is None:
        message = "Code can only contain letters(a-z) and numbers(0-9)"
        return refused(field, message, "INVALID")
    if shop.card_by_code(wanted) is not None:
        return refused(field, "Code has already been taken")
    return None


def bad_value(shop: Shop, minor: int, currency: str, field: Sequence[str]) -> Node | None:
    """What is wrong with a new card's value."""
    if minor <= 0:
        return refused(field, "must be greater than 0", "GREATER_THAN")
    limit = shop.settings.issue_limit_minor
    if minor > limit:
        message = f"can't exceed {spoken(limit, currency)}"
        return refused(field, message, "GIFT_CARD_LIMIT_EXCEEDED")
    return None


def bad_people(shop: Shop, told: Args) -> Node | None:
    """What is wrong with the customer or the recipient."""
    customer = told.get("customerId")
    if customer is not None and number(customer, "Customer") not in shop.customers:
        return refused(["input", "customerId"], NO_CUSTOMER, "CUSTOMER_NOT_FOUND")
    recipient = told.get("recipientAttributes")
    return _bad_recipient(shop, recipient) if recipient is not None else None


def recipient(told: Args) -> Recipient:
    """The recipient of input that `bad_people` let pass."""
    return Recipient(
        number(told["id"], "Customer"),
        told.get("preferredName"),
        told.get("message"),
        read_time(told.get("sendNotificationAt")),
    )


def unusable(shop: Shop, card: Card) -> Node | None:
    """Why nothing may be done with a card's money or mail."""
    if not card.enabled:
        return refused(["id"], DEACTIVATED, "INVALID")
    if card.is_expired(shop.today()):
        return refused(["id"], EXPIRED, "INVALID")
    return None


def read_time(value: object) -> datetime | None:
    """An ISO time in UTC, None for none. Raises GraphQLError."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise GraphQLError("Expected a DateTime") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _bad_recipient(shop: Shop, told: Args) -> Node | None:
    for name, most in (("preferredName", MAX_NAME), ("message", MAX_MESSAGE)):
        text = told.get(name)
        if text is not None and len(text) > most:
            _too_long(name, most)
    at = ["input", "recipientAttributes"]
    if number(told["id"], "Customer") not in shop.customers:
        return refused([*at, "id"], "The recipient could not be found.", "RECIPIENT_NOT_FOUND")
    for name in ("preferredName", "message"):
        text = told.get(name)
        if text is not None and (not text.strip() or re.search(r"<[a-zA-Z/]", text)):
            return refused([*at, name], f"{name} is invalid", "INVALID")
    when = read_time(told.get("sendNotificationAt"))
    if when is not None and not shop.now() <= when <= shop.now() + MAX_AHEAD:
        message = "sendNotificationAt must be within the next 90 days"
        return refused([*at, "sendNotificationAt"], message, "INVALID")
    return None


def _too_long(name: str, most: int) -> None:
    """A top-level error, no user error: the field's answer is null."""
    told = {"code": "INVALID_FIELD_ARGUMENTS"}
    raise GraphQLError(f"{name} is too long (maximum is {most})", extensions=told)
