"""Rules that move value between cards."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from giftledger.ledger.commands import Consolidate, Replace, Split, SplitPart
from tests.property.lives import hands
from tests.property.lives.hands import Amount, amount_of
from tests.property.lives.sells import Shop


class Moves(Shop):
    """Consolidating, replacing and splitting cards."""

    @rule(card=hands.CARDS, some=st.integers(1, 3), slip=hands.SLIPS, fits=hands.MOSTLY)
    def consolidate(self, card: int, some: int, slip: str | None, fits: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
        picked = self.pick(card)
        alike = self.alike(picked) if picked and fits else []
        cards = list(self.book.cards.values())
        others = alike or [one for one in cards if one is not picked or not fits]
        names = [one.name for one in others[-some:]] or [self.name(hands.NO_CARD)]
        facts = self.facts("consolidate", picked, slip)
        self.say(Consolidate(**facts, target=self.name(card), sources=tuple(names)))

    @precondition(Shop.has_room)
    @rule(card=hands.CARDS, slip=hands.SLIPS)
    def replace(self, card: int, slip: str | None) -> None:
        facts = self.facts("replace", self.pick(card), slip)
        self.say(Replace(**facts, target=self.name(card), reason="lost"))

    @precondition(Shop.has_room)
    @rule(
        card=hands.CARDS, amounts=st.lists(hands.AMOUNTS, min_size=1, max_size=2), slip=hands.SLIPS
    )
    def split(self, card: int, amounts: list[Amount], slip: str | None) -> None:
        picked = self.pick(card)
        free = picked.free(self.book.now) if picked else 0
        each = free // len(amounts)
        command = Split(
            **self.money("split", picked, slip),
            target=self.name(card),
            parts=tuple(SplitPart(amount_minor=amount_of(amount, each)) for amount in amounts),
        )
        self.say(command)
