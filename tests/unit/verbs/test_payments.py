"""Payments with several cards: all or none, to the minor unit; and giving them back."""

import pytest

from giftledger.ledger.commands import OtherTender
from giftledger.ledger.parts import Funding, Mode, Reason
from giftledger.ledger.programme import Portion
from giftledger.ledger.quote import OrderAmounts
from giftledger.ledger.refund_plan import Policy
from giftledger.ledger.rejections import Rejection
from tests.fakes.commands import native_issue, redemption, refund
from tests.fakes.verbs import CARD, blocking, consolidation
from tests.unit.verbs.asked import closing, payment, payment_refund
from tests.unit.verbs.world import World

SECOND = native_issue("2").gift_card_id
THIRD = native_issue("3").gift_card_id


def three_cards(world: World) -> tuple[str, str, str]:
    world.tell(native_issue("2", amount_minor=3000))
    world.tell(native_issue("3", amount_minor=1000, funding=Funding.PROMOTIONAL))
    return CARD, SECOND, THIRD


def test_draws_add_up_exactly_promotional_first_then_the_smallest(world: World) -> None:
    cards = three_cards(world)
    assert world.together(payment(1, cards, 4500)) == {THIRD: -1000, SECOND: -3000, CARD: -500}


def test_the_caller_may_name_the_order(world: World) -> None:
    cards = three_cards(world)
    assert world.together(payment(1, cards, 5500, draw="as_named")) == {CARD: -5000, SECOND: -500}


def test_too_little_on_all_cards_draws_from_none(world: World) -> None:
    cards = three_cards(world)
    assert world.refused(payment(1, cards, 9001)) is Rejection.INSUFFICIENT_BALANCE
    assert [world.balance(card) for card in cards] == [5000, 3000, 1000]
    world.tell(payment(2, cards, 9000))
    assert [world.balance(card) for card in cards] == [0, 0, 0]


def test_without_an_amount_as_much_of_the_order_as_possible_is_paid(world: World) -> None:
    cards = three_cards(world)
    order = OrderAmounts(goods_minor=12_000)
    assert sum(world.together(payment(1, cards, order=order)).values()) == -9000


def test_an_order_with_nothing_due_is_recorded_and_draws_nothing(world: World) -> None:
    assert world.together(payment(1, order=OrderAmounts(goods_minor=0))) == {}
    assert world.balance() == 5000


def test_gv_02_goods_only_coverage_leaves_the_shipping_due(world: World) -> None:
    world.set(coverage=frozenset({Portion.GOODS}))
    world.tell(native_issue("2", amount_minor=10_000))
    order = OrderAmounts(goods_minor=7000, shipping_minor=900)
    assert world.together(payment(1, [SECOND], order=order)) == {SECOND: -7000}
    assert world.balance(SECOND) == 3000
    assert world.together(payment(2, [CARD], order=order)) == {CARD: -5000}


@pytest.mark.parametrize("unfit", ["blocked", "test", "currency", "twice", "unknown"])
def test_one_card_that_is_not_fit_stops_the_whole_payment(world: World, unfit: str) -> None:
    world.tell(
        native_issue("2", test=unfit == "test", currency="CAD" if unfit == "currency" else "USD")
    )
    named = [CARD, SECOND]
    match unfit:
        case "blocked":
            world.tell(blocking(target=SECOND))
        case "twice":
            named = [CARD, CARD]
        case "unknown":
            named = [CARD, THIRD]
    expected = {
        "blocked": Rejection.NOT_ACTIVE,
        "test": Rejection.TEST_MISMATCH,
        "currency": Rejection.CURRENCY_MISMATCH,
        "twice": Rejection.CARD_REPEATED,
        "unknown": Rejection.UNKNOWN_CARD,
    }
    assert world.refused(payment(1, named, 100)) is expected[unfit]
    assert world.balance() == 5000


def test_a_programme_says_how_many_cards_may_pay_together(world: World) -> None:
    cards = three_cards(world)
    world.set(cards_per_payment=1)
    assert world.refused(payment(1, cards, 100)) is Rejection.TOO_MANY_CARDS
    assert world.together(payment(2, cards[:1], 100)) == {CARD: -100}


def test_the_same_id_with_another_split_is_refused(world: World) -> None:
    cards = three_cards(world)
    world.tell(payment(1, cards, 4500))
    assert world.refused(payment(1, cards, 4501)) is Rejection.KEY_REUSED
    assert world.refused(payment(1, cards[::-1], 4500)) is Rejection.KEY_REUSED


def test_a_payment_is_given_back_once_whatever_is_repeated(world: World) -> None:
    cards = three_cards(world)
    world.tell(payment(1, cards, 4500))
    assert world.together(payment_refund(1)) == {THIRD: 1000, SECOND: 3000, CARD: 500}
    assert [world.balance(card) for card in cards] == [5000, 3000, 1000]
    assert world.refused(payment_refund(2)) is Rejection.EXCEEDS_REDEMPTION
    assert world.refused(payment_refund(3, of="till.pay.9")) is Rejection.UNKNOWN_PAYMENT


def test_last_in_first_out_gives_back_the_last_drawn_card_first(world: World) -> None:
    world.tell(payment(1, three_cards(world), 4500))
    last = payment_refund(1, amount_minor=1000, policy=Policy.LAST_IN_FIRST_OUT)
    assert world.together(last) == {SECOND: 500, CARD: 500}


def test_gv_11_pro_rata_over_a_card_and_another_tender(world: World) -> None:
    world.tell(native_issue("2", amount_minor=100_000))
    order = OrderAmounts(goods_minor=440_000, tax_minor=110_000)
    assert world.together(payment(1, [SECOND], order=order)) == {SECOND: -100_000}
    other = OtherTender(tender_id="bank", captured_minor=450_000)
    command = payment_refund(1, amount_minor=55_000, policy=Policy.PRO_RATA, tenders=(other,))
    assert world.together(command) == {SECOND: 10_000}
    assert world.store.choices[command.command_id].others[0].amount_minor == 45_000


def test_single_and_payment_refunds_of_one_card_never_exceed_what_it_paid(world: World) -> None:
    world.tell(payment(1, [CARD], 4000))
    world.tell(refund(101, amount_minor=2500, redemption_id="till.pay.1"))
    assert world.together(payment_refund(1)) == {CARD: 1500}
    assert world.balance() == 5000


def test_a_payment_whose_card_was_merged_is_refunded_to_the_survivor(world: World) -> None:
    three_cards(world)
    world.tell(payment(1, [SECOND], 2000))
    world.tell(consolidation(1, [SECOND]))
    assert world.balance() == 6000
    world.tell(payment_refund(1))
    assert world.balance() == 8000


def test_both_cards_of_a_payment_were_merged_into_one(world: World) -> None:
    world.tell(native_issue("2"))
    world.tell(payment(1, [CARD, SECOND], 8000))
    world.tell(consolidation(1, [SECOND]))
    world.tell(payment_refund(1, amount_minor=5000, policy=Policy.PRO_RATA))
    world.tell(payment_refund(2))
    assert world.balance() == 10_000


def test_a_redemption_by_key_is_refunded_as_a_payment(world: World) -> None:
    world.store.claim_key("api.redeem.1", f"{CARD}#something")
    world.tell(redemption(1, 2000, command_id="api.redeem.1", mode=Mode.REQUESTED))
    assert world.together(payment_refund(1, of="api.redeem.1")) == {CARD: 2000}


def test_a_refund_that_no_transaction_holds_is_refused_and_done_in_parts(world: World) -> None:
    cards = [native_issue(str(number), amount_minor=100) for number in range(100, 120)]
    for card in cards:
        world.tell(card)
    ids = [card.gift_card_id for card in cards]
    world.tell(payment(1, ids, 2000))
    for number, gift_card_id in enumerate(ids):
        world.tell(closing(Reason.WRITTEN_OFF, number, target=gift_card_id))
    assert world.refused(payment_refund(1)) is Rejection.TOO_MANY_CARDS
    parts = [
        payment_refund(2 + at, amount_minor=500, policy=Policy.LAST_IN_FIRST_OUT) for at in range(4)
    ]
    given_back = [len(world.together(part)) for part in parts]
    assert given_back == [5, 5, 5, 5]
