"""What the queue towards Shopify brings, and how each of its messages is carried out."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from giftledger.ledger.fields import GiftCardId
from giftledger.ledger.parts import Part
from giftledger.mirroring.cards import sync_card
from giftledger.observability import count, logger
from giftledger.platforms.shopify.admin.faults import SetupError


class CardMessage(Part):
    """A card changed, or is due to be looked at."""

    kind: Literal["card"]
    gift_card_id: GiftCardId


class OrderMessage(Part):
    """Something is to be done on an order."""

    kind: Literal["order"]
    order_id: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]
    task: Literal["fulfil", "deny"]


Message = Annotated[CardMessage | OrderMessage, Field(discriminator="kind")]
_READER: TypeAdapter[CardMessage | OrderMessage] = TypeAdapter(Message, config=None)


def read_message(body: str) -> CardMessage | OrderMessage:
    """A message. Raises pydantic.ValidationError."""
    return _READER.validate_json(body)


def carry_out(message: CardMessage | OrderMessage, *, now: datetime) -> str:
    """Do what a message asks for; answers what became of it.

    Raises whatever makes it come again. What a person has to set right in the shop is said here:
    the messages come again until it is, and lie among the dead letters at worst.
    """
    try:
        return _carried_out(message, now)
    except SetupError as error:
        count("ShopifySetup")
        logger().error("setup", extra={"operation": "shopify_sync", "advice": error.advice})
        raise


def _carried_out(message: CardMessage | OrderMessage, now: datetime) -> str:
    if isinstance(message, CardMessage):
        return sync_card(message.gift_card_id, now=now).value
    # Imported here: its desks are not needed for the cards, which are most of the messages.
    from giftledger.mirroring.orders import sync_order  # noqa: PLC0415

    return str(sync_order(message.order_id, message.task, now=now))
