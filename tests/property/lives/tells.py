"""Rules of time, and of whoever tells things twice."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from giftledger.ledger.programme import Switch
from tests.property.lives import hands
from tests.property.lives.hands import Hands

WHICH = st.integers(0, 40)


class Tells(Hands):
    """Nothing is told only once, and time goes by."""

    @precondition(lambda self: self.told)
    @rule(which=WHICH)
    def again(self, which: int) -> None:
        """By somebody else, who heard of it otherwise."""
        command = self.told[-1 - which % len(self.told)]
        self.tell(command.model_copy(update={"source": "poll", "order_reference": "x" * 255}))

    @precondition(lambda self: self.told)
    @rule(which=WHICH)
    def otherwise(self, which: int) -> None:
        command = self.told[-1 - which % len(self.told)]
        amount = getattr(command, "amount_minor", None)
        if self.was_kept(command) and amount is not None:
            self.tell_otherwise(command, amount_minor=amount + 1)
        elif self.was_kept(command) and hasattr(command, "currency"):
            self.tell_otherwise(command, currency="JPY")

    @rule(duration=hands.DURATIONS)
    def pass_time(self, duration: timedelta) -> None:
        self.book.now += duration

    @rule(programme=hands.PROGRAMMES, switch=hands.SWITCHES)
    def turn(self, programme: str, switch: Switch) -> None:
        self.book.off ^= {(programme, switch)}

    @rule(programme=hands.PROGRAMMES)
    def turn_codes(self, programme: str) -> None:
        self.book.dead_codes ^= {programme}
