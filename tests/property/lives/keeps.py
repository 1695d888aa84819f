"""Rules of those who keep the cards: putting right, stopping and prolonging them."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from giftledger.ledger.commands import Adjust, Block, Correct, Expire, Extend, Unblock
from tests.property.lives import hands
from tests.property.lives.hands import Amount, Hands, amount_of
from tests.property.plain.card import day_ends_at

WHICH = st.integers(0, 40)


class Keeps(Hands):
    """What an operator does, and the sweep that ends cards past their last day."""

    @rule(card=hands.CARDS, amount=hands.AMOUNTS, down=st.booleans(), slip=hands.SLIPS)
    def adjust(self, card: int, amount: Amount, down: bool, slip: str | None) -> None:  # noqa: FBT001  drawn by Hypothesis
        picked = self.pick(card)
        by = amount_of(amount, picked.free(self.book.now) if picked else 0)
        command = Adjust(
            **self.money("adjust", picked, slip),
            target=self.name(card),
            amount_minor=-by if down else by,
            reason="counted",
        )
        self.say(command)

    @rule(card=hands.CARDS, which=WHICH, any_entry=hands.MOSTLY, slip=hands.SLIPS)
    def correct(self, card: int, which: int, any_entry: bool, slip: str | None) -> None:  # noqa: FBT001  drawn by Hypothesis
        picked = self.pick(card)
        known = list((picked.bookings if any_entry else picked.said) if picked else ())
        command = Correct(
            **self.facts("correct", picked, slip),
            target=self.name(card),
            corrects=known[which % len(known)] if known else f"redeem.{which}",
            reason="mistaken",
        )
        self.say(command)

    @rule(card=hands.CARDS, slip=hands.SLIPS)
    def block(self, card: int, slip: str | None) -> None:
        facts = self.facts("block", self.pick(card), slip)
        self.say(Block(**facts, target=self.name(card), reason="lost"))

    @rule(card=hands.CARDS, slip=hands.SLIPS)
    def unblock(self, card: int, slip: str | None) -> None:
        facts = self.facts("unblock", self.pick(card), slip)
        self.say(Unblock(**facts, target=self.name(card), reason="found"))

    @rule(card=hands.CARDS, days=st.sampled_from((0, 1, 30, 400)), slip=hands.SLIPS)
    def extend(self, card: int, days: int, slip: str | None) -> None:
        facts = self.facts("extend", self.pick(card), slip)
        day = self.in_days(days)
        self.say(Extend(**facts, target=self.name(card), expires_on=day, reason="kind"))

    @rule(card=hands.CARDS, slip=hands.SLIPS)
    def expire(self, card: int, slip: str | None) -> None:
        self.say(Expire(**self.facts("expire", self.pick(card), slip), target=self.name(card)))

    @rule(card=hands.CARDS)
    def sweep(self, card: int) -> None:
        """The last day of a card is over, and it is looked at."""
        picked = self.pick(card)
        if picked and picked.last_day:
            self.book.now = max(self.book.now, day_ends_at(picked.last_day))
            self.say(Expire(**self.facts("expire", picked), target=picked.name))
