"""Rules of whoever tells things twice, of time, and of settings."""

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from giftledger.ledger.programme import Switch
from tests.property.lives import hands
from tests.property.lives.hands import Hands
from tests.property.plain.card import day_ends_at

WHICH = st.integers(0, 40)


class Tells(Hands):
    """Nothing is told only once."""

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


class Waits(Hands):
    """Time goes by, often to the very second at which something changes by itself."""

    @rule(duration=hands.DURATIONS)
    def pass_time(self, duration: timedelta) -> None:
        self.book.now += duration

    @rule(card=hands.CARDS, early=st.booleans())
    def await_the_last_day(self, card: int, early: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
        picked = self.pick(card)
        if picked and picked.last_day:
            self.await_time(day_ends_at(picked.last_day), early=early)

    @rule(card=hands.CARDS, early=st.booleans())
    def await_a_lapse(self, card: int, early: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
        picked = self.pick(card)
        for hold in picked.open_holds(self.book.now).values() if picked else ():
            if hold.until:
                self.await_time(hold.until, early=early)
                break

    def await_time(self, instant: datetime, *, early: bool) -> None:
        self.book.now = max(self.book.now, instant - timedelta(seconds=early))


class Turns(Hands):
    """The settings of programmes change."""

    @rule(programme=hands.PROGRAMMES, switch=hands.SWITCHES)
    def turn(self, programme: str, switch: Switch) -> None:
        self.book.off ^= {(programme, switch)}

    @rule(programme=hands.PROGRAMMES)
    def turn_codes(self, programme: str) -> None:
        self.book.dead_codes ^= {programme}
