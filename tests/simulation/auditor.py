"""What must hold of the tables in the end: read from them alone."""

from datetime import datetime

from giftledger.ledger.commands import Activate, CancelOrder, CardCommand, parse_command
from giftledger.ledger.replay import State, replay
from tests.fakes.books import assert_sound, books_in_memory
from tests.fakes.memory_store import MemoryStore
from tests.property.plain import VERBS
from tests.simulation.operations import Violation
from tests.simulation.specification import Page


def audit(store: MemoryStore) -> None:
    """Every card and all of them are sound, and each command has one answer."""
    books = books_in_memory(store)
    assert_sound(books)
    for card, entries in books.values():
        assert replay(card, entries) == State.of(card), card.gift_card_id
    own = [entry for _, entries in books.values() for entry in entries]
    yes = {entry.command_id for entry in own if entry.seq is not None}
    # The cards of a cancelled order share one id, and need not all hear the same.
    no = [entry.command_id for entry in own if entry.seq is None and "cancelled" not in entry.key]
    no += [one.command_id for one in store.choices.values() if one.rejection is not None]
    assert not yes & set(no), f"yes and no: {yes & set(no)}"
    assert len(no) == len(set(no)), "a no was kept twice"


def compare(store: MemoryStore, page: Page, now: datetime) -> None:
    """The cards are what the child says, and nothing waits that could go on."""
    page.book.now = now
    assert store.card_by_id.keys() == page.book.cards.keys()
    for name, card in store.card_by_id.items():
        plain, seen = page.book.cards[name], card.at(now)
        assert (seen.status, seen.balance_minor, seen.available_minor) == (
            *(plain.status, plain.balance, plain.free(now)),
        ), name
        assert seen.expires_on == (plain.last_day.isoformat() if plain.last_day else None), name
    for fact in store.parked.values():
        command = parse_command(fact.body)
        assert not isinstance(command, CancelOrder)
        if not _may_wait(page, command):
            raise Violation(f"{command.command_id} waits for {fact.key}, and could go on")


def _may_wait(page: Page, command: CardCommand) -> bool:
    """A serial that another card has, or of a cancelled order, waits for a person."""
    if isinstance(command, Activate):
        known = page.book.found(command.code.aliases())
        if known or command.order_id in page.book.cancelled:
            return True
    return VERBS[type(command)].waits(page.book, command)
