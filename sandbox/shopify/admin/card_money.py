"""Credit, debit and the mails about a gift card."""

from datetime import UTC, datetime, timedelta

from sandbox.shopify.admin.card_rules import NOT_FOUND, read_time, unusable
from sandbox.shopify.admin.cards import card_node, transaction_node
from sandbox.shopify.admin.shapes import Args, Door, Node, done, number, refused
from sandbox.shopify.cards import Card, CardTransaction
from sandbox.shopify.customers import Customer
from sandbox.shopify.money import to_minor
from sandbox.shopify.shop import Shop

SOON = timedelta(minutes=1)
POSITIVE = "A positive amount must be used."
CURRENCY = "The currency provided does not match the currency of the gift card."
LIMIT = "The gift card's value exceeds the allowed limits."
FUNDS = "The gift card does not have sufficient funds to satisfy the request."
NO_CONTACT = "has no contact information (e.g. email address or phone number)."


def _credit(shop: Shop, args: Args) -> Node:
    return _change(shop, args, "credit", sign=1)


def _debit(shop: Shop, args: Args) -> Node:
    return _change(shop, args, "debit", sign=-1)


def _change(shop: Shop, args: Args, kind: str, *, sign: int) -> Node:
    told = args[f"{kind}Input"]
    card = shop.cards.get(number(args["id"], "GiftCard"))
    if card is None:
        return refused(["id"], NOT_FOUND, "GIFT_CARD_NOT_FOUND")
    at = [f"{kind}Input", f"{kind}Amount"]
    wanted = told[f"{kind}Amount"]
    if wanted["currencyCode"] != card.currency:
        return refused([*at, "currencyCode"], CURRENCY, "MISMATCHING_CURRENCY")
    try:
        minor = to_minor(wanted["amount"], card.currency)
    except ValueError:
        return refused([*at, "amount"], "The amount is invalid.", "INVALID")
    refusal = (
        unusable(shop, card)
        or _bad_amount(shop, card, minor, [*at, "amount"], sign=sign)
        or _bad_time(shop, told, [f"{kind}Input", "processedAt"])
    )
    if refusal is not None:
        return refusal
    when = read_time(told.get("processedAt")) or shop.now()
    made = CardTransaction(shop.fresh_id(), sign * minor, told.get("note"), when)
    card.transactions.append(made)
    card.updated_at = shop.now()
    name = f"giftCard{kind.capitalize()}Transaction"
    return done(**{name: transaction_node(shop, card, made)})


def _bad_amount(shop: Shop, card: Card, minor: int, at: list[str], *, sign: int) -> Node | None:
    if minor <= 0:
        return refused(at, POSITIVE, "NEGATIVE_OR_ZERO_AMOUNT")
    if sign < 0 and minor > card.balance_minor:
        return refused(at, FUNDS, "INSUFFICIENT_FUNDS")
    if sign > 0 and card.balance_minor + minor > shop.settings.issue_limit_minor:
        return refused(at, LIMIT, "GIFT_CARD_LIMIT_EXCEEDED")
    return None


def _bad_time(shop: Shop, told: Args, at: list[str]) -> Node | None:
    when = read_time(told.get("processedAt"))
    if when is None:
        return None
    if when > shop.now() + SOON:
        return refused(at, "The processed date must not be in the future.", "INVALID")
    if when < datetime(1970, 1, 1, tzinfo=UTC):
        return refused(at, "The processed date must be after 1970.", "INVALID")
    return None


def _mail_customer(shop: Shop, args: Args) -> Node:
    card = shop.cards.get(number(args["id"], "GiftCard"))
    if card is None:
        return refused(["id"], NOT_FOUND, "GIFT_CARD_NOT_FOUND")
    if card.customer_id is None:
        return unusable(shop, card) or refused(None, "The gift card has no customer.", "INVALID")
    return _mail(shop, card, shop.customers.get(card.customer_id), "customer")


def _mail_recipient(shop: Shop, args: Args) -> Node:
    card = shop.cards.get(number(args["id"], "GiftCard"))
    if card is None:
        return refused(["id"], NOT_FOUND, "GIFT_CARD_NOT_FOUND")
    if card.recipient is None:
        return unusable(shop, card) or refused(None, "The gift card has no recipient.", "INVALID")
    return _mail(shop, card, shop.customers.get(card.recipient.customer_id), "recipient")


def _mail(shop: Shop, card: Card, to: Customer | None, who: str) -> Node:
    refusal = unusable(shop, card)
    if refusal is not None:
        return refusal
    if to is None or not (to.email or to.phone):
        return refused(None, f"The {who} {NO_CONTACT}", "INVALID")
    card.notified.append(who)
    return done(giftCard=card_node(shop, card))


MUTATIONS: dict[str, Door] = {
    "giftCardCredit": _credit,
    "giftCardDebit": _debit,
    "giftCardSendNotificationToCustomer": _mail_customer,
    "giftCardSendNotificationToRecipient": _mail_recipient,
}
