"""Rules that take value off cards in one step."""

from typing import Any, Literal

from hypothesis import strategies as st
from hypothesis.stateful import rule

from giftledger.ledger.commands import (
    CashOut,
    Pay,
    Redeem,
)
from giftledger.ledger.parts import Mode
from giftledger.ledger.quote import OrderAmounts
from tests.property.lives import hands
from tests.property.lives.hands import Amount, Hands, amount_of

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
        if mode is Mode.REPORTED and self.to_come:
            command = command.model_copy(update=self.announced())
        addressed = self.book.found(command.aliases)
        if mode is Mode.REQUESTED and addressed:
            self.claim(command.command_id, addressed)
        self.say(command)

    @rule(card=hands.CARDS, slip=hands.SLIPS)
    def cash_out(self, card: int, slip: str | None) -> None:
        facts = self.money("cash_out", self.pick(card), slip)
        self.say(CashOut(**facts, target=self.name(card), reason="asked_for"))

    def announced(self) -> dict[str, Any]:
        """What is known of a redemption whose refund was told before."""
        command_id, aliases = self.to_come.pop()
        card = self.book.found(aliases)
        own = {"currency": card.currency, "test": card.test} if card else {}
        return own | {"command_id": command_id, "aliases": aliases}

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
