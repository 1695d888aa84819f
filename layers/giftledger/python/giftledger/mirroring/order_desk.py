"""What the work on an order asks of the shop, and what it reads there."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class FulfilmentLine(Protocol):
    """A line of a fulfilment order."""

    @property
    def id(self) -> str:
        """Digits of the fulfilment order's own line."""

    @property
    def line_item_id(self) -> str:
        """Digits of the order's line."""

    @property
    def remaining(self) -> int:
        """Units still to be fulfilled."""


class FulfilmentOrder(Protocol):
    """What is to be fulfilled from one place."""

    @property
    def id(self) -> str:
        """Digits."""

    @property
    def status(self) -> str:
        """OPEN, IN_PROGRESS, SCHEDULED, ON_HOLD, CLOSED, CANCELLED or INCOMPLETE."""

    @property
    def lines(self) -> Sequence[FulfilmentLine]:
        """All of its lines."""


class OrderState(Protocol):
    """As much of an order as is read here."""

    @property
    def is_refunded(self) -> bool:
        """Everything that was paid was paid back."""

    @property
    def paid_by_gift_card(self) -> bool:
        """Wholly or partly."""

    @property
    def needs_shipping(self) -> bool:
        """Some line of it needs shipping."""

    @property
    def has_left(self) -> bool:
        """Anything was fulfilled, lines without shipping included."""

    @property
    def has_shipped(self) -> bool:
        """Something that needs shipping was fulfilled."""

    @property
    def tags(self) -> Sequence[str]:
        """Its tags."""

    @property
    def note(self) -> str | None:
        """Its note."""


class OrderDesk(Protocol):
    """The calls; `giftledger.mirroring.order_shop` makes them.

    Each may raise NotAppliedError, UnknownOutcomeError, SetupError or Refused.
    """

    def state(self, order_id: str, /) -> OrderState | None:
        """The order as it is now; None where there is none, or where it is too old to be read."""

    def fulfillment_orders(self, order_id: str, /) -> Sequence[FulfilmentOrder]:
        """All of the order's fulfilment orders."""

    def create_fulfillment(
        self, fulfillment_order_id: str, quantities: Mapping[str, int], /
    ) -> object:
        """Fulfil so many of these of its lines, by their ids."""

    def cancel_fulfillment_order(self, fulfillment_order_id: str, /) -> object:
        """Cancel what was asked of a fulfilment service; a replacement may be opened for it."""

    def hold_fulfillment_order(self, fulfillment_order_id: str, note: str, /) -> object:
        """Hold it, so that nobody fulfils it."""

    def add_tags(self, order_id: str, tags: Sequence[str], /) -> object:
        """Add tags to those of the order."""

    def set_metafields(self, order_id: str, values: Mapping[str, str], /) -> object:
        """Set JSON metafields of the namespace `giftledger`: JSON text by key."""

    def set_note(self, order_id: str, note: str, /) -> object:
        """Put a note in the place of the order's note."""
