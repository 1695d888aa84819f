"""Whatever happened to a card, its entries alone tell what it was at any instant."""

from hypothesis import given, settings

from giftledger.ledger.commands import Consolidate
from giftledger.ledger.explain import explain
from giftledger.ledger.replay import State, replay
from giftledger.service import execute
from tests.fakes.books import assert_sound, books_in_memory
from tests.fakes.commands import NOW
from tests.fakes.history import BEGINNING, WISHES, History, Wish


@settings(max_examples=100, deadline=None)
@given(wishes=WISHES)
def test_the_entries_of_any_history_tell_what_each_card_was_at_any_instant(
    wishes: list[Wish],
) -> None:
    history = History()
    history.play(*BEGINNING, *wishes)
    books = books_in_memory(history.store)
    assert_sound(books)
    for card, entries in books.values():
        assert replay(card, entries) == State.of(card)
        lines = explain(card, entries, money=str)
        posted = [entry for entry in entries if entry.seq is not None]
        assert len(lines) > len(posted)
        assert not [line for line in lines if " did " in line or "None" in line]
    for at, states in history.seen.items():
        for card, entries in books.values():
            was = states.get(card.gift_card_id, State())
            # The order in which the entries were read tells nothing: their numbers do.
            assert replay(card, reversed(entries), at) == was, (at, card.gift_card_id)


def test_a_survivor_that_never_expires_any_more_says_so_in_its_entry() -> None:
    history = History()
    history.play(*BEGINNING)
    expiring, endless = list(history.store.card_by_id)[:2]
    command = Consolidate(
        command_id="test.merge",
        occurred_at=NOW,
        source="console",
        target=expiring,
        sources=(endless,),
    )
    execute(command, history.store, now=history.now)
    for card, entries in books_in_memory(history.store).values():
        assert replay(card, entries) == State.of(card)
