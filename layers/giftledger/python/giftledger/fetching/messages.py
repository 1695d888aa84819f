"""What can be asked of Shopify: the messages of the queue shopify_fetch."""

import json
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from giftledger.ledger.parts import Part, SealedCode
from giftledger.queues import send

ATTEMPTS = 5
"""How often a message comes again for something that is still to come; then the poll sees to it."""

FIRST_DELAY_SECONDS = 5
LONGEST_DELAY_SECONDS = 900
"""The most that SQS delays a message."""

Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]
Attempt = Annotated[int, Field(ge=0, le=ATTEMPTS)]


class FetchOrder(Part):
    """Read an order there, with its payments and its risk."""

    kind: Literal["order"] = "order"
    order_id: Digits
    attempt: Attempt = 0
    polled: bool = False
    """The poll came upon it: what is new in it no webhook has told."""
    cards: tuple[Digits, ...] = ()
    """Cards of Shopify's own that it sold and the ledger does not know."""


class FindCode(Part):
    """Look for the card of a code that somebody presented."""

    kind: Literal["code"] = "code"
    code: SealedCode
    attempt: Attempt = 0


class TakeCard(Part):
    """Take over a card that was made there by hand."""

    kind: Literal["card"] = "card"
    shopify_gift_card_id: Digits
    attempt: Attempt = 0
    is_new: bool = False
    """It was made since the last look, so nothing of what it paid is history."""


Message = FetchOrder | FindCode | TakeCard


@cache
def _adapter() -> TypeAdapter[Message]:
    return TypeAdapter(Annotated[Message, Field(discriminator="kind")])


def parse_message(body: str | bytes) -> Message:
    """Read a message's body. Raises pydantic.ValidationError for anything else."""
    return _adapter().validate_json(body)


def ask(*messages: Message, delay_seconds: int = 0) -> None:
    """Queue messages. Raises NotQueuedError, or botocore's errors where SQS is away."""
    if messages:
        bodies = [message.model_dump_json(exclude_defaults=False) for message in messages]
        send("shopify_fetch", bodies, delay_seconds=delay_seconds)


def ask_again(message: Message) -> bool:
    """Have a message come again a little later; False after ATTEMPTS."""
    if message.attempt >= ATTEMPTS:
        return False
    wait = FIRST_DELAY_SECONDS * 2**message.attempt
    ask(message.model_copy(update={"attempt": message.attempt + 1}), delay_seconds=wait)
    return True


def ask_to_deny(order_id: str) -> None:
    """Have the order's shipping denied, if it was paid back in full before it was shipped."""
    body = {"kind": "order", "order_id": order_id, "task": "deny"}
    send("shopify_sync", [json.dumps(body)])
