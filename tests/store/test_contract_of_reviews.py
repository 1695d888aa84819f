"""The contract of mails that are kept back, and of cards that are mirrored."""

from datetime import UTC, datetime, timedelta

import pytest

from giftledger.ledger.commands import gift_card_id_for
from giftledger.ledger.parts import Recipient
from giftledger.service import execute
from giftledger.store import people
from giftledger.store.protocol import Commit, Conflict, Store
from giftledger.store.todo import overdue_mails
from tests.fakes.commands import NOW, digital_issue, mint, native_issue
from tests.fakes.engine import EVERY_ENGINE
from tests.fakes.verbs import linking, releasing

LATER = datetime(2026, 12, 24, 8, 0, tzinfo=UTC)
SOLD = digital_issue(
    review="high_risk",
    recipient=Recipient(email="ada@example.com", consent=True, send_at=LATER),
)
RELEASE = releasing(target=SOLD.gift_card_id)


def test_a_store_knows_whether_a_card_is_to_be_mailed_to_somebody(store: Store) -> None:
    execute(SOLD, store, now=NOW, mint=mint)
    execute(native_issue(), store, now=NOW)
    assert store.has_gift(SOLD.gift_card_id)
    assert not store.has_gift(native_issue().gift_card_id)


def test_a_mail_that_is_gone_becomes_due_for_nobody(store: Store) -> None:
    execute(native_issue(), store, now=NOW)
    execute(linking(), store, now=NOW)
    card = native_issue().gift_card_id
    entry = store.read(card, linking().entry_key).receipt
    assert entry is not None
    with pytest.raises(Conflict):
        store.commit(Commit(gift_card_id=gift_card_id_for("x"), entries=(entry,), mail_due=True))


def test_that_a_card_is_mirrored_is_kept_with_it(store: Store) -> None:
    execute(native_issue(), store, now=NOW)
    execute(linking(), store, now=NOW)
    snapshot = store.read(native_issue().gift_card_id, linking().entry_key)
    assert snapshot.card is not None and snapshot.card.mirrored
    assert snapshot.receipt is not None and snapshot.receipt.mirrored


@pytest.mark.parametrize("backend", ["moto", *EVERY_ENGINE], indirect=True)
def test_a_mail_that_is_kept_back_is_due_from_its_release_at_its_own_time(store: Store) -> None:
    execute(SOLD, store, now=NOW, mint=mint)
    gift = people.gift(SOLD.gift_card_id)
    assert gift is not None and gift.consent
    assert list(overdue_mails(LATER + timedelta(days=400))) == []

    execute(RELEASE, store, now=NOW)
    assert list(overdue_mails(LATER)) == []
    assert list(overdue_mails(LATER + timedelta(seconds=1))) == [SOLD.gift_card_id]
