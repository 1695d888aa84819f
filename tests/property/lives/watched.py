"""What is looked at after every step of a life, and at its end."""

from hypothesis.stateful import invariant

from giftledger.ledger.commands import Activate, CancelOrder, Redeem, parse_command
from giftledger.ledger.keys import held_key
from giftledger.ledger.replay import State, replay
from tests.fakes.books import assert_sound, books_in_memory
from tests.property.lives.teller import Teller
from tests.property.plain import VERBS
from tests.property.plain.card import PlainCard
from tests.property.plain.spending import paying_card
from tests.prove.tallying import tally


class Watched(Teller):
    """A teller that compares. What is written is looked at when it is written."""

    @invariant()
    def the_cards_are_what_the_child_says(self) -> None:
        now = self.book.now
        for name, card in self.store.card_by_id.items():
            plain = self.book.cards[name]
            seen = card.at(now)
            assert (seen.status, seen.balance_minor, seen.available_minor, seen.expires_on) == (
                *(plain.status, plain.balance, plain.free(now)),
                plain.last_day.isoformat() if plain.last_day else None,
            ), name
            assert seen.mirrored == plain.mirrored, name
            for_life = (card.currency, card.funding, card.test, card.face_minor, card.paid_minor)
            assert for_life == (*_for_life(plain),)
        assert len(self.store.card_by_id) == len(self.book.cards)

    @invariant()
    def nothing_waits_that_could_go_on(self) -> None:
        """But for a serial that another card has, or of a cancelled order: a person has to see."""
        for fact in self.store.parked.values():
            command = parse_command(fact.body)
            assert not isinstance(command, CancelOrder)
            if self.was_kept(command) or command.command_id in self.astray:
                continue  # It waited under two keys and was answered under one; or for nothing.
            if isinstance(command, Activate):
                known = self.book.found(command.code.aliases())
                if known or command.order_id in self.book.cancelled:
                    continue
            if isinstance(command, Redeem) and fact.key == self.held_key(command):
                continue  # What made room meanwhile wakes nothing: the sweep tells it again.
            assert VERBS[type(command)].waits(self.book, command), fact

    def held_key(self, command: Redeem) -> str | None:
        """Under which it waits while what it takes may be what Shopify is about to be asked for."""
        card = paying_card(self.book, command.aliases)
        holds = card.open_holds(self.book.now).values() if card else ()
        if card is None or all(hold.until is not None for hold in holds):
            return None
        return held_key(card.name)

    def teardown(self) -> None:
        books = books_in_memory(self.store)
        assert_sound(books)
        for card, entries in books.values():
            assert replay(card, entries) == State.of(card)
        tally("lives", lives=1, commands=len(self.told), cards=len(books))


def _for_life(card: PlainCard) -> tuple[object, ...]:
    return card.currency, card.funding, card.test, card.face, card.paid
