"""Every order in which the facts of one story can arrive, each told twice, ends in one state."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from giftledger.ledger.card import Status
from giftledger.ledger.commands import CancelOrder, CardCommand, Consolidate, parse_command
from giftledger.ledger.parts import Sale
from giftledger.ledger.programme import MergedCodes, Programme
from giftledger.outcomes import Parked
from giftledger.processing import cancelled_cards
from giftledger.service import execute
from tests.fakes.books import assert_sound, books_in_memory
from tests.fakes.commands import (
    GIFT_CARD,
    NOW,
    ORDER,
    activation,
    digital_issue,
    mint,
    native_issue,
    physical_issue,
    redemption,
    refund,
    sale_refund,
    sealed,
)
from tests.fakes.memory_store import MemoryStore, awaited_keys

Fact = CardCommand | CancelOrder
CANCELLATION = CancelOrder(
    command_id="shopify.order.5001.cancelled", occurred_at=NOW, source="shopify", order_id=ORDER
)
BY_SERIAL = sealed("1").aliases()
BY_MINTED_CODE = sealed().aliases()


class World:
    """A store, and the outbox's part played after each telling: what a commit wakes goes on."""

    def __init__(self, merged_codes: MergedCodes = MergedCodes.LEAD_ON) -> None:
        self.store = MemoryStore()
        self._programme = Programme(name="default", merged_codes=merged_codes)

    def tell(self, fact: Fact) -> None:
        self._carry_out(fact)
        while self.store.commits:
            for key in awaited_keys(self.store.commits.pop(0)):
                for waiting in [one for one in self.store.parked.values() if one.key == key]:
                    self._carry_out(parse_command(waiting.body), parked_under=key)

    def _carry_out(self, fact: Fact, parked_under: str | None = None) -> None:
        if isinstance(fact, CancelOrder):
            for closing in cancelled_cards(fact, self.store):
                execute(closing, self.store, now=NOW)
            return
        outcome = execute(
            fact,
            self.store,
            now=NOW,
            mint=mint,
            programme_of=lambda _: self._programme,
            pause=lambda _: None,
        )
        waits_there = isinstance(outcome, Parked) and outcome.key == parked_under
        if parked_under and not waits_there:
            self.store.unpark(parked_under, fact.command_id)


End = tuple[Status, str, int, int]
"""Of a card: status, form, balance, and the sum of its shortfalls."""


def cards_after(facts: Sequence[Fact], *, may_wait: frozenset[str] = frozenset()) -> list[End]:
    """How a history ends, sound in every book, with nothing left waiting."""
    world = World()
    for fact in facts:
        world.tell(fact)
        assert_sound(books_in_memory(world.store))
    assert {fact.command_id for fact in world.store.parked.values()} <= may_wait
    return sorted(
        (card.status, card.form.value, card.balance_minor, sum(e.shortfall_minor for e in entries))
        for card, entries in books_in_memory(world.store).values()
    )


def twice(order: Sequence[Fact]) -> list[list[Fact]]:
    """Each fact again at once, all again at the end, and all again in the opposite order."""
    return [
        [fact for fact in order for _ in range(2)],
        [*order, *order],
        [*order, *reversed(order)],
    ]


def ends_of(
    facts: Sequence[Fact], *, may_wait: frozenset[str] = frozenset()
) -> set[tuple[End, ...]]:
    return {
        tuple(cards_after(told, may_wait=may_wait))
        for order in permutations(facts)
        for told in twice(order)
    }


STORIES: dict[str, list[Fact]] = {
    "native, refund of the redemption": [
        native_issue(),
        redemption(1, 3000),
        refund(101, amount_minor=1000),
    ],
    "native, two redemptions that fit, two refunds": [
        native_issue(),
        redemption(1, 3000),
        redemption(2, 2000),
        refund(101, of=1, amount_minor=1000),
        refund(102, of=1, amount_minor=2000),
    ],
    "digital, spent by its code": [
        digital_issue(),
        redemption(1, 3000, aliases=BY_MINTED_CODE),
        refund(101, amount_minor=1000, aliases=BY_MINTED_CODE),
    ],
    "plastic, spent by its serial": [
        physical_issue(),
        activation(1),
        redemption(1, 3000, aliases=BY_SERIAL),
        refund(101, amount_minor=1000, aliases=BY_SERIAL),
    ],
    "plastic, spent by the platform's id before its serial": [
        physical_issue(shopify_gift_card_id=GIFT_CARD),
        activation(1),
        redemption(1, 3000),
        refund(101, amount_minor=1000),
    ],
    "two plastics, two serials": [
        physical_issue(1),
        physical_issue(2),
        activation(1),
        activation(2),
    ],
    "two of a line, both given back": [
        native_issue("1"),
        native_issue("2"),
        sale_refund(1),
        sale_refund(2),
    ],
    "cancelled, plastic of two units": [
        physical_issue(1),
        physical_issue(2),
        activation(1),
        CANCELLATION,
    ],
    "native, sold line refunded": [native_issue(), sale_refund()],
    "plastic, sold line refunded": [physical_issue(), sale_refund()],
    "two plastics without serials, one reported spent, cancelled": [
        physical_issue(1, shopify_gift_card_id="1"),
        physical_issue(2, shopify_gift_card_id="2"),
        redemption(1, 3000, aliases=("shopify#1",)),
        CANCELLATION,
    ],
}


@pytest.mark.parametrize("story", STORIES)
def test_every_order_with_duplicates_ends_in_one_state(story: str) -> None:
    assert len(ends_of(STORIES[story])) == 1


ENDINGS: dict[str, Fact] = {
    "the order is cancelled": CANCELLATION,
    "the sold line is refunded": sale_refund(),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_spent_native_card_that_ends_is_closed_alike_in_every_order(ending: str) -> None:
    facts: list[Fact] = [
        native_issue(),
        redemption(1, 3000),
        refund(101, amount_minor=1000),
        ENDINGS[ending],
    ]
    assert ends_of(facts) == {((Status.CLOSED, "native", 0, 2000),)}


def test_a_spent_plastic_card_of_a_cancelled_order_is_closed_alike_in_every_order() -> None:
    facts: list[Fact] = [
        physical_issue(shopify_gift_card_id=GIFT_CARD),
        activation(1),
        redemption(1, 3000),
        refund(101, amount_minor=1000),
        CANCELLATION,
    ]
    assert ends_of(facts) == {((Status.CLOSED, "physical", 0, 2000),)}


def test_only_the_serial_of_a_unit_given_back_before_waits_for_a_person() -> None:
    """Another unit may still be sold, so the serial is not refused; its age raises an alarm."""
    serial = activation(1)
    facts: list[Fact] = [
        physical_issue(shopify_gift_card_id=GIFT_CARD),
        serial,
        redemption(1, 3000),
        refund(101, amount_minor=1000),
        sale_refund(),
    ]
    ends = ends_of(facts, may_wait=frozenset({serial.command_id}))
    assert ends == {((Status.CLOSED, "physical", 0, 2000),)}


def test_one_of_two_units_is_given_back_and_the_serial_is_on_the_other() -> None:
    """A refund that is told before a unit of its line was sold can't wait for it to be sold.

    It takes out a unit that is there; that one of the two stays open is the same in every order.
    """
    sold: tuple[Fact, ...] = (physical_issue(1), physical_issue(2))
    facts: list[Fact] = [*sold, activation(1), sale_refund()]
    ends = {
        (all(order.index(unit) < order.index(facts[3]) for unit in sold), tuple(cards_after(told)))
        for order in permutations(facts)
        for told in twice(order)
    }
    open_unit, closed_unit = (Status.ACTIVE, "physical", 5000, 0), (Status.CLOSED, "physical", 0, 0)
    assert [end for sold_first, end in ends if sold_first] == [(open_unit, closed_unit)]
    for _, end in ends:
        assert [status for status, *_ in end].count(Status.CLOSED) == 1


def test_overdrawing_redemptions_leave_one_net_worth_in_every_order() -> None:
    """Which of two carries the shortfall depends on which came first; their sum does not.

    A refund settles the shortfall of its own redemption only, so balance and shortfall may each
    differ; balance less shortfall, what the ledger owes in the end, is one and the same.
    """
    facts: list[Fact] = [
        native_issue(),
        redemption(1, 4000),
        redemption(2, 3000),
        refund(101, of=1, amount_minor=1000),
    ]
    assert _net_worths(facts) == {-1000}


def test_a_line_of_two_of_which_one_is_spent_and_one_given_back_has_one_net_worth() -> None:
    """The unit taken out is chosen among what is known then, and the choice is kept.

    Told before the spending, it may take the card that is spent later: its shortfall then stands
    against the other card's balance.
    """
    facts: list[Fact] = [
        native_issue("1"),
        native_issue("2"),
        redemption(1, 3000, aliases=("shopify#1",)),
    ]
    assert _net_worths([*facts, sale_refund()]) == {2000}


@pytest.mark.parametrize("merged_codes", MergedCodes)
@pytest.mark.parametrize("spent_minor", [3000, 6000])
def test_a_merge_at_any_place_changes_where_value_is_but_not_how_much(
    spent_minor: int, merged_codes: MergedCodes
) -> None:
    """What is told of a sold card while it is merged into another one, before, and after.

    The ends differ, and are meant to. A merge is asked for: told before its card is there it is
    refused, and after the sale was paid back as well. A redemption is covered by what the card
    has then, which is more where its code leads on; so one order leaves a shortfall where another
    one leaves less on the survivor. But balance less shortfall, over both cards, is the same.
    """
    survivor = native_issue("2", sale=Sale(order_id=ORDER, line_item_id="9002", unit=1))
    sold = native_issue()
    merge = Consolidate(
        command_id="api.merge",
        occurred_at=NOW,
        source="api",
        target=survivor.gift_card_id,
        sources=(sold.gift_card_id,),
    )
    reported: list[CardCommand] = [
        sold,
        redemption(1, spent_minor),
        refund(101, amount_minor=1000),
        sale_refund(),
    ]
    worths = set()
    for order in permutations([*reported, merge]):
        for told in twice(order):
            world = World(merged_codes)
            for fact in (survivor, *told):
                world.tell(fact)
                assert_sound(books_in_memory(world.store))
            assert not world.store.parked
            worths.add(_worth(world.store))
    assert worths == {5000 + 5000 - spent_minor + 1000 - 5000}


def _worth(store: MemoryStore) -> int:
    short_minor = sum(entry.shortfall_minor for entry in store.entries.values())
    return sum(card.balance_minor for card in store.card_by_id.values()) - short_minor


def _net_worths(facts: Sequence[Fact]) -> set[int]:
    return {sum(balance - short for _, _, balance, short in end) for end in ends_of(facts)}
