"""The contract where more than one card is concerned, and of what an item holds at its fullest."""

from dataclasses import replace

import pytest

from giftledger.ledger.parts import Sale
from giftledger.ledger.rejections import Rejection
from giftledger.service import Terms
from giftledger.service.issuing import issue_commit
from giftledger.store.protocol import Choice, Commit, Conflict, Share, Snapshot, Store
from tests.fakes.commands import LINE, NOW, ORDER, mint, native_issue

ENTRY = "ENTRY#till.pay.1"
CARDS = [native_issue(str(number)).gift_card_id for number in range(30)]


def first_of(number: int, store: Store) -> Commit:
    """A card as it is issued, and found as Shopify's card of this number."""
    unit = Sale(order_id=ORDER, line_item_id=LINE, unit=number + 1)
    issue = native_issue(str(number), sale=unit)
    return issue_commit(issue, store, Terms(NOW, mint=mint), intent="i" * 32)


def next_of(first: Commit, key: str = ENTRY) -> Commit:
    """One more entry on it, which draws a single minor unit."""
    assert first.card is not None
    card = first.card.moved(-1)
    entry = replace(first.entries[0], key=key, seq=card.last_seq, wakes=())
    return Commit(gift_card_id=first.gift_card_id, card=card, entries=(entry,), expected_version=1)


def refusal_of(first: Commit, expected_version: int | None) -> Commit:
    no = replace(
        first.entries[0],
        key=ENTRY,
        seq=None,
        status=None,
        amount_minor=0,
        legs=(),
        rejection=Rejection.INSUFFICIENT_BALANCE,
    )
    return Commit(gift_card_id=first.gift_card_id, entries=(no,), expected_version=expected_version)


def shares(*amounts_minor: int) -> tuple[Share, ...]:
    return tuple(Share(card, amount) for card, amount in zip(CARDS, amounts_minor, strict=False))


def test_receipts_under_one_key_are_read_from_all_cards_that_have_one(store: Store) -> None:
    firsts = [first_of(number, store) for number in range(25)]
    for first in firsts:
        store.commit(first)
    store.commit(*(next_of(first) for first in firsts[:20]))

    ids = [first.gift_card_id for first in firsts]
    assert store.receipts([*ids, "gc_none"], ENTRY) == {
        first.gift_card_id: next_of(first).entries[0] for first in firsts[:20]
    }
    assert store.receipts(ids, "ENTRY#other") == {}
    assert store.cards([*ids, "gc_none"]).keys() == set(ids)


@pytest.mark.parametrize(
    "choice",
    [
        Choice(command_id="one", cards=shares(0)),
        Choice(command_id="many", cards=shares(*range(25, 0, -1)), intent="i" * 32),
        Choice(
            command_id="mixed",
            cards=shares(1000, 1),
            others=(Share("visa-1", 0), Share("cash", 10**12)),
            intent="i" * 32,
        ),
        Choice(command_id="no", intent="i" * 32, rejection=Rejection.TOO_MANY_CARDS),
        Choice(command_id="nothing-due", intent="i" * 32),
    ],
    ids=lambda choice: choice.command_id,
)
def test_a_choice_is_read_back_equal_and_made_once(store: Store, choice: Choice) -> None:
    first = first_of(1, store)
    store.commit(Commit(choice=choice))
    assert store.choice(choice.command_id) == choice

    other = replace(choice, cards=shares(5), rejection=None)
    with pytest.raises(Conflict):
        store.commit(replace(first, choice=other))
    assert store.choice(choice.command_id) == choice
    assert store.cards([first.gift_card_id]) == {}


@pytest.mark.parametrize("wrong", ["version", "entry", "alias", "choice", "new card", "unanswered"])
@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "middle", "last"])
def test_several_commits_are_written_together_or_not_at_all(
    store: Store, wrong: str, place: int
) -> None:
    taken = Choice(command_id="taken", cards=shares(1))
    firsts = [first_of(number, store) for number in range(4)]
    for first in firsts[:3]:
        store.commit(first)
    store.commit(Commit(choice=taken))
    commits = [next_of(first) for first in firsts[:3]]
    there = firsts[place].entries[0]
    commits[place] = {
        "version": replace(commits[place], expected_version=2),
        "entry": replace(commits[place], entries=(replace(there, seq=2),)),
        "alias": replace(commits[place], aliases=firsts[0].aliases),
        "choice": replace(commits[place], choice=taken),
        "new card": replace(commits[place], expected_version=None),
        "unanswered": replace(commits[place], unanswered=((CARDS[0], firsts[0].entries[0].key),)),
    }[wrong]

    with pytest.raises(Conflict):
        store.commit(*commits, firsts[3])
    stored = store.cards(CARDS[:4])
    assert stored == {first.gift_card_id: first.card for first in firsts[:3]}
    assert store.receipts(CARDS[:4], ENTRY) == {}

    store.commit(*(next_of(first) for first in firsts[:3]), firsts[3])
    assert {card.version for card in store.cards(CARDS[:3]).values()} == {2}
    assert store.read(CARDS[3], firsts[3].entries[0].key).card == firsts[3].card


def test_twenty_five_cards_and_their_choice_are_one_commit(store: Store) -> None:
    firsts = [first_of(number, store) for number in range(25)]
    for first in firsts:
        store.commit(first)
    choice = Choice(command_id="till.pay.1", cards=shares(*[1] * 25), intent="i" * 32)
    store.commit(*(next_of(first) for first in firsts), Commit(choice=choice))

    assert {card.balance_minor for card in store.cards(CARDS[:25]).values()} == {4999}
    assert store.choice("till.pay.1") == choice


def test_nothing_is_said_while_a_card_that_led_on_has_its_answer(store: Store) -> None:
    """Neither a yes nor a no; an entry under another key is no answer."""
    led_on, heir = first_of(1, store), first_of(2, store)
    store.commit(led_on)
    store.commit(heir)
    answered = ((led_on.gift_card_id, led_on.entries[0].key),)
    open_question = ((led_on.gift_card_id, ENTRY), ("gc_none", ENTRY))

    for said in (next_of(heir), refusal_of(heir, 1)):
        with pytest.raises(Conflict):
            store.commit(replace(said, unanswered=answered))
    assert store.receipts([heir.gift_card_id], ENTRY) == {}
    store.commit(replace(next_of(heir), unanswered=open_question))
    assert store.receipts([heir.gift_card_id], ENTRY).keys() == {heir.gift_card_id}


def test_a_refusal_counts_only_on_the_card_that_it_was_decided_on(store: Store) -> None:
    first = first_of(1, store)
    store.commit(first)
    with pytest.raises(Conflict):
        store.commit(refusal_of(first, 2))
    with pytest.raises(Conflict):
        store.commit(replace(refusal_of(first, 1), gift_card_id="gc_none"))

    store.commit(refusal_of(first, 1))
    with pytest.raises(Conflict):
        store.commit(refusal_of(first, None))
    snapshot = store.read(first.gift_card_id, ENTRY)
    assert snapshot == Snapshot(first.card, refusal_of(first, 1).entries[0])
