"""Transfers: value is conserved, with its currency, its funding and its best last day."""

import pytest

from giftledger.ledger.accounts import Account
from giftledger.ledger.card import Status
from giftledger.ledger.commands import Issue
from giftledger.ledger.parts import Funding, Mode
from giftledger.ledger.programme import CountedFrom, ExpiryRule, MergedCodes
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Posted
from tests.fakes.commands import native_issue, redemption, refund, sale_refund
from tests.fakes.verbs import CARD, blocking, consolidation, replacement, splitting
from tests.unit.verbs.asked import authorization, imported
from tests.unit.verbs.world import World

SECOND, THIRD = native_issue("2"), native_issue("3")


def with_two_more(world: World, **facts: object) -> list[str]:
    for each in (SECOND, THIRD):
        world.tell(each.model_copy(update=facts))
    return [SECOND.gift_card_id, THIRD.gift_card_id]


def test_gv_10_consolidating_three_cards_into_the_first() -> None:
    world = World()
    amounts = {"544934756566": 2500, "2": 4000, "3": 1000}
    cards = [native_issue(name, amount_minor=amount) for name, amount in amounts.items()]
    for card in cards:
        world.tell(card)
    sources = [card.gift_card_id for card in cards[1:]]
    world.tell(consolidation(1, sources))

    assert world.balance() == 7500
    for source in sources:
        closed = world.card(source)
        assert (closed.status, closed.closed_reason, closed.balance_minor) == (
            Status.CLOSED,
            "merged",
            0,
        )
        assert closed.successor_id == CARD


def test_the_value_between_cards_is_booked_to_an_account_that_returns_to_zero(world: World) -> None:
    world.tell(consolidation(1, with_two_more(world)))
    legs = [leg for entry in world.store.entries.values() for leg in entry.legs]
    moved = [leg.amount_minor for leg in legs if leg.account is Account.TRANSFER]
    assert sorted(moved) == [-5000, -5000, 10_000]
    assert sum(moved) == 0


def test_a_merged_cards_code_pays_from_its_survivor(world: World) -> None:
    world.tell(consolidation(1, with_two_more(world)))
    outcome = world.tell(redemption(1, 12_000, aliases=("shopify#2",), mode=Mode.REQUESTED))
    assert isinstance(outcome, Posted) and outcome.gift_card_id == CARD
    assert world.balance() == 3000


def test_a_programme_can_refuse_the_codes_of_merged_cards(world: World) -> None:
    world.tell(consolidation(1, with_two_more(world)))
    world.set(merged_codes=MergedCodes.REFUSE)
    asked = redemption(1, 100, aliases=("shopify#2",), mode=Mode.REQUESTED)
    assert world.refused(asked) is Rejection.NOT_ACTIVE


def test_a_programme_that_changes_its_mind_changes_no_answer(world: World) -> None:
    world.tell(consolidation(1, with_two_more(world)))
    spent = redemption(1, 3000, aliases=("shopify#2",))
    world.tell(spent)
    world.set(merged_codes=MergedCodes.REFUSE)
    outcome = world.tell(spent)
    assert isinstance(outcome, Posted) and outcome.replayed
    assert outcome.gift_card_id == CARD
    assert world.balance() == 12_000


def test_a_redemption_from_before_the_merge_is_answered_from_before_it(world: World) -> None:
    with_two_more(world)
    spent = redemption(1, 2000, aliases=("shopify#2",), mode=Mode.REQUESTED)
    world.tell(spent)
    world.tell(consolidation(1, [SECOND.gift_card_id]))
    outcome = world.tell(spent)
    assert isinstance(outcome, Posted) and outcome.replayed
    assert outcome.gift_card_id == SECOND.gift_card_id
    assert world.balance() == 8000


def test_the_survivor_gets_the_best_last_day_of_all(world: World) -> None:
    rule = ExpiryRule(months=12, counted_from=CountedFrom.ISSUE)
    world = World()
    world.set(expiry=rule)
    world.tell(native_issue())
    assert world.card().expires_on == "2027-11-20"
    later = native_issue("2", occurred_at=world.now.replace(month=12))
    world.tell(later)
    world.tell(consolidation(1, [later.gift_card_id]))
    assert world.card().expires_on == "2027-12-20"
    world.set()
    world.tell(native_issue("3"))
    world.tell(consolidation(2, [native_issue("3").gift_card_id]))
    assert world.card().expires_on is None


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (native_issue("2", currency="CAD"), Rejection.CURRENCY_MISMATCH),
        (native_issue("2", test=True), Rejection.TEST_MISMATCH),
        (native_issue("2", funding=Funding.PROMOTIONAL), Rejection.FUNDING_MISMATCH),
    ],
    ids=["currency", "test", "funding"],
)
def test_cards_of_different_money_are_never_merged(
    world: World, other: Issue, why: Rejection
) -> None:
    world.tell(other)
    assert world.refused(consolidation(1, [other.gift_card_id])) is why
    assert (world.balance(), world.balance(other.gift_card_id)) == (5000, 5000)


def test_a_card_is_not_merged_with_itself_twice_or_with_nobody(world: World) -> None:
    (second, _) = with_two_more(world)
    assert world.refused(consolidation(1, [CARD])) is Rejection.CARD_REPEATED
    assert world.refused(consolidation(2, [second, second])) is Rejection.CARD_REPEATED
    assert world.refused(consolidation(3, ["gc_" + "a" * 26])) is Rejection.UNKNOWN_CARD


def test_a_held_or_blocked_card_is_not_merged_away(world: World) -> None:
    with_two_more(world)
    world.tell(authorization(1, 100, aliases=("shopify#2",)))
    assert world.refused(consolidation(1, [SECOND.gift_card_id])) is Rejection.HAS_HOLDS
    world.tell(blocking(target=THIRD.gift_card_id))
    assert world.refused(consolidation(2, [THIRD.gift_card_id])) is Rejection.NOT_ACTIVE


def test_a_lost_card_is_replaced_and_its_code_is_dead(world: World) -> None:
    world.tell(redemption(1, 1500))
    world.tell(blocking())
    command = replacement()
    world.tell(command)
    fresh = world.card(command.gift_card_id)
    assert (fresh.status, fresh.balance_minor, fresh.face_minor) == (Status.ACTIVE, 3500, 0)
    assert fresh.last_four == "A3C9"
    assert world.card().closed_reason == "replaced"
    thief = redemption(2, 100, mode=Mode.REQUESTED)
    assert world.refused(thief) is Rejection.NOT_ACTIVE


def test_a_refund_of_what_a_lost_card_paid_reaches_its_replacement(world: World) -> None:
    world.tell(redemption(1, 1500))
    command = replacement()
    world.tell(command)
    world.tell(refund(101, amount_minor=1000))
    assert world.balance(command.gift_card_id) == 4500
    assert world.refused(refund(102, amount_minor=501)) is Rejection.EXCEEDS_REDEMPTION


def test_a_card_is_split_into_several_and_keeps_the_rest(world: World) -> None:
    command = splitting(1, 1000, 1500)
    world.tell(command)
    born = [world.card(command.gift_card_id(at)) for at in range(2)]
    assert [card.balance_minor for card in born] == [1000, 1500]
    assert len({alias for alias, card in world.store.aliases.items() if card != CARD}) == 2
    assert (world.balance(), world.card().status) == (2500, Status.ACTIVE)
    assert world.refused(splitting(2, 2501)) is Rejection.INSUFFICIENT_BALANCE


def test_refunding_the_sale_of_a_merged_card_takes_its_part_from_the_survivor(
    world: World,
) -> None:
    other = native_issue("2", sale=native_issue().sale.model_copy(update={"line_item_id": "77"}))
    world.tell(other)
    world.tell(redemption(1, 2000, aliases=("shopify#2",)))
    world.tell(consolidation(1, [other.gift_card_id]))
    assert world.balance() == 8000
    entry = world.entry(sale_refund(target=other.gift_card_id))
    assert (entry.amount_minor, entry.shortfall_minor) == (0, 2000)
    assert world.balance() == 5000
    assert world.history()[-1] == ("take_back", -3000)


def test_an_imported_card_opens_with_the_balance_it_had_there() -> None:
    world = World()
    command = imported(7, expires_on="2031-12-31")
    entry = world.entry(command)
    card = world.card(command.gift_card_id)
    assert (card.face_minor, card.balance_minor, card.expires_on) == (5000, 3250, "2031-12-31")
    assert {leg.account for leg in entry.legs} == {Account.LIABILITY, Account.OPENING}
    assert world.refused(imported(8, code=command.code)) is Rejection.CODE_TAKEN
