"""The checkout door: a till or shop asks to spend a code, and hears yes or no at once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from giftledger.codes import normalise
from giftledger.ledger.commands import Redeem
from giftledger.ledger.fields import AmountMinor, Currency, Reference
from giftledger.ledger.parts import Mode
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import CardOutcome, Rejected
from giftledger.service import execute
from giftledger.store.dynamo import DynamoStore
from giftledger.vault import look_up

MAX_KEY_CHARACTERS = 255
"""The longest idempotency key that is common in the field."""


class RedemptionRequest(BaseModel):
    """The body of POST /v1/redemptions."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    code: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    amount_minor: AmountMinor
    currency: Currency
    order_reference: Reference


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, under which idempotency key."""

    client_id: str
    idempotency_key: str

    @property
    def command_id(self) -> str:
        """One id per client and key, for ever; keys may hold any character, ids may not."""
        digest = hashlib.sha256(f"{self.client_id}\n{self.idempotency_key}".encode())
        return f"api.{digest.hexdigest()[:40]}"


def redeem_code(
    request: RedemptionRequest, caller: Caller, store: DynamoStore, *, now: datetime
) -> tuple[Redeem | None, CardOutcome]:
    """Spend a code. An unknown code keeps nothing, so that a mistyped one can be corrected.

    The receipt is kept on the card that paid. A key that comes back with a code of another card
    would not meet it there, so the key is claimed for its card, and for what it pays, first.
    """
    code = normalise(request.code)
    aliases = look_up(code).aliases() if code else ()
    gift_card_id = store.card_of_alias(aliases)
    if gift_card_id is None:
        return None, Rejected(Rejection.UNKNOWN_CARD)
    command = Redeem(
        command_id=caller.command_id,
        occurred_at=now,
        source="api",
        actor=caller.client_id[:100],
        order_reference=request.order_reference,
        aliases=aliases,
        amount_minor=request.amount_minor,
        currency=request.currency,
        mode=Mode.REQUESTED,
    )
    claim = f"{gift_card_id}#{hashlib.sha256(request.order_reference.encode()).hexdigest()[:16]}"
    if store.claim_key(command.command_id, claim) != claim:
        return command, Rejected(Rejection.KEY_REUSED, gift_card_id)
    return command, execute(command, store, now=now)
