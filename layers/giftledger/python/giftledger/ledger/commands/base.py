"""What every command carries besides its verb."""

import base64
import hashlib
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, StringConstraints

from giftledger.ledger.fields import CommandId, Reference
from giftledger.ledger.parts import Part

Operation = Literal["purchase", "activation", "redemption", "refund", "deactivation"]
"""What a queue and the function behind it are named after."""

Source = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,20}$")]
ReasonCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
"""Why a person did something: a code of the merchant's own, e.g. `goodwill`."""

_INTENT = {
    *("schema_version", "verb", "amount_minor", "currency", "redemption_id"),
    *("balance_minor", "hold_id", "remainder", "corrects", "order", "policy", "tenders"),
}


class BaseCommand(Part):
    """What every command carries besides its verb."""

    schema_version: Literal[1] = 1
    command_id: CommandId
    occurred_at: AwareDatetime
    source: Source
    actor: Annotated[str, StringConstraints(max_length=100)] | None = None
    order_reference: Reference | None = None
    test: bool = False

    operation: ClassVar[Operation]
    """Whose queue it travels through."""
    entry_kind: ClassVar[str]
    keeps_refusals: ClassVar[bool] = True
    """Whether a no is an answer for ever, and not only for now."""

    @property
    def entry_key(self) -> str:
        """Sort key of the receipt within the card's partition."""
        return f"ENTRY#{self.command_id}"

    def key_from(self, gift_card_id: str) -> str:
        """Sort key of what the command passes on to another card than the one that it concerns."""
        return f"ENTRY#{self.command_id}#FROM#{gift_card_id}"

    def intent_facts(self) -> dict[str, Any]:
        """What is asked: schema version, verb, amounts, currency and parent.

        Not source, time, actor or recipient: webhook and poll tell the same fact differently.
        """
        return self.model_dump(mode="json", include=_INTENT)


def gift_card_id_for(command_id: str) -> str:
    """The card id that a command leads to: 130 bits of its SHA-256, in base 32."""
    digest = hashlib.sha256(command_id.encode()).digest()
    return "gc_" + base64.b32encode(digest).decode().lower()[:26]
