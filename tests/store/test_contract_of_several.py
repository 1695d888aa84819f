"""The contract where more than one card is concerned, and of what an item holds at its fullest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from giftledger.ledger.rejections import Rejection
from giftledger.service import Terms, execute
from giftledger.service.issuing import issue_commit
from giftledger.store.protocol import Choice, Commit, Conflict, Share, Snapshot, Store
from giftledger.store.todo import due_expiries, look_again
from tests.fakes.commands import NOW, mint, native_issue, redemption, refund
from tests.fakes.engine import EVERY_ENGINE
from tests.fakes.fullest import fullest_card, fullest_entry
from tests.fakes.verbs import (
    CARD,
    LAST_DAY,
    LASTING,
    adjustment,
    correction,
    extension,
    programme_of,
    reload,
)

ENTRY = "ENTRY#till.pay.1"
CARDS = [native_issue(str(number)).gift_card_id for number in range(30)]


def first_of(number: int, store: Store) -> Commit:
    """A card as it is issued, and found as Shopify's card of this number."""
    return issue_commit(native_issue(str(number)), store, Terms(NOW, mint=mint), intent="i" * 32)


def next_of(first: Commit, key: str = ENTRY) -> Commit:
    """One more entry on it, which draws a single minor unit."""
    assert first.card is not None
    card = first.card.moved(-1)
    entry = replace(first.entries[0], key=key, seq=card.last_seq, wakes=())
    return Commit(
        gift_card_id=first.gift_card_id, card=card, entries=(entry,), expected_version=1
    )


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
    return Commit(
        gift_card_id=first.gift_card_id, entries=(no,), expected_version=expected_version
    )


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


def test_a_key_is_tied_to_its_first_use_for_ever(store: Store) -> None:
    assert store.key_use("till-1") is None
    assert store.claim_key("till-1", f"{CARD}#order") == f"{CARD}#order"
    assert store.claim_key("till-1", f"{CARD}#another") == f"{CARD}#order"
    assert store.claim_key("till-2", f"{CARD}#another") == f"{CARD}#another"
    assert store.key_use("till-1") == f"{CARD}#order"


def test_a_history_begins_with_its_entry_and_holds_what_refers_to_it(store: Store) -> None:
    """Ids that begin alike are other histories, whatever character they go on with."""
    loaded, taken = reload(1), adjustment(1)
    alike = [f"{loaded.command_id}{end}" for end in ("0", "-1", ".1", "_a", ":z", "Z")]
    told = [native_issue(), loaded, taken, correction(1, loaded), correction(2, taken)]
    told += [reload(2, command_id=command_id) for command_id in alike]
    told += [redemption(1, 3000), refund(101), refund(102)]
    for command in told:
        execute(command, store, now=NOW)

    kinds = {
        command_id: [entry.kind for entry in store.history(CARD, command_id)]
        for command_id in (loaded.command_id, taken.command_id, *alike, "shopify.transaction.1")
    }
    assert kinds == {
        loaded.command_id: ["reload", "correct"],
        taken.command_id: ["adjust", "correct"],
        **{command_id: ["reload"] for command_id in alike},
        "shopify.transaction.1": ["redeem", "refund", "refund"],
    }


def test_what_refers_to_an_unknown_entry_is_no_history(store: Store) -> None:
    execute(native_issue(), store, now=NOW)
    early = correction(1, reload(1))
    execute(early, store, now=NOW)

    assert store.read(CARD, early.entry_key).receipt is not None
    assert store.history(CARD, reload(1).command_id) == ()


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


def test_everything_that_a_card_and_an_entry_can_hold_is_read_back_equal(store: Store) -> None:
    card, entry = fullest_card(), fullest_entry()
    commit = Commit(gift_card_id=card.gift_card_id, card=card, entries=(entry,))
    store.commit(commit)
    assert store.read(card.gift_card_id, entry.key) == Snapshot(card, entry)

    bare = replace(entry, key="ENTRY#bare", hold_expires_at=None, hold_owner=None, seq=2)
    store.commit(Commit(gift_card_id=card.gift_card_id, entries=(bare,), expected_version=1))
    assert store.read(card.gift_card_id, bare.key).receipt == bare


@pytest.mark.parametrize("backend", ["moto", *EVERY_ENGINE], indirect=True)
def test_a_card_with_a_last_day_is_looked_at_once_it_has_ended_everywhere(store: Store) -> None:
    ends_at = datetime.fromisoformat(LAST_DAY).replace(tzinfo=UTC) + timedelta(days=1, hours=12)
    later = ends_at + timedelta(days=365)

    def due(before: datetime) -> Sequence[str]:
        return list(due_expiries(before))

    for issue in (native_issue("1"), native_issue(programme=LASTING)):
        execute(issue, store, now=NOW, programme_of=programme_of)
    assert (due(ends_at), due(ends_at + timedelta(seconds=1))) == ([], [CARD])

    execute(extension(expires_on="2029-11-20"), store, now=NOW, programme_of=programme_of)
    assert due(later) == [CARD]
    look_again(CARD, later)
    assert (due(later), due(later + timedelta(seconds=1))) == ([], [CARD])
    look_again(CARD, None)
    assert due(later + timedelta(days=365)) == []
    look_again("gc_none", later)
    assert due(later + timedelta(days=365)) == []

