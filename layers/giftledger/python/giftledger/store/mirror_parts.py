"""A card of ours as Shopify has it, and what is being asked there about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime

from giftledger.ledger.fields import CommandId
from giftledger.ledger.parts import Part

MirrorState = Literal["creating", "live", "ended", "refused"]
IntentKind = Literal["create", "delta", "expiry", "deactivate", "note"]


class Intent(Part):
    """What is about to be asked of Shopify: written before the call, and the lock of its card."""

    kind: IntentKind
    ref: str
    """What the note of a credit or debit holds, so that it is found again."""
    amount_minor: int = 0
    """Signed for a delta: what is credited, or debited where negative."""
    seq: int
    """The entry up to which the card was looked at."""
    believed_after_minor: int
    asked_at: AwareDatetime
    doubt: bool = False
    """Whoever asked has heard nothing and does not wait any more."""
    asker: str = ""
    """Of whose process it is: made up anew for each."""
    expires_on: str | None = None
    holds: tuple[CommandId, ...] = ()
    """The redemptions that are paid there once this is confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """A card of ours in Shopify."""

    gift_card_id: str
    state: MirrorState
    since: datetime
    """When it came into this state."""
    version: int = 0
    """0: nothing is stored yet. Rises by one with every write."""
    shopify_gift_card_id: str | None = None
    """Digits."""
    customer_id: str | None = None
    """Of the customer there to whom it belongs."""
    refusal: str = ""
    """Why it is not there, or does not come along: a code of ours (mirroring.card_refusals)."""
    words: str = ""
    """The same for a person."""
    believed_minor: int = 0
    """Its balance there, once everything that is known has happened there, up to `seq`."""
    seq: int = 0
    """The entry up to which `believed_minor` holds; later ones are still to be looked at."""
    expires_on: str | None = None
    """Its last day there, as far as it was told by us."""
    intent: Intent | None = None
    captures: tuple[str, ...] = ()
    """Redemptions that are paid there and still held here."""
    mail_told: bool = False
    """Delivery was asked to send its mail, which waited for it."""
    notified: bool = False
    """Shopify was asked to mail it: once, whatever became of that."""
    short_since: datetime | None = None
    """Since when less is there than is to be debited."""
    todo: str | None = None
    due_at: datetime | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing has to wait for it: it is there, or it will not be."""
        return self.state != "creating"
