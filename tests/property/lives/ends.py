"""Rules that end cards, one of them or all that an order sold."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from giftledger.ledger.commands import CancelOrder, Deactivate, SoldUnit
from giftledger.ledger.parts import Mode, Reason
from giftledger.processing import cancelled_cards
from tests.property.lives import hands
from tests.property.lives.hands import Hands
from tests.property.lives.sells import ORDERS

REASONS = st.sampled_from((*(Reason.REFUNDED,) * 6, *(Reason.CANCELLED,) * 3, *Reason))


class Ends(Hands):
    """What refunds of sales do to cards."""

    @rule(which=st.integers(0, 20))
    def undo_the_sale(self, which: int) -> None:
        """The platform refunds the sale of a card, whatever became of it meanwhile."""
        cards = list(self.book.cards.values())
        moved_on = [card for card in cards if card.heir and card.face and not card.undone]
        card = (moved_on or cards)[which % len(moved_on or cards)]
        facts = self.facts("undo", card)
        self.say(Deactivate(**facts, target=card.name, reason=Reason.REFUNDED))

    @rule(which=st.integers(0, 5), fits=hands.MOSTLY, reason=REASONS, mode=hands.MODES)
    def take_back(self, which: int, fits: bool, reason: Reason, mode: Mode) -> None:  # noqa: FBT001  drawn by Hypothesis
        sold = list(self.book.units) if fits else [("shopify:1", "sent")]
        order_id, line = sold[which % len(sold)]
        unit = SoldUnit(order_id=order_id, line_item_id=line)
        facts = self.facts("take_back", None)
        self.say(Deactivate(**facts, target=unit, reason=reason, mode=mode))


class Closes(Hands):
    """What operators do to one card, and a cancellation to all of an order, also to later ones."""

    @rule(card=hands.CARDS, reason=REASONS, mode=hands.MODES, slip=hands.SLIPS)
    def deactivate(self, card: int, reason: Reason, mode: Mode, slip: str | None) -> None:
        facts = self.facts("deactivate", self.pick(card), slip)
        self.say(Deactivate(**facts, target=self.name(card), reason=reason, mode=mode))

    @rule(order_id=ORDERS)
    def cancel(self, order_id: str) -> None:
        cancellation = CancelOrder(
            **self.facts("cancel", None) | {"command_id": f"cancel.{order_id}"}, order_id=order_id
        )
        self.book.cancelled.add(order_id)
        for closing in cancelled_cards(cancellation, self.store):
            self.tell(closing)
