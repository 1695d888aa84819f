"""Redemptions at a till of a card that the shop has, too: the shop's balance is the lock."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from giftledger.ledger.commands import Block
from giftledger.ledger.hold import capture_id_for, void_id_for
from giftledger.ledger.parts import Reason
from giftledger.ledger.rejections import Rejection
from giftledger.mirroring.card_visit import Outcome
from giftledger.mirroring.operators import list_in_doubt
from giftledger.outcomes import Parked
from giftledger.store.reading import entries_of
from tests.functions.mirror_world import CARD, MirrorWorld, closing, mirror_world, reload
from tests.functions.queue_world import CODE


@pytest.fixture(name="both")
def _both(monkeypatch: pytest.MonkeyPatch) -> Iterator[MirrorWorld]:
    with mirror_world(monkeypatch) as found:
        found.sell()
        found.sync()
        yield found


def outcomes(*redemptions: str) -> list[str]:
    """Of each: captured, voided or waiting."""
    found = []
    for one in redemptions:
        entries = entries_of(CARD, capture_id_for(one), void_id_for(one))
        kinds = [entry.kind for entry in entries.values() if entry.seq]
        found.append(kinds[0] if kinds else "waiting")
    return found


def test_a_redemption_is_captured_once_the_shop_has_taken_it(both: MirrorWorld) -> None:
    one = both.redeem(1, 3000)
    assert outcomes(one.command_id) == ["waiting"]
    both.sync()
    assert outcomes(one.command_id) == ["capture"]
    assert both.line.card(CODE).balance_minor == both.card().balance_minor == 2000
    capture_id = capture_id_for(one.command_id)
    assert entries_of(CARD, capture_id)[capture_id].order_reference == one.order_reference


def test_two_redemptions_make_one_debit(both: MirrorWorld) -> None:
    one, two = both.redeem(1, 1000), both.redeem(2, 500)
    both.sync()
    assert outcomes(one.command_id, two.command_id) == ["capture", "capture"]
    assert both.line.movements(CODE) == [-1500]


def test_of_two_redemptions_the_later_gets_the_no_where_the_shop_has_too_little(
    both: MirrorWorld,
) -> None:
    both.line.spend(CODE, 3000)
    one, two = both.redeem(1, 2000), both.redeem(2, 1000)
    both.sync()
    assert outcomes(one.command_id, two.command_id) == ["capture", "void"]
    both.aws.tell(both.reported(1, 3000))
    both.sync()
    assert both.line.card(CODE).balance_minor == both.card().balance_minor == 0


def test_the_shops_checkout_and_a_till_never_spend_the_same_value(both: MirrorWorld) -> None:
    both.line.spend(CODE, 5000)
    one = both.redeem(1, 5000)
    both.sync()
    assert outcomes(one.command_id) == ["void"]
    both.aws.tell(both.reported(1, 5000))
    both.sync()
    assert both.card().balance_minor == 0


def test_what_the_shop_tells_before_it_is_asked_waits_for_its_answer(both: MirrorWorld) -> None:
    both.line.spend(CODE, 3000)
    one, late = both.redeem(1, 4000), both.reported(1, 3000)
    assert isinstance(both.aws.tell(late), Parked)
    both.sync()
    assert outcomes(one.command_id) == ["void"]
    both.aws.tell(late)
    assert both.sync() is Outcome.IN_STEP
    assert both.line.card(CODE).balance_minor == both.card().balance_minor == 2000


def test_what_a_reload_covers_needs_no_debit(both: MirrorWorld) -> None:
    one = both.redeem(1, 1000)
    both.aws.tell(reload(1, 1000))
    both.sync()
    assert outcomes(one.command_id) == ["capture"]
    assert both.line.movements(CODE) == []


def test_where_less_is_there_for_long_a_person_is_told(both: MirrorWorld) -> None:
    both.line.spend(CODE, 4500)
    both.aws.tell(
        Block(
            command_id="test.block",
            occurred_at=both.now,
            source="test",
            target=CARD,
            reason="suspicion",
        )
    )
    assert both.sync() is Outcome.SHORT
    assert list_in_doubt() == []
    assert both.sync(minutes=15) is Outcome.SHORT
    assert [one.reason for one in list_in_doubt()] == ["spent_there"]

    both.aws.tell(both.reported(1, 4500))
    assert both.sync(minutes=1) is Outcome.IN_STEP
    assert list_in_doubt() == []
    assert both.line.card(CODE).balance_minor == 0


def test_a_card_that_was_ended_there_by_hand_keeps_nobody_waiting(both: MirrorWorld) -> None:
    both.line.card(CODE).deactivated_at = both.now
    one = both.redeem(1, 1000)
    both.sync()
    assert outcomes(one.command_id) == ["capture"]
    assert both.mirror().refusal == "deactivated_there"
    two = both.redeem(2, 1000)
    both.sync()
    assert outcomes(two.command_id) == ["capture"]


def test_a_card_whose_sale_is_undone_keeps_nobody_waiting(both: MirrorWorld) -> None:
    one = both.redeem(1, 1000)
    both.aws.tell(closing().model_copy(update={"reason": Reason.REFUNDED}))
    both.sync()
    capture_id = capture_id_for(one.command_id)
    assert entries_of(CARD, capture_id)[capture_id].rejection is Rejection.UNKNOWN_HOLD
    assert both.mirror().state == "ended"


def test_a_card_that_has_expired_there_keeps_nobody_waiting(both: MirrorWorld) -> None:
    both.line.card(CODE).expires_on = (both.now - timedelta(days=2)).date()
    one = both.redeem(1, 1000)
    assert both.sync() is Outcome.REFUSED
    assert outcomes(one.command_id) == ["capture"]
