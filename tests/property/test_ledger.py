"""Random lives of one order's cards, against a model that fits on a page."""

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from giftledger.ledger.card import Status
from giftledger.ledger.commands import CancelOrder, Issue, OnCard, SoldUnit
from giftledger.ledger.parts import Mode, Sale
from giftledger.outcomes import CardOutcome, Parked, Posted, Rejected
from giftledger.processing import cancelled_cards
from giftledger.service import execute
from tests.fakes.books import assert_sound, books_in_memory
from tests.fakes.commands import (
    LINE,
    NOW,
    ORDER,
    activation,
    mint,
    native_issue,
    physical_issue,
    redemption,
    refund,
    sale_refund,
)
from tests.fakes.memory_store import MemoryStore

UNITS = st.integers(1, 4)
"""Odd units are minted by the platform, even ones are plastic."""
NUMBERS = st.integers(1, 12)
AMOUNTS = st.sampled_from([1, 999, 2500, 5000, 5001])
FACE = 5000
PLASTIC_LINE = "9002"
"""A line is either minted by the platform or by us: units of both never share one."""
CANCELLATION = CancelOrder(
    command_id="shopify.order.5001.cancelled", occurred_at=NOW, source="shopify", order_id=ORDER
)


def plastic_card(unit: int) -> Issue:
    sale = Sale(order_id=ORDER, line_item_id=PLASTIC_LINE, unit=unit // 2, slot=unit // 2)
    return physical_issue(unit, sale=sale, shopify_gift_card_id=str(unit))


def card_of(unit: int) -> str:
    """Both forms are paid with by the platform's id here."""
    return (native_issue(str(unit)) if unit % 2 else plastic_card(unit)).gift_card_id


@dataclass
class Model:
    """A card as a child would keep it: what is on it, and what each payment took."""

    balance: int
    status: str
    drawn: dict[int, tuple[int, int]] = field(default_factory=dict)
    """By redemption: asked, and what could not be covered."""
    refunded: dict[int, int] = field(default_factory=dict)


class LedgerMachine(RuleBasedStateMachine):
    """Sells, binds, spends, refunds and closes, with every id likely to come twice."""

    def __init__(self) -> None:
        super().__init__()
        self.store = MemoryStore()
        self.models: dict[str, Model] = {}
        self.answers: dict[tuple[str | None, str], Posted | Rejected] = {}
        self.cancelled = False

    def tell(self, command: Issue | OnCard) -> CardOutcome:
        """An outcome always, and for the same command always the same."""
        outcome = execute(command, self.store, now=NOW, mint=mint, pause=lambda _: None)
        if isinstance(outcome, Parked) or outcome.entry is None:
            return outcome
        kept = self.answers.setdefault((outcome.gift_card_id, outcome.entry.key), outcome)
        if outcome.replayed:
            assert type(outcome) is type(kept)
            assert outcome.entry == kept.entry
        else:
            assert outcome is kept
        return outcome

    @rule(unit=UNITS)
    def issue(self, unit: int) -> None:
        plastic = unit % 2 == 0
        command = plastic_card(unit) if plastic else native_issue(str(unit))
        outcome = self.tell(command)
        assert isinstance(outcome, Posted)
        if outcome.replayed:
            return
        status = "closed" if self.cancelled else "pending" if plastic else "active"
        self.models[command.gift_card_id] = Model(FACE if status == "active" else 0, status)

    @rule(number=NUMBERS)
    def activate(self, number: int) -> None:
        outcome = self.tell(activation(number))
        if isinstance(outcome, Posted) and not outcome.replayed:
            model = self.models[outcome.gift_card_id]
            assert model.status == "pending"
            model.status, model.balance = "active", FACE

    @rule(unit=UNITS, number=NUMBERS, amount=AMOUNTS, mode=st.sampled_from(Mode))
    def redeem(self, unit: int, number: int, amount: int, mode: Mode) -> None:
        command = redemption(100 * unit + number, amount, aliases=(f"shopify#{unit}",), mode=mode)
        outcome = self.tell(command)
        model = self.models.get(card_of(unit))
        if model is None:
            expected = Parked if mode is Mode.REPORTED else Rejected
            assert isinstance(outcome, expected)
            return
        if not isinstance(outcome, Posted) or outcome.replayed:
            return
        covered = min(model.balance, amount) if model.status == "active" else 0
        if mode is Mode.REQUESTED:
            assert covered == amount
        model.balance -= covered
        model.drawn[number] = (amount, amount - covered)
        assert outcome.entry.shortfall_minor == amount - covered

    @rule(unit=UNITS, number=NUMBERS, which=NUMBERS, amount=AMOUNTS)
    def refund(self, unit: int, number: int, which: int, amount: int) -> None:
        of = 100 * unit + which
        command = refund(10_000 + number, of=of, amount_minor=amount, aliases=(f"shopify#{unit}",))
        outcome = self.tell(command)
        model = self.models.get(card_of(unit))
        if not isinstance(outcome, Posted) or outcome.replayed:
            return
        assert model is not None
        asked, short = model.drawn[which]
        before = model.refunded.get(which, 0)
        assert before + amount <= asked
        settles = min(max(0, short - before), amount)
        model.refunded[which] = before + amount
        model.balance += 0 if model.status == "closed" else amount - settles

    @rule(number=NUMBERS, plastic=st.booleans())
    def take_back(self, number: int, plastic: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
        line = PLASTIC_LINE if plastic else LINE
        command_id = f"shopify.refund_line.{line}.{number}.unit.1"
        target = SoldUnit(order_id=ORDER, line_item_id=line)
        outcome = self.tell(sale_refund(target=target, command_id=command_id))
        if isinstance(outcome, Posted):
            self._closed(outcome.gift_card_id)

    @rule()
    def cancel(self) -> None:
        self.cancelled = True
        for closing in cancelled_cards(CANCELLATION, self.store):
            outcome = execute(closing, self.store, now=NOW)
            assert isinstance(outcome, Posted | Rejected)
        for gift_card_id in self.models:
            self._closed(gift_card_id)

    @invariant()
    def the_books_are_sound_and_as_the_model_says(self) -> None:
        books = books_in_memory(self.store)
        assert_sound(books)
        assert {
            gift_card_id: (card.balance_minor, card.status.value)
            for gift_card_id, (card, _) in books.items()
        } == {
            gift_card_id: (model.balance, model.status)
            for gift_card_id, model in self.models.items()
        }
        if self.cancelled:
            assert all(card.status is Status.CLOSED for card, _ in books.values())

    def _closed(self, gift_card_id: str) -> None:
        model = self.models[gift_card_id]
        model.status, model.balance = "closed", 0


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
