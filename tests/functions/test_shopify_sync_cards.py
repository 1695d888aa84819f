"""A card of ours comes to the shop, follows the ledger there, and ends there."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from giftledger.ledger.commands import Authorize, Block, Consolidate, Deactivate, Unblock
from giftledger.ledger.parts import Reason
from giftledger.mirroring.card_visit import Outcome
from giftledger.platforms.shopify.admin.faults import NotAppliedError
from giftledger.reconciling.reconcile import reconcile_card
from giftledger.service import execute
from giftledger.store.mirrors import due_mirrors
from giftledger.store.opening import store
from giftledger.vault import seal
from tests.fakes.commands import NOW, digital_issue, native_issue
from tests.fakes.verbs import LASTING, extension, programme_of
from tests.functions.mirror_world import CARD, MirrorWorld, closing, mirror_world, reload
from tests.functions.queue_world import CODE, OTHER_CODE


@pytest.fixture(name="both")
def _both(monkeypatch: pytest.MonkeyPatch) -> Iterator[MirrorWorld]:
    with mirror_world(monkeypatch) as found:
        yield found


def test_a_sold_card_comes_to_the_shop_with_its_code_its_value_and_its_name(
    both: MirrorWorld,
) -> None:
    both.sell()
    assert both.sync() is Outcome.IN_STEP
    there = both.line.card(CODE)
    assert (there.balance_minor, there.note) == (5000, f"Giftledger {CARD}")
    assert both.card().mirrored
    assert both.mirror().shopify_gift_card_id == str(there.id)


def test_what_is_told_again_asks_the_shop_nothing(both: MirrorWorld) -> None:
    both.sell()
    both.sync()
    asked = len(both.line.calls)
    version = both.mirror().version
    assert [both.sync(minutes=1) for _ in range(3)] == [Outcome.IN_STEP] * 3
    assert (len(both.line.calls), both.mirror().version) == (asked, version)


def test_several_entries_make_one_movement(both: MirrorWorld) -> None:
    both.sell()
    both.sync()
    both.aws.tell(reload(1, 1000), reload(2, 500), reload(3, 25))
    both.sync()
    assert both.line.movements(CODE) == [1525]


def test_what_the_shop_has_told_is_never_brought_back_to_it(both: MirrorWorld) -> None:
    both.sell()
    both.sync()
    both.line.spend(CODE, 2000)
    both.aws.tell(both.reported(1, 2000))
    both.sync()
    assert both.line.movements(CODE) == [-2000]
    assert both.mirror().believed_minor == both.card().balance_minor == 3000


def test_what_was_spent_there_beyond_the_balance_flows_back_by_itself(both: MirrorWorld) -> None:
    both.sell()
    both.sync()
    # Spent at a till before the shop knew of it, and in the shop at the same time.
    both.line.spend(CODE, 4000)
    both.redeem(1, 3000)
    assert both.sync() is Outcome.IN_STEP
    both.aws.tell(both.reported(1, 4000))
    both.sync()
    assert both.card().balance_minor == 1000
    assert both.line.card(CODE).balance_minor == 1000


def test_a_block_takes_everything_off_and_its_end_brings_it_back(both: MirrorWorld) -> None:
    both.sell()
    both.sync()
    facts = {"occurred_at": NOW, "source": "test", "target": CARD, "reason": "suspicion"}
    both.aws.tell(Block.model_validate({"command_id": "test.block", **facts}))
    both.sync()
    assert both.line.card(CODE).balance_minor == 0
    both.aws.tell(Unblock.model_validate({"command_id": "test.unblock", **facts}))
    both.sync()
    assert both.line.card(CODE).balance_minor == 5000


def test_a_closed_card_is_emptied_and_ended_there(both: MirrorWorld) -> None:
    both.sell()
    both.sync()
    both.aws.tell(closing())
    both.sync()
    there = both.line.card(CODE)
    assert (there.balance_minor, there.enabled) == (0, False)
    assert both.mirror().state == "ended"


def test_a_closed_card_that_was_spent_there_is_ended_all_the_same(both: MirrorWorld) -> None:
    both.sell()
    both.sync()
    both.line.spend(CODE, 4000)
    both.aws.tell(closing())
    both.sync()
    assert not both.line.card(CODE).enabled


def test_what_the_shop_drew_from_a_merged_card_is_taken_off_its_survivor_there(
    both: MirrorWorld,
) -> None:
    both.sell()
    both.sync()
    other = digital_issue(2)
    survivor = other.gift_card_id
    both.aws.tell(other, code=OTHER_CODE)
    both.sync(survivor)
    late = both.reported(1, 3000)
    both.line.spend(CODE, 3000)
    both.aws.tell(
        Consolidate(
            command_id="test.merge",
            occurred_at=both.now,
            source="test",
            target=survivor,
            sources=(CARD,),
        )
    )
    both.sync()
    both.sync(survivor)
    both.aws.tell(late)
    both.sync(survivor)
    assert both.line.card(OTHER_CODE).balance_minor == both.card(survivor).balance_minor == 7000
    assert reconcile_card(survivor, now=both.now + timedelta(hours=1)) is None


def _sell_with_a_last_day(both: MirrorWorld) -> None:
    execute(
        digital_issue(programme=LASTING),
        store(),
        now=both.now,
        mint=lambda _: seal(CODE),
        programme_of=programme_of,
    )


def test_a_later_last_day_is_told(both: MirrorWorld) -> None:
    _sell_with_a_last_day(both)
    both.sync()
    day = both.card().expires_on
    assert day is not None
    assert both.line.card(CODE).expires_on == date.fromisoformat(day)
    later = date.fromisoformat(day) + timedelta(days=90)
    both.aws.tell(extension(target=CARD, expires_on=later.isoformat()))
    both.sync()
    assert both.line.card(CODE).expires_on == later


def test_a_last_day_that_shopify_refuses_holds_no_debit_back(both: MirrorWorld) -> None:
    _sell_with_a_last_day(both)
    both.sync()
    both.aws.tell(extension(target=CARD, expires_on="2039-11-20"))
    both.redeem(1, 3000)
    both.line.faults.append(("giftCardUpdate", "refused"))
    both.sync()
    assert both.line.card(CODE).balance_minor == both.card().balance_minor == 2000


def test_a_hold_takes_off_and_gives_back_when_its_time_is_over(both: MirrorWorld) -> None:
    both.sell()
    both.sync()
    hold = Authorize(
        command_id="api.till.hold",
        occurred_at=both.now,
        source="api",
        actor="till",
        aliases=(f"shopify#{both.mirror().shopify_gift_card_id}",),
        amount_minor=1000,
        currency="USD",
        timeout_seconds=600,
    )
    both.aws.tell(hold)
    both.sync()
    assert both.line.card(CODE).balance_minor == 4000
    assert list(due_mirrors(both.now + timedelta(minutes=11))) == [CARD]
    both.sync(minutes=11)
    assert both.line.card(CODE).balance_minor == 5000
    assert list(due_mirrors(both.now + timedelta(days=1))) == []


def test_a_card_that_shopify_minted_is_followed_from_its_sale_on(both: MirrorWorld) -> None:
    sale = native_issue(str(_minted(both)))
    both.aws.tell(sale)
    both.sync(sale.gift_card_id)
    assert both.card(sale.gift_card_id).mirrored
    assert both.line.calls == []
    both.aws.tell(sale_closing(sale.gift_card_id))
    both.sync(sale.gift_card_id)
    there = both.line.card("shopifysown12345")
    assert (there.balance_minor, there.enabled) == (0, False)


def _minted(both: MirrorWorld) -> int:
    from giftledger.platforms.shopify.admin.cards import create_card  # noqa: PLC0415

    made = create_card(
        code="shopifysown12345",
        amount_minor=5000,
        currency="USD",
        expires_on=None,
        note="",
    )
    both.line.calls.clear()
    return int(made.shopify_gift_card_id)


def sale_closing(gift_card_id: str) -> Deactivate:
    return closing().model_copy(update={"target": gift_card_id, "reason": Reason.REFUNDED})


def test_without_the_switch_nothing_goes_out_and_the_mail_is_asked_for(both: MirrorWorld) -> None:
    both.turn(create_cards=False)
    both.sell()
    assert both.sync() is Outcome.NOT_THERE
    assert both.line.calls == []
    (told,) = both.aws.messages("delivery")
    assert json.loads(told["Body"]) == {"gift_card_id": CARD}


def test_the_mail_of_a_card_is_asked_for_once_it_is_there(both: MirrorWorld) -> None:
    both.sell()
    both.line.faults.append(("giftCardCreate", "no_connection"))
    with pytest.raises(NotAppliedError):
        both.sync()
    assert both.aws.messages("delivery") == []
    both.sync(minutes=2)
    assert len(both.aws.messages("delivery")) == 1
    both.sync(minutes=2)
    assert both.aws.messages("delivery") == []


def test_a_test_card_never_comes_to_the_shop(both: MirrorWorld) -> None:
    both.sell(test=True)
    assert both.sync() is Outcome.NOT_THERE
    assert both.line.calls == []


def test_a_card_above_the_limit_is_refused_and_comes_once_it_is_below(both: MirrorWorld) -> None:
    both.line.shop.settings.issue_limit_minor = 4000
    both.sell()
    assert both.sync() is Outcome.REFUSED
    assert both.mirror().refusal == "above_the_shops_limit"
    assert "40.00 USD" in both.mirror().words
    assert len(both.aws.messages("delivery")) == 1
    asked = len(both.line.calls)
    both.sync(minutes=1)
    assert len(both.line.calls) == asked


def test_a_card_of_another_currency_is_refused_in_words(both: MirrorWorld) -> None:
    both.sell(currency="EUR")
    assert both.sync() is Outcome.REFUSED
    assert both.mirror().refusal == "other_currency"
    assert "EUR" in both.mirror().words


def test_a_card_whose_code_does_not_fit_is_refused(both: MirrorWorld) -> None:
    both.aws.tell(digital_issue(), code="ABC1234")
    assert both.sync() is Outcome.REFUSED
    assert both.mirror().refusal == "code_unfit"
