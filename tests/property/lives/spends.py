"""Rules that take value off cards, at once or after a hold."""

from typing import Literal

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from giftledger.ledger.commands import (
    Authorize,
    Capture,
    CashOut,
    Pay,
    Redeem,
    Void,
)
from giftledger.ledger.parts import Mode, Remainder
from giftledger.ledger.quote import OrderAmounts
from tests.property.lives import hands
from tests.property.lives.hands import Amount, Hands, amount_of
from tests.property.plain.card import PlainCard, PlainHold

SECONDS = st.sampled_from((900, 900, 1, 60, 7 * 24 * 3600, None))
WHICH = st.integers(0, 20)
ORDERS = st.builds(
    OrderAmounts,
    goods_minor=hands.VALUES | st.just(0),
    shipping_minor=st.sampled_from((0, 0, 1, 1500)),
    tax_minor=st.sampled_from((0, 0, 900)),
    fees_minor=st.sampled_from((0, 0, 1)),
)


class Spends(Hands):
    """What a till, a shop or a checkout does with cards."""

    @rule(card=hands.CARDS, amount=hands.AMOUNTS, mode=hands.MODES, slip=hands.SLIPS)
    def redeem(self, card: int, amount: Amount, mode: Mode, slip: str | None) -> None:
        picked = self.pick(card)
        free = self.book.spends(picked).free(self.book.now) if picked else 0
        command = Redeem(
            **self.money("redeem", picked, slip),
            aliases=self.alias(card),
            amount_minor=amount_of(amount, free),
            mode=mode,
        )
        addressed = self.book.found(command.aliases)
        if mode is Mode.REQUESTED and addressed:
            self.claim(command.command_id, addressed)
        self.say(command)

    def claim(self, command_id: str, card: PlainCard) -> None:
        """What a client asks is tied to its card first."""
        self.store.claim_key(command_id, f"{card.name}#order")
        self.book.claimed[command_id] = card.name

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
        command = Capture(
            **self.money("capture", card, slip, hold.owner if is_owner else "till"),
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
        command = Void(
            **self.facts("void", card, None, hold.owner if is_owner else None),
            target=card.name if card else self.name(which),
            hold_id=hold_id,
        )
        self.say(command)

    @rule(card=hands.CARDS, slip=hands.SLIPS)
    def cash_out(self, card: int, slip: str | None) -> None:
        facts = self.money("cash_out", self.pick(card), slip)
        self.say(CashOut(**facts, target=self.name(card), reason="asked_for"))

    @rule(
        first=hands.CARDS,
        more=st.integers(0, 5),
        amount=st.none() | hands.AMOUNTS,
        order=st.none() | ORDERS,
        draw=st.sampled_from(("standard", "as_named")),
        slip=hands.SLIPS,
        fits=hands.MOSTLY,
    )
    def pay(
        self,
        first: int,
        more: int,
        amount: Amount | None,
        order: OrderAmounts | None,
        draw: Literal["standard", "as_named"],
        slip: str | None,
        fits: bool,  # noqa: FBT001  drawn by Hypothesis
    ) -> None:
        picked = self.pick(first)
        others = self.alike(picked) if picked and fits else list(self.book.cards.values())
        targets = [self.name(first), *(card.name for card in others[:more])]
        known = [self.book.cards[name] for name in targets if name in self.book.cards]
        free = sum(card.free(self.book.now) for card in known)
        exact = None if amount is None and order else amount_of(amount or "all", free)
        command = Pay(
            **self.money("pay", picked, slip),
            targets=tuple(targets),
            amount_minor=exact,
            order=order,
            draw=draw,
        )
        self.say(command)
