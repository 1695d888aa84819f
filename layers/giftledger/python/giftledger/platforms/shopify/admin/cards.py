"""What is asked of Shopify about gift cards: made, read, moved, ended.

All raise NotAppliedError, UnknownOutcomeError and SetupError; mutations raise Refused besides.
Credits and debits have no key of their own: before one is repeated, `transactions` says whether
its note is there already.
"""

from datetime import date
from typing import Any, Final

from giftledger.platforms.shopify.admin.card_reading import (
    MINTED_LENGTH,
    all_cards,
    card,
    cards_changed_since,
    configuration,
    find_by_code,
    shop_features,
    transactions,
)
from giftledger.platforms.shopify.admin.card_shapes import (
    CardLimits,
    CardThere,
    CardTransaction,
    RecipientThere,
    ShopFeatures,
    card_there,
)
from giftledger.platforms.shopify.admin.client import admin
from giftledger.platforms.shopify.admin.document import decimal_text, gid, money_input
from giftledger.platforms.shopify.admin.documents import card_changes as documents
from giftledger.platforms.shopify.admin.documents.card_fields import GiftCard
from giftledger.platforms.shopify.admin.faults import UnknownOutcomeError

__all__ = [
    "KEEP",
    "MINTED_LENGTH",
    "CardLimits",
    "CardThere",
    "CardTransaction",
    "RecipientThere",
    "ShopFeatures",
    "all_cards",
    "card",
    "cards_changed_since",
    "configuration",
    "create_card",
    "credit",
    "deactivate",
    "debit",
    "find_by_code",
    "notify_customer",
    "notify_recipient",
    "shop_features",
    "transactions",
    "update_card",
]


class _Keep:
    """Says that a field of a card stays as it is; None would empty it."""


KEEP: Final = _Keep()


def create_card(
    *,
    code: str,
    amount_minor: int,
    currency: str,
    expires_on: date | None,
    note: str,
    customer_id: str | None = None,
    recipient: RecipientThere | None = None,
) -> CardThere:
    """Make a card with our code. `Refused.is_code_taken`: a card with it exists already.

    Safe to repeat with the same code: it is unique in the shop.
    """
    version = admin().version
    worth: dict[str, Any] = (
        {"initialValue": decimal_text(amount_minor, currency)}
        if version < "2026-07"
        else {"initialAmount": money_input(amount_minor, currency)}
    )
    told = worth | {"code": code, "note": note}
    if expires_on is not None:
        told["expiresOn"] = expires_on.isoformat()
    if customer_id is not None:
        told["customerId"] = gid("Customer", customer_id)
    if recipient is not None:
        told["recipientAttributes"] = _recipient(recipient)
    made = admin().run(documents.CREATE, input=told)
    return card_there(_told(made.gift_card_create.gift_card), customer_id=customer_id)


def credit(shopify_gift_card_id: str, amount_minor: int, currency: str, note: str) -> int:
    """Add to a card; the balance after it. Never repeat it before reading `transactions`."""
    answer = admin().run(
        documents.CREDIT,
        id=gid("GiftCard", shopify_gift_card_id),
        creditInput={"creditAmount": money_input(amount_minor, currency), "note": note},
    )
    return _balance(answer.gift_card_credit.gift_card_credit_transaction)


def debit(shopify_gift_card_id: str, amount_minor: int, currency: str, note: str) -> int:
    """Take from a card; the balance after it. `Refused.code` INSUFFICIENT_FUNDS: too little.

    Never repeat it before reading `transactions`.
    """
    answer = admin().run(
        documents.DEBIT,
        id=gid("GiftCard", shopify_gift_card_id),
        debitInput={"debitAmount": money_input(amount_minor, currency), "note": note},
    )
    return _balance(answer.gift_card_debit.gift_card_debit_transaction)


def update_card(
    shopify_gift_card_id: str,
    *,
    expires_on: date | _Keep | None = KEEP,
    note: str | _Keep | None = KEEP,
    customer_id: str | _Keep = KEEP,
) -> CardThere:
    """Change what is given and nothing else; None empties a field. May be repeated."""
    told: dict[str, Any] = {}
    if not isinstance(expires_on, _Keep):
        told["expiresOn"] = None if expires_on is None else expires_on.isoformat()
    if not isinstance(note, _Keep):
        told["note"] = note
    if not isinstance(customer_id, _Keep):
        told["customerId"] = gid("Customer", customer_id)
    answer = admin().run(documents.UPDATE, id=gid("GiftCard", shopify_gift_card_id), input=told)
    return card_there(_told(answer.gift_card_update.gift_card))


def deactivate(shopify_gift_card_id: str) -> None:
    """End a card for ever; its balance stays readable. May be repeated."""
    admin().run(documents.DEACTIVATE, id=gid("GiftCard", shopify_gift_card_id))


def notify_customer(shopify_gift_card_id: str) -> None:
    """Have Shopify mail the card to its customer."""
    admin().run(documents.NOTIFY_CUSTOMER, id=gid("GiftCard", shopify_gift_card_id))


def notify_recipient(shopify_gift_card_id: str) -> None:
    """Have Shopify mail the card to its recipient."""
    admin().run(documents.NOTIFY_RECIPIENT, id=gid("GiftCard", shopify_gift_card_id))


def _recipient(recipient: RecipientThere) -> dict[str, Any]:
    told: dict[str, Any] = {"id": gid("Customer", recipient.customer_id)}
    if recipient.name:
        told["preferredName"] = recipient.name
    if recipient.message:
        told["message"] = recipient.message
    if recipient.send_at is not None:
        told["sendNotificationAt"] = recipient.send_at.isoformat()
    return told


def _told(found: GiftCard | None) -> GiftCard:
    if found is None:
        # Neither an error nor a card: whether it was applied, only a look can tell.
        raise UnknownOutcomeError("a mutation answered without its card")
    return found


def _balance(movement: documents.Movement | None) -> int:
    if movement is None:
        raise UnknownOutcomeError("a mutation answered without its movement")
    return movement.gift_card.balance.minor
