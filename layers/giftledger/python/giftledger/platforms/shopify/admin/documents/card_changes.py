"""Mutations of gift cards."""

from giftledger.platforms.shopify.admin.document import Document, Money, Part
from giftledger.platforms.shopify.admin.documents.card_fields import BARE, GiftCard


class Made(Part):
    """The payload of a mutation that answers with the card."""

    gift_card: GiftCard | None = None


class Created(Part):
    """Answer."""

    gift_card_create: Made


CREATE = Document(
    "giftCardCreate",
    "mutation giftCardCreate($input: GiftCardCreateInput!) { giftCardCreate(input: $input) {"
    f" giftCard {{ {BARE} }} userErrors {{ field code message }} }} }}",
    Created,
    cost=13,
)
"""The input differs: `initialAmount` from 2026-07 on, `initialValue` before."""


class Updated(Part):
    """Answer."""

    gift_card_update: Made


UPDATE = Document(
    "giftCardUpdate",
    "mutation giftCardUpdate($id: ID!, $input: GiftCardUpdateInput!) {"
    f" giftCardUpdate(id: $id, input: $input) {{ giftCard {{ {BARE} }}"
    " userErrors { field message } } }",
    Updated,
    cost=12,
)


class Done(Part):
    """Answer of a mutation of which only the errors matter."""


DEACTIVATE = Document(
    "giftCardDeactivate",
    "mutation giftCardDeactivate($id: ID!) { giftCardDeactivate(id: $id) {"
    " giftCard { id } userErrors { field code message } } }",
    Done,
)


class CardBalance(Part):
    """What a card is worth after a movement."""

    balance: Money


class Movement(Part):
    """A credit (amount above 0) or a debit (below 0), with the card's balance after it."""

    id: str
    amount: Money
    gift_card: CardBalance


class CreditPayload(Part):
    """Payload."""

    gift_card_credit_transaction: Movement | None = None


class Credited(Part):
    """Answer."""

    gift_card_credit: CreditPayload


CREDIT = Document(
    "giftCardCredit",
    "mutation giftCardCredit($id: ID!, $creditInput: GiftCardCreditInput!) {"
    " giftCardCredit(id: $id, creditInput: $creditInput) { giftCardCreditTransaction {"
    " id amount { amount currencyCode } giftCard { balance { amount currencyCode } } }"
    " userErrors { field code message } } }",
    Credited,
    cost=12,
)


class DebitPayload(Part):
    """Payload."""

    gift_card_debit_transaction: Movement | None = None


class Debited(Part):
    """Answer."""

    gift_card_debit: DebitPayload


DEBIT = Document(
    "giftCardDebit",
    "mutation giftCardDebit($id: ID!, $debitInput: GiftCardDebitInput!) {"
    " giftCardDebit(id: $id, debitInput: $debitInput) { giftCardDebitTransaction {"
    " id amount { amount currencyCode } giftCard { balance { amount currencyCode } } }"
    " userErrors { field code message } } }",
    Debited,
    cost=12,
)


NOTIFY_CUSTOMER = Document(
    "giftCardSendNotificationToCustomer",
    "mutation giftCardSendNotificationToCustomer($id: ID!) {"
    " giftCardSendNotificationToCustomer(id: $id) { giftCard { id }"
    " userErrors { field code message } } }",
    Done,
)

NOTIFY_RECIPIENT = Document(
    "giftCardSendNotificationToRecipient",
    "mutation giftCardSendNotificationToRecipient($id: ID!) {"
    " giftCardSendNotificationToRecipient(id: $id) { giftCard { id }"
    " userErrors { field code message } } }",
    Done,
)
