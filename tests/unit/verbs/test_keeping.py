"""What those who keep the cards do: load, adjust, correct, block, extend, close."""

from datetime import timedelta

import pytest

from giftledger.ledger.accounts import Account
from giftledger.ledger.card import Status
from giftledger.ledger.parts import Funding, Mode, Reason
from giftledger.ledger.programme import CountedFrom, ExpiryRule, Limits
from giftledger.ledger.rejections import Rejection
from tests.fakes.commands import native_issue, redemption, refund, sale_refund
from tests.fakes.verbs import (
    CARD,
    adjustment,
    blocking,
    cashing_out,
    consolidation,
    expiring,
    extension,
    reload,
    unblocking,
)
from tests.unit.verbs.asked import closing, correction
from tests.unit.verbs.world import World


def legs_of(world: World, kind: str) -> dict[Account, int]:
    (entry,) = (each for each in world.store.entries.values() if each.kind == kind)
    return {leg.account: leg.amount_minor for leg in entry.legs}


def test_gv_13_a_card_sold_below_its_face_is_worth_its_face() -> None:
    world = World()
    world.tell(native_issue(amount_minor=10_000, paid_minor=8000))
    card = world.card()
    assert (card.balance_minor, card.face_minor, card.paid_minor) == (10_000, 10_000, 8000)
    assert legs_of(world, "issue") == {
        Account.CLEARING: 8000,
        Account.DISCOUNT: 2000,
        Account.LIABILITY: -10_000,
    }


def test_a_reload_credits_within_the_programmes_limits(world: World) -> None:
    world.set(limits={"USD": Limits(minimum_minor=1000, step_minor=500, cap_minor=8000)})
    assert world.refused(reload(1, 999)) is Rejection.BELOW_MINIMUM
    assert world.refused(reload(2, 1250)) is Rejection.OFF_STEP
    assert world.refused(reload(3, 3500)) is Rejection.ABOVE_CAP
    world.tell(reload(4, 3000))
    assert world.balance() == 8000


def test_a_reload_moves_the_last_day_on_and_never_back(world: World) -> None:
    world = World()
    world.set(expiry=ExpiryRule(months=12, counted_from=CountedFrom.LAST_LOAD))
    world.tell(native_issue())
    world.later(days=100)
    world.tell(reload(1))
    assert world.card().expires_on == "2028-02-28"
    world.set(expiry=ExpiryRule(months=1, counted_from=CountedFrom.LAST_LOAD))
    world.tell(reload(2))
    assert world.card().expires_on == "2028-02-28"


@pytest.mark.parametrize("funding", [Funding.PROMOTIONAL, Funding.REFUND, Funding.MIGRATED])
def test_given_value_is_never_loaded_onto_a_sold_card(world: World, funding: Funding) -> None:
    assert world.refused(reload(1, funding=funding)) is Rejection.FUNDING_MISMATCH


def test_a_refund_of_the_sale_leaves_what_was_loaded_later(world: World) -> None:
    world.tell(redemption(1, 3000))
    world.tell(reload(1, 2000))
    entry = world.entry(sale_refund())
    assert (entry.kind, entry.amount_minor, entry.shortfall_minor) == ("take_back", -2000, 3000)
    card = world.card()
    assert (card.status, card.balance_minor) == (Status.ACTIVE, 2000)
    world.tell(refund(101, amount_minor=3000))
    assert world.balance() == 2000


def test_an_adjustment_is_a_signed_entry_with_a_reason(world: World) -> None:
    world.tell(adjustment(1, 500))
    world.tell(adjustment(2, -1500))
    assert world.balance() == 4000
    assert world.history()[1:] == [("adjust", 500), ("adjust", -1500)]
    assert world.refused(adjustment(3, -4001)) is Rejection.INSUFFICIENT_BALANCE


def test_an_adjustment_is_corrected_once_by_a_new_entry(world: World) -> None:
    world.tell(adjustment(1, 50_000))
    world.tell(correction("till.adjust.1"))
    assert world.balance() == 5000
    assert world.refused(correction("till.adjust.1", 2)) is Rejection.NOT_CORRECTABLE
    assert world.refused(correction("till.adjust.9", 3)) is Rejection.UNKNOWN_ENTRY


def test_a_correction_that_was_spent_meanwhile_is_refused(world: World) -> None:
    world.tell(reload(1, 2000))
    world.tell(redemption(1, 6000))
    assert world.refused(correction("till.reload.1")) is Rejection.INSUFFICIENT_BALANCE


def test_a_redemption_is_not_corrected_but_refunded(world: World) -> None:
    world.tell(redemption(1, 1000))
    assert world.refused(correction("shopify.transaction.1")) is Rejection.NOT_CORRECTABLE


def test_a_blocked_card_keeps_its_balance_takes_refunds_and_nothing_else(world: World) -> None:
    world.tell(redemption(1, 1000))
    world.tell(blocking())
    assert world.refused(redemption(2, 1, mode=Mode.REQUESTED)) is Rejection.NOT_ACTIVE
    assert world.refused(reload(1)) is Rejection.NOT_ACTIVE
    world.tell(refund(101, amount_minor=1000))
    assert (world.card().status, world.balance()) == (Status.BLOCKED, 5000)
    assert world.refused(blocking(2)) is Rejection.BAD_TRANSITION
    world.tell(unblocking())
    assert world.refused(unblocking(2)) is Rejection.BAD_TRANSITION
    assert world.entry(redemption(3, 1, mode=Mode.REQUESTED)).amount_minor == -1


def test_an_unused_card_is_cancelled_and_a_used_one_is_not(world: World) -> None:
    world.tell(native_issue("2"))
    world.tell(redemption(1, 1, aliases=("shopify#2",)))
    used = closing(Reason.CANCELLED, 2, target=native_issue("2").gift_card_id)
    assert world.refused(used) is Rejection.ALREADY_USED
    world.tell(closing(Reason.CANCELLED))
    assert (world.card().status, world.card().closed_reason) == (Status.CLOSED, "cancelled")


@pytest.mark.parametrize(
    ("reason", "account"),
    [
        (Reason.WRITTEN_OFF, Account.BREAKAGE),
        (Reason.ESCHEATED, Account.ESCHEAT),
        (Reason.FRAUD, Account.CLEARING),
        (Reason.REFUNDED, Account.CLEARING),
    ],
)
def test_closing_books_the_rest_where_its_reason_says(
    world: World, reason: Reason, account: Account
) -> None:
    world.tell(redemption(1, 2000))
    entry = world.entry(closing(reason))
    assert entry.amount_minor == -3000
    assert legs_of(world, "deactivate") == {Account.LIABILITY: 3000, account: -3000}
    assert world.refused(closing(reason, 2)) is Rejection.ALREADY_CLOSED


@pytest.mark.parametrize("reason", [Reason.MERGED, Reason.REPLACED, Reason.EXPIRED])
def test_a_reason_that_only_another_verb_gives_is_refused(world: World, reason: Reason) -> None:
    assert world.refused(closing(reason)) is Rejection.BAD_TRANSITION


def a_card_of_one_year(world: World) -> None:
    world.store = World().store
    world.set(expiry=ExpiryRule(months=12, counted_from=CountedFrom.ISSUE))
    world.tell(native_issue())


def test_the_last_day_is_valid_until_it_has_ended_everywhere(world: World) -> None:
    a_card_of_one_year(world)
    ends_at = world.now.replace(year=2027, day=21, hour=12)
    world.now = ends_at - timedelta(seconds=1)
    world.tell(redemption(1, 1000, mode=Mode.REQUESTED))
    assert world.refused(expiring()) is Rejection.BAD_TRANSITION
    world.now = ends_at
    assert world.refused(redemption(2, 1000, mode=Mode.REQUESTED)) is Rejection.EXPIRED
    world.tell(expiring())
    assert (world.card().status, world.card().closed_reason) == (Status.CLOSED, "expired")
    assert legs_of(world, "expire") == {Account.LIABILITY: 4000, Account.BREAKAGE: -4000}


def test_a_refund_to_an_expired_card_comes_on_a_new_linked_card(world: World) -> None:
    a_card_of_one_year(world)
    world.tell(redemption(1, 4000))
    world.now = world.now.replace(year=2028)
    world.tell(refund(101, amount_minor=2500))
    card = world.card()
    assert (card.status, card.closed_reason, card.balance_minor) == (Status.CLOSED, "expired", 0)
    assert card.successor_id is not None
    linked = world.card(card.successor_id)
    assert (linked.balance_minor, linked.funding, linked.test) == (2500, card.funding, card.test)
    assert linked.expires_on == "2029-11-20"
    world.tell(refund(102, amount_minor=1500))
    assert world.balance(card.successor_id) == 4000
    assert world.refused(refund(103, amount_minor=1)) is Rejection.EXCEEDS_REDEMPTION


def test_a_last_day_is_extended_and_never_shortened(world: World) -> None:
    a_card_of_one_year(world)
    assert world.refused(extension(1, "2027-11-19")) is Rejection.BAD_TRANSITION
    world.tell(extension(2, "2030-01-31"))
    assert world.card().expires_on == "2030-01-31"


def test_a_card_that_never_expires_gets_no_last_day(world: World) -> None:
    assert world.refused(extension(1, "2090-01-01")) is Rejection.BAD_TRANSITION


def test_cash_is_paid_out_up_to_the_threshold_and_never_for_given_value(world: World) -> None:
    assert world.refused(cashing_out(1)) is Rejection.NOT_CASHABLE
    world.set(cash_out_up_to_minor={"USD": 1000})
    assert world.refused(cashing_out(2)) is Rejection.NOT_CASHABLE
    world.tell(redemption(1, 4001))
    assert world.entry(cashing_out(3)).amount_minor == -999
    assert (world.balance(), world.card().status) == (0, Status.ACTIVE)
    assert world.refused(cashing_out(4)) is Rejection.INSUFFICIENT_BALANCE
    given = native_issue("9", amount_minor=500, paid_minor=0, funding=Funding.PROMOTIONAL)
    world.tell(given)
    assert world.refused(cashing_out(5, target=given.gift_card_id)) is Rejection.NOT_CASHABLE


def test_nothing_is_told_to_a_card_that_is_not_there(world: World) -> None:
    nobody = "gc_" + "a" * 26
    for command in (
        reload(1, target=nobody),
        adjustment(1, target=nobody),
        blocking(target=nobody),
        closing(Reason.WRITTEN_OFF, target=nobody),
        consolidation(1, [CARD], target=nobody),
    ):
        assert world.refused(command) is Rejection.UNKNOWN_CARD
