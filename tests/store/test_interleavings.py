"""Interleavings that a race seldom meets, played on purpose: one command, one answer."""

from collections.abc import Callable

import pytest

from giftledger.ledger.programme import MergedCodes, Programme
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import CardOutcome, Posted, PostedTogether, Rejected
from giftledger.service import execute
from giftledger.store.protocol import Commit, Snapshot
from tests.fakes.books import assert_sound, books_in_memory
from tests.fakes.commands import NOW, native_issue
from tests.fakes.memory_store import MemoryStore
from tests.fakes.verbs import CARD, consolidation, payment, reload, requested

POOR = native_issue("1", amount_minor=100)
"""Merged into a card that could pay, while a redemption by its code is under way."""

SPENDING = requested(1, 700, 1)
MERGING = consolidation(1, [POOR.gift_card_id])


class Interrupted(MemoryStore):
    """Lets others go first, once, in the middle of a read or right before a commit."""

    def __init__(self) -> None:
        super().__init__()
        self.in_read: Callable[[], object] | None = None
        self.before_commit: Callable[[], object] | None = None

    def read(self, gift_card_id: str, entry: str) -> Snapshot:
        """DynamoDB reads the items of one request one by one: here the receipt comes first."""
        others, self.in_read = self.in_read, None
        receipt = super().read(gift_card_id, entry).receipt
        if others is None:
            return super().read(gift_card_id, entry)
        others()
        return Snapshot(super().read(gift_card_id, entry).card, receipt)

    def commit(self, *commits: Commit) -> None:
        others, self.before_commit = self.before_commit, None
        if others is not None:
            others()
        super().commit(*commits)


@pytest.fixture
def store() -> Interrupted:
    store = Interrupted()
    for issue in (native_issue(), POOR):
        execute(issue, store, now=NOW)
    return store


def spend(store: Interrupted, codes: MergedCodes = MergedCodes.LEAD_ON) -> CardOutcome:
    """The redemption by the poor card's code; `codes` is what its programme says now."""
    programme = Programme(name="default", merged_codes=codes)
    return execute(SPENDING, store, now=NOW, programme_of=lambda _: programme, pause=lambda _: None)


def kept_answers(store: Interrupted) -> list[Rejection | None]:
    assert_sound(books_in_memory(store))
    found = [store.read(card, SPENDING.entry_key).receipt for card in (CARD, POOR.gift_card_id)]
    return [receipt.rejection for receipt in found if receipt is not None]


def test_a_no_that_is_kept_while_the_card_is_read_stays_the_answer_after_a_merge(
    store: Interrupted,
) -> None:
    def others() -> None:
        spend(store)
        execute(MERGING, store, now=NOW)

    store.in_read = others
    outcome = spend(store)

    assert isinstance(outcome, Rejected) and outcome.replayed
    assert kept_answers(store) == [Rejection.INSUFFICIENT_BALANCE]


def test_a_no_comes_too_late_once_the_survivor_has_said_yes(store: Interrupted) -> None:
    def others() -> None:
        execute(MERGING, store, now=NOW)
        spend(store)

    store.before_commit = others
    outcome = spend(store)

    assert isinstance(outcome, Posted) and outcome.replayed
    assert kept_answers(store) == [None]
    assert store.card_by_id[CARD].balance_minor == 5000 + 100 - 700


def test_a_no_comes_too_late_as_well_where_the_code_leads_on_no_more(store: Interrupted) -> None:
    execute(MERGING, store, now=NOW)
    store.before_commit = lambda: spend(store)
    outcome = spend(store, MergedCodes.REFUSE)

    assert isinstance(outcome, Posted) and outcome.replayed
    assert kept_answers(store) == [None]
    assert store.card_by_id[CARD].balance_minor == 5000 + 100 - 700


def test_a_sale_that_is_committed_while_it_is_read_is_answered_by_its_receipt(
    store: Interrupted,
) -> None:
    sale = native_issue("2")
    store.in_read = lambda: execute(sale, store, now=NOW)
    outcome = execute(sale, store, now=NOW)

    assert isinstance(outcome, Posted) and outcome.replayed


def test_a_no_to_a_payment_comes_too_late_once_its_cards_can_pay(store: Interrupted) -> None:
    store.before_commit = lambda: execute(reload(1, 5000), store, now=NOW)
    paid = payment(1, [CARD, POOR.gift_card_id], 5101)
    outcome = execute(paid, store, now=NOW, pause=lambda _: None)

    assert isinstance(outcome, PostedTogether) and not outcome.replayed
    assert_sound(books_in_memory(store))
