"""Commands: what a platform, a till or an operator asks of the ledger.

A command is also the body of a queue message, so it holds no code in clear: a code or serial is
already sealed (keyed hash + ciphertext) when a command is made.
"""

import hashlib
import json
from functools import cache
from typing import Annotated

from pydantic import Field, TypeAdapter

from giftledger.ledger.commands.base import BaseCommand, Operation, gift_card_id_for
from giftledger.ledger.commands.keeping import (
    Adjust,
    Block,
    CancelOrder,
    Correct,
    Deactivate,
    Expire,
    Extend,
    Link,
    Release,
    SoldUnit,
    Unblock,
)
from giftledger.ledger.commands.moving import Consolidate, Replace, Split, SplitPart
from giftledger.ledger.commands.selling import Activate, ImportCard, Issue, Reload
from giftledger.ledger.commands.spending import (
    Authorize,
    Capture,
    CashOut,
    OtherTender,
    Pay,
    Redeem,
    Refund,
    RefundPayment,
    Void,
    refund_key,
)

__all__ = [
    "Activate",
    "Adjust",
    "Authorize",
    "BaseCommand",
    "Block",
    "CancelOrder",
    "Capture",
    "CardCommand",
    "CashOut",
    "Command",
    "Consolidate",
    "Correct",
    "Deactivate",
    "Expire",
    "Extend",
    "ImportCard",
    "Issue",
    "Link",
    "OnCard",
    "Operation",
    "OtherTender",
    "Pay",
    "Redeem",
    "Refund",
    "RefundPayment",
    "Release",
    "Reload",
    "Replace",
    "SoldUnit",
    "Split",
    "SplitPart",
    "Unblock",
    "Void",
    "gift_card_id_for",
    "intent_of",
    "parse_command",
    "refund_key",
]

OnCard = (
    Activate
    | Redeem
    | Authorize
    | Capture
    | Void
    | Refund
    | Reload
    | Adjust
    | Block
    | Unblock
    | Extend
    | Link
    | Release
    | Deactivate
    | Expire
    | CashOut
    | Correct
    | Consolidate
    | Replace
    | Split
)
"""Commands on a card that is there already, which keeps their receipt."""

CardCommand = Issue | ImportCard | OnCard | Pay | RefundPayment
"""What `execute` takes."""

Command = Annotated[CardCommand | CancelOrder, Field(discriminator="verb")]


@cache
def _adapter() -> TypeAdapter[CardCommand | CancelOrder]:
    return TypeAdapter(Command)


def parse_command(body: str | bytes) -> CardCommand | CancelOrder:
    """Read a queue message's body. Raises pydantic.ValidationError for anything else."""
    return _adapter().validate_json(body)


def intent_of(command: CardCommand, *, target: str) -> str:
    """Hash of what is asked: equal for every telling of one fact, different for another one.

    `target` is the card as addressed (after its alias, which never changes its card).
    """
    facts = {**command.intent_facts(), "target": target}
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
