"""One look at a card by one process: what it knows, and the only way in which it writes."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from giftledger.mirroring.card_desk import CardDesk, Desks
from giftledger.mirroring.card_doubts import LOOK_AGAIN, REST_OF_STUCK, YOUNG
from giftledger.mirroring.card_refusals import QUIET, Refusal
from giftledger.observability import count, logger
from giftledger.store.mirrors import (
    MIRROR_TODO,
    OPERATOR_TODO,
    Intent,
    Mirror,
    read_mirror,
    save_mirror,
)
from giftledger.store.protocol import Conflict, UnavailableError

SAVE_ATTEMPTS = 2


class Outcome(StrEnum):
    """What became of a look. Each of these is acknowledged."""

    IN_STEP = "in_step"
    """All there is as it is here."""
    NOT_THERE = "not_there"
    """The card is none that Shopify is to have, at least for now."""
    UNKNOWN_CARD = "unknown_card"
    REFUSED = "refused"
    SHORT = "short"
    """Less is there than is to be debited."""
    IN_DOUBT = "in_doubt"
    """Nobody knows whether something was done there; the sweep has it looked at again."""


class BusyError(Exception):
    """Somebody else is at the card: the message has to come again."""


@dataclass(slots=True)
class Visit:
    """What is known of a card's mirror, and how it is kept."""

    mirror: Mirror
    stored: Mirror | None
    """As it lies in the table; None: not yet."""
    now: datetime
    ask: Callable[[], Desks]

    @property
    def gift_card_id(self) -> str:
        """Whose mirror it is."""
        return self.mirror.gift_card_id

    @property
    def there(self) -> str:
        """The card's id in Shopify."""
        assert self.mirror.shopify_gift_card_id is not None, "a card is live with its id"
        return self.mirror.shopify_gift_card_id

    @property
    def desk(self) -> CardDesk:
        """Where cards are asked about."""
        return self.ask().cards

    def keep(self, mirror: Mirror) -> None:
        """Store what differs from what is stored. Raises BusyError where somebody else wrote."""
        if mirror == self.stored:
            self.mirror = mirror
            return
        self.mirror = self.stored = _saved(mirror)

    def write_ahead(self, intent: Intent) -> None:
        """Say what is about to be asked: from here on nobody else asks anything about the card."""
        ours = intent.model_copy(update={"asker": uuid.uuid4().hex})
        due_at = self.now + YOUNG
        self.keep(replace(self.mirror, intent=ours, todo=MIRROR_TODO, due_at=due_at))

    def forget_intent(self) -> None:
        """What was asked is certainly not done; the sweep has it looked at again."""
        due_at = self.now + LOOK_AGAIN
        self.keep(replace(self.mirror, intent=None, todo=MIRROR_TODO, due_at=due_at))

    def note(self, refusal: Refusal, mirror: Mirror) -> None:
        """Keep a mirror with the reason why it does not come along; said when it is a new one."""
        if refusal.code != mirror.refusal and refusal.code not in QUIET:
            count("ShopifyMirrorsRefused")
            count("ShopifyMirrorRefusals", refusal=refusal.code)
            line = {"operation": "mirror", "gift_card_id": self.gift_card_id}
            logger().warning(
                "mirror refused", extra={**line, "refusal": refusal.code, "words": refusal.words}
            )
        told = replace(mirror, refusal=refusal.code, words=refusal.words, todo=None, due_at=None)
        if refusal.asks_a_person:
            told = replace(told, todo=OPERATOR_TODO, due_at=self.now + REST_OF_STUCK)
        self.keep(told)

    def synced(self, since: datetime | None) -> None:
        """Count a change that stands in Shopify now, and how long it took to get there."""
        count("ShopifySynced")
        if since is not None:
            count("ShopifyLagSeconds", max(0, int((self.now - since).total_seconds())))


def _saved(mirror: Mirror) -> Mirror:
    """What failed is looked at: its reply may be all that was lost, and a lock is known then.

    That an intent is our own is told by its asker.
    """
    for attempt in range(SAVE_ATTEMPTS):
        try:
            return save_mirror(mirror)
        except (Conflict, UnavailableError) as error:
            found = read_mirror(mirror.gift_card_id)
            if found == replace(mirror, version=mirror.version + 1):
                return found
            if isinstance(error, Conflict):
                raise BusyError("somebody else wrote the mirror") from error
            if attempt + 1 == SAVE_ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")
