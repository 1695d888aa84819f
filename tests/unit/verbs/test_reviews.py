"""Reviews: a card that was sold in an order that looks risky waits, without value or mail."""

import pytest
from pydantic import ValidationError

from giftledger.ledger.accounts import Account, Leg
from giftledger.ledger.card import Status
from giftledger.ledger.commands import CancelOrder, Issue
from giftledger.ledger.entry import Entry
from giftledger.ledger.parts import Form, Mode, Reason, Recipient
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Parked
from giftledger.processing import cancelled_cards
from tests.fakes.commands import NOW, ORDER, digital_issue, native_issue, physical_issue, redemption
from tests.fakes.verbs import releasing, reload
from tests.unit.verbs.asked import closing
from tests.unit.verbs.world import World

ADA = Recipient(email="ada@example.com")
SOLD = digital_issue(review="high_risk", recipient=ADA, amount_minor=5000, paid_minor=4000)
CARD = SOLD.gift_card_id
RELEASE = releasing(target=CARD)


@pytest.fixture(name="world")
def _world() -> World:
    world = World()
    world.tell(SOLD)
    return world


def issued(world: World) -> Entry:
    return world.store.entries[CARD, SOLD.entry_key]


def alias_of(world: World) -> str:
    (alias,) = world.store.aliases
    return alias


def test_a_card_under_review_has_a_code_and_neither_value_nor_mail(world: World) -> None:
    entry = issued(world)
    assert (entry.status, entry.amount_minor, entry.legs) == (Status.PENDING, 0, ())
    assert (entry.reason, entry.mail) == ("high_risk", False)
    commit = world.store.commits[-1]
    assert commit.code is not None and commit.gift == ADA and commit.mail_kept_back
    assert world.store.card_of_alias((alias_of(world),)) == CARD
    asked = redemption(1, 100, mode=Mode.REQUESTED, aliases=(alias_of(world),))
    assert world.refused(asked) is Rejection.NOT_ACTIVE
    assert world.refused(reload(1, target=CARD)) is Rejection.NOT_ACTIVE


def test_its_release_gives_it_the_value_it_was_sold_with_and_lets_the_mail_go(
    world: World,
) -> None:
    entry = world.entry(RELEASE)
    assert (entry.kind, entry.status, entry.amount_minor) == ("release", Status.ACTIVE, 5000)
    assert (entry.asked_minor, entry.reason, entry.mail) == (5000, "looks_good", True)
    assert entry.legs == (
        *(Leg(Account.CLEARING, 4000), Leg(Account.DISCOUNT, 1000)),
        Leg(Account.LIABILITY, -5000),
    )
    assert world.store.commits[-1].mail_due


def test_a_release_that_names_no_order_names_that_of_the_sale(world: World) -> None:
    assert world.entry(releasing(1, target=CARD, order_reference=None)).order_reference == ORDER


def test_a_release_of_a_card_for_nobody_mails_nothing() -> None:
    world = World()
    nameless = digital_issue(review="high_risk", recipient=None)
    world.tell(nameless)
    entry = world.entry(releasing(target=nameless.gift_card_id))
    assert not entry.mail and not world.store.commits[-1].mail_due


def test_a_redemption_that_was_reported_meanwhile_waits_for_the_release(world: World) -> None:
    told = redemption(1, 2000, aliases=(alias_of(world),))
    waits = world.tell(told)
    assert isinstance(waits, Parked)
    assert waits.key in world.entry(RELEASE).wakes
    assert world.entry(told).amount_minor == -2000


def test_only_a_card_under_review_is_released(world: World) -> None:
    world.tell(RELEASE)
    assert world.refused(releasing(2, target=CARD)) is Rejection.BAD_TRANSITION
    world.tell(closing(Reason.WRITTEN_OFF, target=CARD))
    assert world.refused(releasing(3, target=CARD)) is Rejection.ALREADY_CLOSED
    plastic, minted = physical_issue(7), native_issue()
    world.tell(plastic)
    world.tell(minted)
    assert world.refused(releasing(4, target=plastic.gift_card_id)) is Rejection.BAD_TRANSITION
    assert world.refused(releasing(5, target=minted.gift_card_id)) is Rejection.BAD_TRANSITION
    assert world.refused(releasing(6, target="gc_" + "a" * 26)) is Rejection.UNKNOWN_CARD


def test_a_test_card_is_released_by_a_test_alone() -> None:
    world = World()
    world.tell(digital_issue(review="high_risk", test=True))
    assert world.refused(RELEASE) is Rejection.TEST_MISMATCH
    assert world.entry(releasing(2, target=CARD, test=True)).amount_minor == 5000


def test_a_card_that_fails_its_review_is_closed_like_plastic_without_a_serial(
    world: World,
) -> None:
    told = redemption(1, 2000, aliases=(alias_of(world),))
    waits = world.tell(told)
    assert isinstance(waits, Parked)
    entry = world.entry(closing(Reason.FRAUD, target=CARD))
    assert (entry.amount_minor, entry.shortfall_minor, entry.legs) == (0, 0, ())
    assert waits.key in entry.wakes
    assert world.entry(told).shortfall_minor == 2000
    assert world.refused(RELEASE) is Rejection.ALREADY_CLOSED


def test_a_cancelled_order_closes_its_cards_under_review(world: World) -> None:
    cancellation = CancelOrder(
        command_id="cancelled", occurred_at=NOW, source="shopify", order_id=ORDER
    )
    (ending,) = cancelled_cards(cancellation, world.store, pause=lambda _: None)
    assert world.entry(ending).amount_minor == 0
    assert world.card(CARD).status is Status.CLOSED


def test_a_sale_into_a_cancelled_order_is_closed_at_once_whatever_its_review() -> None:
    world = World()
    world.store.cancel_order(ORDER, "cancelled", NOW)
    world.tell(SOLD)
    assert world.card(CARD).status is Status.CLOSED
    assert world.history(CARD) == [("issue", 0), ("deactivate", 0)]
    assert not world.store.aliases and not world.store.gifts


def test_a_sale_is_one_fact_whether_or_not_it_looked_risky_when_it_was_told(
    world: World,
) -> None:
    assert world.entry(SOLD.model_copy(update={"review": None})) == issued(world)
    assert world.balance(CARD) == 0


@pytest.mark.parametrize("form", [Form.NATIVE, Form.PHYSICAL])
def test_only_a_card_that_we_mail_can_be_kept_back(form: Form) -> None:
    facts = SOLD.model_dump() | {"form": form}
    with pytest.raises(ValidationError, match="only a digital card"):
        Issue.model_validate(facts)
