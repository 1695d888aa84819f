"""Rules that reserve value, and take it or let it go."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from giftledger.ledger.commands import Authorize, Capture, Void
from giftledger.ledger.parts import Remainder
from tests.property.lives import hands
from tests.property.lives.hands import Amount, Hands, amount_of
from tests.property.plain.card import PlainCard, PlainHold
from tests.property.plain.spending import MOST_HOLDS

SECONDS = st.sampled_from((900, 900, 1, None, 7 * 24 * 3600, None))
WHICH = st.integers(0, 20)


class Holds(Hands):
    """Holds of several clients, some of which no clock ends."""

    @rule(
        card=hands.CARDS,
        amount=st.none() | hands.AMOUNTS,
        seconds=SECONDS,
        actor=hands.ACTORS,
        slip=hands.SLIPS,
    )
    def authorize(
        self,
        card: int,
        amount: Amount | None,
        seconds: int | None,
        actor: str | None,
        slip: str | None,
    ) -> None:
        picked = self.pick(card)
        free = self.book.spends(picked).free(self.book.now) if picked else 0
        command = Authorize(
            **self.money("authorize", picked, slip, actor),
            aliases=self.alias(card),
            amount_minor=None if amount is None else amount_of(amount, free),
            timeout_seconds=seconds,
        )
        self.say(command)

    @rule(card=hands.CARDS)
    def authorize_many(self, card: int) -> None:
        """As many as a card may have, and one more."""
        for _ in range(MOST_HOLDS + 1):
            facts = self.money("authorize", self.pick(card))
            self.say(Authorize(**facts, aliases=self.alias(card), amount_minor=1))

    def hold(self, which: int) -> tuple[PlainCard | None, str, PlainHold]:
        """A hold that was taken, open or not, or none."""
        holds = [
            (card, name, hold)
            for card in self.book.cards.values()
            for name, hold in card.holds.items()
        ]
        return holds[which % len(holds)] if holds else (None, "a" * 20, PlainHold(1, None, None))

    def has_holds(self) -> bool:
        return any(card.holds for card in self.book.cards.values())

    @precondition(has_holds)
    @rule(
        which=WHICH,
        amount=st.none() | hands.AMOUNTS,
        remainder=st.sampled_from(Remainder),
        is_owner=hands.MOSTLY,
        slip=hands.SLIPS,
    )
    def capture(
        self,
        which: int,
        amount: Amount | None,
        remainder: Remainder,
        is_owner: bool,  # noqa: FBT001  drawn by Hypothesis
        slip: str | None,
    ) -> None:
        card, hold_id, hold = self.hold(which)
        told = {"source": source_of(hold, is_owner=is_owner)}
        command = Capture(
            **self.money("capture", card, slip, hold.owner if is_owner else "till") | told,
            target=card.name if card else self.name(which),
            hold_id=hold_id,
            amount_minor=None if amount is None else amount_of(amount, hold.left),
            remainder=remainder,
        )
        if card:
            self.claim(command.command_id, card)
        self.say(command)

    @precondition(has_holds)
    @rule(which=WHICH, is_owner=hands.MOSTLY)
    def void(self, which: int, is_owner: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
        card, hold_id, hold = self.hold(which)
        told = {"source": source_of(hold, is_owner=is_owner)}
        command = Void(
            **self.facts("void", card, None, hold.owner if is_owner else None) | told,
            target=card.name if card else self.name(which),
            hold_id=hold_id,
        )
        self.say(command)


def source_of(hold: PlainHold, *, is_owner: bool) -> str:
    """What no clock ends is resolved by what it was taken for; a till that tries is refused."""
    return "shopify" if hold.until is None and is_owner else "api"
