"""One call to the checkout API: who asks, under which key, when; and how it is carried out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from giftledger.codes import mint
from giftledger.ledger.commands import OnCard, Pay, RefundPayment
from giftledger.ledger.rejections import Rejection
from giftledger.observing import record_outcome
from giftledger.outcomes import CardOutcome, GroupOutcome, Parked, Posted, Rejected
from giftledger.programmes import programme_of
from giftledger.service import execute
from giftledger.store.dynamo import DynamoStore
from giftledger.vault import seal

MAX_KEY_CHARACTERS = 255
"""The longest idempotency key that is common in the field."""

PENDING = 202
"""The status of an answer that is not the last one: the call is to be repeated."""

_ID_CHARACTERS = 40
_FACTS_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Accepted:
    """A yes, and the body that says so."""

    body: BaseModel
    status: int = 201
    replayed: bool = False


Answered = Accepted | Rejected


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, under which idempotency key."""

    client_id: str
    idempotency_key: str

    @property
    def actor(self) -> str:
        """The client as entries and holds name it."""
        return self.client_id[:100]

    def command_id(self, kind: str = "") -> str:
        """One id per client, key and kind of call, for ever.

        Keys may hold any character, ids may not. Redemptions have no kind: their ids are older
        than all other calls.
        """
        named = f"{self.client_id}\n{self.idempotency_key}".encode(errors="surrogatepass")
        digest = hashlib.sha256(named).hexdigest()
        return ".".join(filter(None, ("api", kind, digest[:_ID_CHARACTERS])))


@dataclass(frozen=True, slots=True)
class Visit:
    """One call, from its caller to the ledger."""

    caller: Caller
    store: DynamoStore
    now: datetime
    path: Mapping[str, str] = field(default_factory=dict)
    """What the path names, e.g. `hold_id`."""

    def common(self, kind: str, order_reference: str | None, *, test: bool) -> dict[str, Any]:
        """What every command of this call carries."""
        return {
            "command_id": self.caller.command_id(kind),
            "occurred_at": self.now,
            "source": "api",
            "actor": self.caller.actor,
            "order_reference": order_reference,
            "test": test,
        }

    def carry_out(self, command: OnCard, gift_card_id: str, *facts: str) -> Posted | Rejected:
        """Execute a command on one card, for which its key is claimed first.

        The receipt is kept on that card: a key that comes back with another card would not meet it
        there. `facts` must not differ under one key either, and are no part of the intent.
        """
        digest = hashlib.sha256("\n".join(facts).encode()).hexdigest()[:_FACTS_CHARACTERS]
        claim = f"{gift_card_id}#{digest}"
        if self.store.claim_key(command.command_id, claim) != claim:
            outcome: CardOutcome = Rejected(Rejection.KEY_REUSED, gift_card_id)
        else:
            outcome = execute(command, self.store, now=self.now, programme_of=programme_of)
        record_outcome(command, outcome)
        assert not isinstance(outcome, Parked), "what is asked for is never parked"
        return outcome

    def carry_out_together(self, command: Pay | RefundPayment) -> GroupOutcome:
        """Execute a command on several cards: its choice is its receipt, wherever they are."""
        outcome = execute(
            command,
            self.store,
            now=self.now,
            programme_of=programme_of,
            mint=lambda profile: seal(mint(profile)),
        )
        record_outcome(command, outcome)
        return outcome
