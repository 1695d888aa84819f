"""Replies that are lost on the way back from the shop: looked up, never asked for twice blindly."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from giftledger.mirroring.card_visit import BusyError, Outcome
from giftledger.mirroring.operators import Resolution, list_in_doubt, resolve
from giftledger.platforms.shopify.admin.faults import (
    NotAppliedError,
    SetupError,
    UnknownOutcomeError,
)
from giftledger.store.mirrors import Intent, due_mirrors, mirrors_in_doubt, save_mirror
from tests.fakes.commands import GIFT_CARD, native_issue
from tests.functions.mirror_world import CARD, MirrorWorld, closing, mirror_world
from tests.functions.queue_world import CODE


@pytest.fixture(name="both")
def _both(monkeypatch: pytest.MonkeyPatch) -> Iterator[MirrorWorld]:
    with mirror_world(monkeypatch) as found:
        yield found


def spent_at_a_till(both: MirrorWorld, *faults: tuple[str, str]) -> None:
    both.sell()
    both.sync()
    both.redeem(1, 3000)
    both.line.faults += faults


@pytest.mark.parametrize("fault", ["reply_lost", "error_page"])
def test_a_card_whose_making_was_not_answered_is_adopted_instead_of_doubled(
    both: MirrorWorld, fault: str
) -> None:
    both.sell()
    both.line.faults.append(("giftCardCreate", fault))
    both.sync()
    assert len(both.line.shop.cards) == 1
    assert both.card().mirrored


def test_a_card_is_found_again_however_often_its_making_is_not_answered(both: MirrorWorld) -> None:
    both.sell()
    both.line.faults += [("giftCardCreate", "reply_lost")] * 4
    for _ in range(2):
        with pytest.raises(UnknownOutcomeError):
            both.sync(minutes=2)
    assert both.sync(minutes=2) is Outcome.IN_STEP
    assert len(both.line.shop.cards) == 1


def test_a_card_that_the_shops_search_does_not_know_yet_is_waited_for(both: MirrorWorld) -> None:
    both.line.shop.settings.search_delay_seconds = 3600
    both.sell()
    both.line.faults.append(("giftCardCreate", "reply_lost"))
    with pytest.raises(BusyError):
        both.sync()
    both.line.card(CODE).searchable_from = 0.0
    assert both.sync(minutes=2) is Outcome.IN_STEP
    assert both.mirror().believed_minor == 5000


def test_a_code_that_somebody_elses_card_has_is_left_to_a_person(both: MirrorWorld) -> None:
    both.sell()
    both.line.desks().cards.create_card(
        code=CODE, amount_minor=100, currency="USD", expires_on=None, note="a gift"
    )
    assert both.sync() is Outcome.REFUSED
    assert [one.reason for one in list_in_doubt()] == ["code_taken"]
    assert not both.card().mirrored


@pytest.mark.parametrize("fault", ["reply_lost", "error_page"])
def test_a_debit_that_was_not_answered_is_found_in_the_history(
    both: MirrorWorld, fault: str
) -> None:
    spent_at_a_till(both, ("giftCardDebit", fault))
    assert both.sync() is Outcome.IN_STEP
    assert both.line.movements(CODE) == [-3000]
    assert both.card().balance_minor == 2000
    assert not both.card().holds


def test_a_debit_that_was_not_answered_is_found_when_the_history_can_be_read(
    both: MirrorWorld,
) -> None:
    reading = [("giftCardTransactions", "lost")] * 3
    spent_at_a_till(both, ("giftCardDebit", "reply_lost"), *reading)
    with pytest.raises(UnknownOutcomeError):
        both.sync()
    assert both.card().available_minor == 2000
    assert both.sync(minutes=2) is Outcome.IN_STEP
    assert both.line.movements(CODE) == [-3000]


def test_a_debit_that_is_not_in_the_history_is_never_repeated_and_goes_to_a_person(
    both: MirrorWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    spent_at_a_till(both, ("giftCardDebit", "lost"))
    assert [both.sync(minutes=minutes) for minutes in (0, 5, 5)] == [Outcome.IN_DOUBT] * 3
    assert "ShopifyIntentsInDoubt" not in capsys.readouterr().out
    assert mirrors_in_doubt() == []
    assert both.sync(minutes=5) is Outcome.IN_DOUBT
    assert "ShopifyIntentsInDoubt" in capsys.readouterr().out
    (waiting,) = list_in_doubt()
    assert (waiting.gift_card_id, waiting.reason, waiting.kind) == (CARD, "in_doubt", "delta")
    assert waiting.amount_minor == -3000
    assert both.line.calls.count("giftCardDebit") == 1
    assert both.card().holds


def in_doubt(both: MirrorWorld) -> None:
    spent_at_a_till(both, ("giftCardDebit", "lost"))
    both.sync()
    both.sync(minutes=16)


def test_nobody_decides_about_what_may_still_be_on_its_way(both: MirrorWorld) -> None:
    spent_at_a_till(both, ("giftCardDebit", "lost"))
    assert both.sync() is Outcome.IN_DOUBT
    desk = both.line.desks().cards
    for said in ("not_applied", "applied"):
        found = resolve(CARD, said, now=both.now, desk=desk)
        assert found is Resolution.NOTHING_TO_DECIDE
    assert both.sync(minutes=14) is Outcome.IN_DOUBT


def test_a_person_who_says_that_it_was_not_done_has_it_done_once(both: MirrorWorld) -> None:
    in_doubt(both)
    desk = both.line.desks().cards
    assert resolve(CARD, "not_applied", now=both.now, desk=desk) is Resolution.NOT_APPLIED
    assert both.sync(minutes=1) is Outcome.IN_STEP
    assert both.line.movements(CODE) == [-3000]
    assert both.card().balance_minor == 2000
    assert list_in_doubt() == []
    assert resolve(CARD, "applied", now=both.now, desk=desk) is Resolution.NOTHING_TO_DECIDE


def test_a_person_who_says_that_it_was_done_finishes_the_redemption(both: MirrorWorld) -> None:
    in_doubt(both)
    desk = both.line.desks().cards
    assert resolve(CARD, "applied", now=both.now, desk=desk) is Resolution.APPLIED
    both.sync(minutes=1)
    assert both.line.movements(CODE) == []
    assert both.card().balance_minor == 2000


def test_the_history_has_the_last_word_against_a_person(both: MirrorWorld) -> None:
    in_doubt(both)
    intent = both.mirror().intent
    assert intent is not None
    both.line.spend(CODE, 3000, note=f"Giftledger {intent.ref}")
    desk = both.line.desks().cards
    assert resolve(CARD, "not_applied", now=both.now, desk=desk) is Resolution.FOUND
    both.sync(minutes=1)
    assert both.line.movements(CODE) == [-3000]


def test_what_certainly_did_not_reach_the_shop_is_asked_again(both: MirrorWorld) -> None:
    spent_at_a_till(both, ("giftCardDebit", "no_connection"))
    with pytest.raises(NotAppliedError):
        both.sync()
    assert both.mirror().intent is None
    assert both.sync() is Outcome.IN_STEP
    assert both.line.movements(CODE) == [-3000]


def test_a_missing_scope_loses_nothing(both: MirrorWorld) -> None:
    spent_at_a_till(both, ("giftCardDebit", "access_denied"))
    with pytest.raises(SetupError):
        both.sync()
    assert both.sync() is Outcome.IN_STEP
    assert both.line.movements(CODE) == [-3000]


def test_while_somebody_asks_nobody_else_does(both: MirrorWorld) -> None:
    spent_at_a_till(both)
    intent = Intent(
        kind="delta",
        ref="R" * 20,
        amount_minor=-1,
        seq=1,
        believed_after_minor=1,
        asked_at=both.now,
    )
    save_mirror(replace(both.mirror(), intent=intent))
    asked = len(both.line.calls)
    with pytest.raises(BusyError):
        both.sync(seconds=59)
    assert len(both.line.calls) == asked
    assert both.sync(seconds=2) is Outcome.IN_DOUBT


@pytest.mark.parametrize("fault", ["reply_lost", "lost", "error_page"])
def test_ending_a_card_may_be_asked_for_twice(both: MirrorWorld, fault: str) -> None:
    both.sell()
    both.sync()
    both.aws.tell(closing())
    both.line.faults.append(("giftCardDeactivate", fault))
    with pytest.raises(UnknownOutcomeError):
        both.sync()
    both.sync(minutes=1)
    assert not both.line.card(CODE).enabled
    assert both.mirror().state == "ended"


@pytest.mark.parametrize("fault", ["reply_lost", "lost", "error_page"])
def test_a_closed_card_is_ended_whatever_became_of_its_last_debit(
    both: MirrorWorld, fault: str
) -> None:
    both.sell()
    both.sync()
    both.aws.tell(closing())
    both.line.faults.append(("giftCardDebit", fault))
    assert both.sync() is Outcome.IN_STEP
    assert not both.line.card(CODE).enabled
    assert both.line.calls.count("giftCardDebit") == 1


def test_a_card_there_that_belongs_to_another_card_here_is_left_to_a_person(
    both: MirrorWorld,
) -> None:
    both.sell()
    both.aws.tell(native_issue())
    both.line.shop.fresh_id = lambda: int(GIFT_CARD)  # type: ignore[method-assign]
    assert both.sync() is Outcome.REFUSED
    assert [one.reason for one in list_in_doubt()] == ["known_as_another_card"]
    asked = len(both.line.calls)
    assert both.sync(minutes=1) is Outcome.REFUSED
    assert len(both.line.calls) == asked


def test_an_outage_that_outlasts_the_messages_leaves_nothing_behind_it(both: MirrorWorld) -> None:
    both.sell()
    both.line.faults += [("shop", "no_connection")]
    with pytest.raises(NotAppliedError):
        both.sync()
    assert list(due_mirrors(both.now + timedelta(minutes=2))) == [CARD]
    assert both.sync(minutes=2) is Outcome.IN_STEP
    assert list(due_mirrors(both.now + timedelta(days=1))) == []
