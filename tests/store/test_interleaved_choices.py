"""Reads are no snapshot: what others do in between them makes no answer wrong (ADR 25)."""

from collections.abc import Callable
from typing import Any

import pytest

from giftledger.ledger.commands import CardCommand
from giftledger.outcomes import Outcome, Parked, Posted, PostedTogether
from giftledger.service import execute
from giftledger.store.protocol import Conflict, Snapshot
from tests.fakes.books import assert_sound, books_in_memory
from tests.fakes.commands import (
    NOW,
    activation,
    native_issue,
    physical_issue,
    sale_refund,
)
from tests.fakes.memory_store import MemoryStore
from tests.fakes.verbs import (
    AFTER_LAST_DAY,
    CARD,
    LASTING,
    expiring,
    payment,
    programme_of,
    requested,
)


@pytest.fixture(name="store")
def _store() -> MemoryStore:
    return MemoryStore()


def tell(store: MemoryStore, command: CardCommand, now: Any = NOW) -> Outcome:
    return execute(command, store, now=now, programme_of=programme_of, pause=lambda _: None)


def others_after(store: MemoryStore, call: str, others: Callable[[], object]) -> None:
    """Let others come in, once, right after such a call."""
    real = getattr(store, call)

    def once(*given: Any, **named: Any) -> Any:
        setattr(store, call, real)
        found = real(*given, **named)
        others()
        return found

    setattr(store, call, once)


def test_a_unit_refund_that_was_answered_meanwhile_is_not_parked(store: MemoryStore) -> None:
    tell(store, native_issue())
    others_after(store, "choice", lambda: tell(store, sale_refund()))
    outcome = tell(store, sale_refund())

    assert isinstance(outcome, Posted) and outcome.replayed
    assert not store.parked


def test_a_serial_that_was_bound_meanwhile_is_not_parked(store: MemoryStore) -> None:
    tell(store, physical_issue())
    others_after(store, "card_of_alias", lambda: tell(store, activation()))
    outcome = tell(store, activation())

    assert isinstance(outcome, Posted) and outcome.replayed
    assert not store.parked


def test_a_unit_that_gets_its_serial_after_it_was_chosen_is_not_taken_out(
    store: MemoryStore,
) -> None:
    units = [physical_issue(1), physical_issue(2)]
    for unit in units:
        tell(store, unit)
    others_after(store, "cards", lambda: tell(store, activation()))
    outcome = tell(store, sale_refund())

    assert isinstance(outcome, Posted)
    states = [store.card_by_id[unit.gift_card_id].status.value for unit in units]
    assert states == ["active", "closed"]


def test_a_unit_that_another_refund_takes_out_meanwhile_is_no_answer_to_this_one(
    store: MemoryStore,
) -> None:
    tell(store, native_issue())
    others_after(store, "places", lambda: tell(store, sale_refund(1)))
    outcome = tell(store, sale_refund(2))

    assert isinstance(outcome, Parked)


def test_a_code_that_a_card_took_itself_is_not_taken_by_another(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def conflict(*_: Any) -> None:
        monkeypatch.undo()
        others_after(store, "cards", lambda: tell(store, native_issue()))
        raise Conflict

    monkeypatch.setattr(store, "commit", conflict)
    outcome = tell(store, native_issue())

    assert isinstance(outcome, Posted) and outcome.replayed


def test_an_expiry_that_happened_while_its_card_was_read_is_the_answer(store: MemoryStore) -> None:
    tell(store, native_issue(programme=LASTING))
    real = store.read

    def torn(gift_card_id: str, entry: str) -> Snapshot:
        first = real(gift_card_id, entry)
        store.read = real  # type: ignore[method-assign]  # only once
        tell(store, expiring(), now=AFTER_LAST_DAY)
        return Snapshot(real(gift_card_id, entry).card, first.receipt)

    store.read = torn  # type: ignore[method-assign]  # only once
    outcome = tell(store, expiring(), now=AFTER_LAST_DAY)

    assert isinstance(outcome, Posted) and outcome.replayed


def test_a_payment_rests_on_all_its_cards_as_they_are_when_it_is_written(
    store: MemoryStore,
) -> None:
    """The smallest card pays first, and which one that is has changed meanwhile."""
    small = native_issue("1", amount_minor=100)
    for issue in (native_issue(), small):
        tell(store, issue)
    others_after(store, "cards", lambda: tell(store, requested(1, 4950)))
    outcome = tell(store, payment(1, [CARD, small.gift_card_id], 40))

    assert isinstance(outcome, PostedTogether)
    assert [share.of for share in outcome.choice.cards] == [CARD]
    assert_sound(books_in_memory(store))
