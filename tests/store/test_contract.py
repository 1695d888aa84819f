"""One contract for every store: in memory, and DynamoDB as moto and two engines understand it."""

from dataclasses import replace

import pytest

from giftledger.ledger.commands import CardCommand, Issue, parse_command
from giftledger.outcomes import Parked, Posted, Rejected
from giftledger.service import Terms, execute
from giftledger.service.issuing import issue_commit
from giftledger.store.protocol import Awaited, Choice, Commit, Conflict, ParkedFact, Share, Store
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
)
from tests.fakes.memory_store import MemoryStore


def commit_of(issue: Issue, store: Store) -> Commit:
    return issue_commit(issue, store, Terms(NOW, mint=mint), intent="i" * 32)


def test_what_was_committed_is_read_back_equal(store: Store) -> None:
    commit = commit_of(native_issue(), store)
    store.commit(commit)

    snapshot = store.read(commit.gift_card_id, commit.entries[0].key)
    assert snapshot.card == commit.card
    assert snapshot.receipt == commit.entries[0]
    assert store.card_of_alias((f"shopify#{GIFT_CARD}",)) == commit.gift_card_id
    assert store.places(ORDER, "UNIT#") == commit.places


def test_an_unknown_card_alias_choice_and_order_are_absent(store: Store) -> None:
    assert store.read("gc_none", "ENTRY#x") == replace(store.read("gc_none", "ENTRY#y"))
    assert store.cards(["gc_none"]) == {}
    assert store.card_of_alias(("shopify#1", "shopify#2")) is None
    assert store.choice("x") is None
    assert store.history("gc_none", "x") == ()
    assert store.places(ORDER, "UNIT#") == ()
    assert store.cancellation(ORDER) is None


@pytest.mark.parametrize("again", ["card", "entry", "alias", "place"])
def test_nothing_new_may_be_there_already_and_then_nothing_at_all_is_written(
    store: Store, again: str
) -> None:
    first = commit_of(digital_issue(1), store)
    store.commit(first)
    other = commit_of(digital_issue(2), MemoryStore())  # the same minted code: its alias is taken
    clash = {
        "card": replace(first, entries=other.entries, aliases=(), places=(), code=None, gift=None),
        "entry": replace(first, card=None, aliases=(), places=(), code=None, gift=None),
        "alias": other,
        "place": replace(other, aliases=(), places=first.places),
    }[again]

    with pytest.raises(Conflict):
        store.commit(clash)
    assert store.cards([digital_issue(2).gift_card_id]) == {}


def test_a_card_that_moved_on_is_a_conflict(store: Store) -> None:
    commit = commit_of(native_issue(), store)
    store.commit(commit)
    assert commit.card is not None
    entry = replace(commit.entries[0], key="ENTRY#second", seq=2)
    stale = Commit(
        gift_card_id=commit.gift_card_id,
        card=commit.card.moved(-1),
        expected_version=0,
        entries=(entry,),
    )
    with pytest.raises(Conflict):
        store.commit(stale)
    assert store.read(commit.gift_card_id, "ENTRY#second").receipt is None


def test_a_cancelled_order_takes_no_new_open_card(store: Store) -> None:
    commit = commit_of(native_issue(), store)
    store.cancel_order(ORDER, "shopify.order.5001.cancelled", NOW)
    store.cancel_order(ORDER, "another", NOW)

    with pytest.raises(Conflict):
        store.commit(commit)
    assert store.cancellation(ORDER) == ("shopify.order.5001.cancelled", NOW)


def test_a_unit_is_taken_out_once(store: Store) -> None:
    execute(native_issue(), store, now=NOW)
    assert isinstance(execute(sale_refund(1), store, now=NOW), Posted)
    (unit,) = store.places(ORDER, "UNIT#")
    assert unit.claimed_by == sale_refund(1).command_id

    second = Commit(
        gift_card_id=unit.gift_card_id,
        entries=(),
        choice=Choice(command_id="x", cards=(Share(unit.gift_card_id, 0),)),
        claims=(replace(unit, claimed_by="x"),),
    )
    with pytest.raises(Conflict):
        store.commit(second)
    assert store.choice("x") is None


def test_parking_fails_once_the_awaited_item_is_there(store: Store) -> None:
    fact = ParkedFact(f"ALIAS#shopify#{GIFT_CARD}|ALIAS", "c", "{}", "refund", NOW)
    store.park(Awaited(fact.key), fact)
    store.unpark(fact.key, fact.command_id)
    execute(native_issue(), store, now=NOW)

    with pytest.raises(Conflict):
        store.park(Awaited(fact.key), fact)


def test_parking_for_a_change_of_a_card_fails_once_it_has_changed(store: Store) -> None:
    execute(physical_issue(), store, now=NOW)
    card_id = physical_issue().gift_card_id
    fact = ParkedFact(f"CARD#{card_id}|ACTIVE", "c", "{}", "redemption", NOW)
    store.park(Awaited(fact.key, card_id, 1), fact)
    store.unpark(fact.key, fact.command_id)
    execute(activation(1), store, now=NOW)

    with pytest.raises(Conflict):
        store.park(Awaited(fact.key, card_id, 1), fact)


def test_a_whole_life_ends_alike_in_every_store(store: Store) -> None:
    life: list[CardCommand] = [
        refund(101, amount_minor=1000),
        native_issue(),
        redemption(1, 3000),
        redemption(1, 3000),
        refund(101, amount_minor=1000),
        redemption(2, 9000),
        sale_refund(1),
        sale_refund(1),
    ]
    outcomes = [execute(command, store, now=NOW) for command in life]

    assert [type(outcome) for outcome in outcomes] == [Parked] + [Posted] * 7
    history = store.history(native_issue().gift_card_id, "shopify.transaction.1")
    assert [entry.kind for entry in history] == ["redeem", "refund"]
    card = store.cards([native_issue().gift_card_id])[native_issue().gift_card_id]
    assert (card.balance_minor, card.status, card.last_seq) == (0, "closed", 5)


def test_a_refusal_is_kept_without_moving_the_card(store: Store) -> None:
    execute(native_issue(), store, now=NOW)
    wrong = redemption(1, currency="CAD")
    first, second = (execute(wrong, store, now=NOW) for _ in range(2))

    assert isinstance(first, Rejected) and isinstance(second, Rejected)
    assert second.replayed and second.entry == first.entry
    assert parse_command(wrong.model_dump_json()) == wrong
