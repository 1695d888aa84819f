"""Rules that give back what was paid."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from giftledger.ledger.commands import OtherTender, Refund, RefundPayment
from giftledger.ledger.refund_plan import Policy
from tests.property.lives import hands
from tests.property.lives.hands import Amount, Hands, amount_of
from tests.property.plain.card import PlainCard, PlainPayment

WHICH = st.integers(0, 20)
OTHERS = st.lists(
    st.builds(
        OtherTender,
        tender_id=st.sampled_from(("visa", "cash")),
        captured_minor=st.sampled_from((1, 900, 4500)),
        refunded_minor=st.sampled_from((0, 0, 900)),
    ),
    max_size=2,
).map(tuple)


class GivesBack(Hands):
    """Refunds that were made elsewhere, and those that the ledger splits over tenders."""

    @rule(card=hands.CARDS, amount=hands.VALUES)
    def refund_too_early(self, card: int, amount: int) -> None:
        """Told before the payment that it gives back."""
        payment_id = f"redeem.{self.number()}"
        command = Refund(
            **self.money("refund", self.pick(card)),
            aliases=self.alias(card),
            amount_minor=amount,
            redemption_id=payment_id,
        )
        self.to_come.append((payment_id, command.aliases))
        self.say(command)

    def has_payments(self) -> bool:
        return any(card.payments for card in self.book.cards.values())

    def payment(self, which: int) -> tuple[PlainCard | None, str, PlainPayment]:
        payments = [
            (card, name, payment)
            for card in self.book.cards.values()
            for name, payment in card.payments.items()
        ]
        return payments[-1 - which % len(payments)] if payments else (None, "x", PlainPayment(1))

    @precondition(has_payments)
    @rule(which=WHICH, amount=hands.AMOUNTS, via=hands.CARDS, direct=hands.MOSTLY, slip=hands.SLIPS)
    def refund(self, which: int, amount: Amount, via: int, direct: bool, slip: str | None) -> None:  # noqa: FBT001  drawn by Hypothesis
        card, payment_id, payment = self.payment(which)
        codes = self.aliases_of(card) if card and direct else []
        command = Refund(
            **self.money("refund", card, slip),
            aliases=(codes[via % len(codes)],) if codes else self.alias(via),
            amount_minor=amount_of(amount, payment.left),
            redemption_id=payment_id,
        )
        if not codes:
            self.astray.add(command.command_id)
        self.say(command)

    @precondition(has_payments)
    @rule(
        which=WHICH,
        amount=st.none() | hands.AMOUNTS,
        policy=st.sampled_from(Policy),
        tenders=OTHERS,
        slip=hands.SLIPS,
    )
    def refund_payment(
        self,
        which: int,
        amount: Amount | None,
        policy: Policy,
        tenders: tuple[OtherTender, ...],
        slip: str | None,
    ) -> None:
        card, payment_id, payment = self.payment(which)
        command = RefundPayment(
            **self.money("refund_payment", card, slip),
            redemption_id=payment_id,
            amount_minor=None if amount is None else amount_of(amount, payment.left),
            policy=policy,
            tenders=tenders,
        )
        self.say(command)
