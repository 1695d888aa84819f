"""The contract of what the ledger remembers: keys, histories, full items, days to look at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from giftledger.ledger.commands import CardCommand
from giftledger.service import execute
from giftledger.store.protocol import Commit, Snapshot, Store
from giftledger.store.todo import due_expiries, look_again
from tests.fakes.commands import NOW, native_issue, redemption, refund
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
    told: list[CardCommand] = [
        native_issue(),
        loaded,
        taken,
        correction(1, loaded),
        correction(2, taken),
    ]
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

    def due(before: datetime) -> list[str]:
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
