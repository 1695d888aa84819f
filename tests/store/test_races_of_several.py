"""Races of commands on several cards, and of a card's end: no value is lost or made."""

from functools import partial

import pytest

from giftledger.ledger.card import Status
from giftledger.ledger.commands import CardCommand
from giftledger.ledger.parts import Reason
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import PostedTogether, Rejected
from giftledger.service import expiry_of
from tests.fakes.commands import GIFT_CARD, native_issue, redemption, refund
from tests.fakes.engine import ON_EVERY_ENGINE, Engine
from tests.fakes.racing import (
    ROUNDS,
    assert_told_again_alike,
    at_once,
    carry_out,
    given,
    posted,
    race,
    refusals,
    sound_books,
)
from tests.fakes.verbs import (
    AFTER_LAST_DAY,
    CARD,
    LASTING,
    closing,
    consolidation,
    importing,
    payment,
    payment_refund,
    replacement,
    requested,
)

pytestmark = ON_EVERY_ENGINE
FACE_MINOR = native_issue().amount_minor
CARDS = [native_issue(str(number)).gift_card_id for number in range(8)]


def test_payments_with_overlapping_cards_draw_what_they_ask_for_or_nothing(engine: Engine) -> None:
    given(engine, *(native_issue(str(number), amount_minor=1000) for number in range(8)))
    payments = [
        payment(number, [CARDS[(number * step + at) % 8] for at in range(5)], 300 + 100 * step)
        for step in (1, 3)
        for number in range(10 * step, 10 * step + 10)
    ]

    outcomes = at_once(engine, payments * 2)

    books = sound_books()
    drawn_minor = 0
    for command, outcome in zip(payments * 2, outcomes, strict=True):
        if not isinstance(outcome, PostedTogether):
            continue
        amounts = {card: -entry.amount_minor for card, entry in outcome.entries.items()}
        assert sum(amounts.values()) == command.amount_minor
        assert amounts == {share.of: share.amount_minor for share in outcome.choice.cards}
        drawn_minor += 0 if outcome.replayed else sum(amounts.values())
    assert sum(card.balance_minor for card, _ in books.values()) == 8000 - drawn_minor
    assert drawn_minor >= 7000
    assert refusals(outcomes) == {Rejection.INSUFFICIENT_BALANCE}
    assert_told_again_alike(engine, payments * 2, outcomes)


def test_a_consolidation_racing_with_redemptions_loses_nothing(engine: Engine) -> None:
    """Spending by the code of a source goes on with the survivor, and nobody hears yes and no."""
    given(engine, native_issue(), native_issue("1"), native_issue("2"))
    merging = consolidation(1, [CARDS[1], CARDS[2]])
    spending = [requested(number, 700, (GIFT_CARD, 1, 2)[number % 3]) for number in range(24)] * 2

    told: list[CardCommand] = [*spending[:10], merging, *spending[10:], merging]
    outcomes = at_once(engine, told)

    books = sound_books()
    drawn_minor = 700 * len(
        {one.entry.command_id for one in posted(outcomes) if one.entry.kind == "redeem"}
    )
    assert sum(card.balance_minor for card, _ in books.values()) == 3 * FACE_MINOR - drawn_minor
    assert [books[card][0].successor_id for card in CARDS[1:3]] == [CARD, CARD]
    assert {books[card][0].status for card in CARDS[1:3]} == {Status.CLOSED}
    assert refusals(outcomes) == {Rejection.INSUFFICIENT_BALANCE}
    assert_told_again_alike(engine, told, outcomes)


def test_refunds_of_a_payment_in_parts_and_whole_give_back_what_was_drawn(engine: Engine) -> None:
    paid = payment(1, CARDS[:3], 12_000, draw="as_named")
    given(engine, *(native_issue(str(number)) for number in range(3)), paid)
    told: list[CardCommand] = []
    for number in range(10):
        alias = f"shopify#{number % 3}"
        told.append(payment_refund(number, paid, 900))
        told.append(
            refund(200 + number, amount_minor=900, redemption_id=paid.command_id, aliases=(alias,))
        )

    outcomes = at_once(engine, told)

    books = sound_books()
    for card, drawn_minor in zip(CARDS, (5000, 5000, 2000), strict=False):
        own = [one for one in books[card][1] if one.parent_id == paid.command_id and one.seq]
        assert sum(entry.asked_minor for entry in own) <= drawn_minor
        assert books[card][0].balance_minor == FACE_MINOR - drawn_minor + sum(
            entry.amount_minor for entry in own
        )
    given_back = sum(card.balance_minor for card, _ in books.values()) - 3000
    assert given_back > 12_000 - 3 * 900, "no more of these refunds would fit"
    assert refusals(outcomes) == {Rejection.EXCEEDS_REDEMPTION}
    assert_told_again_alike(engine, told, outcomes)


def test_refunds_that_race_with_the_expiry_of_their_card_go_to_one_linked_card(
    engine: Engine,
) -> None:
    for _ in range(ROUNDS):
        given(engine, native_issue(programme=LASTING), redemption(1, 3000))
        card = engine.store.cards([CARD])[CARD]
        told: list[CardCommand] = [expiry_of(card, AFTER_LAST_DAY)] * 2
        told += [refund(101), refund(102, amount_minor=500)] * 2

        outcomes = race(*(partial(carry_out, one, engine, now=AFTER_LAST_DAY) for one in told))

        books = sound_books()
        expired, _ = books.pop(CARD)
        assert (expired.status, expired.balance_minor) == (Status.CLOSED, 0)
        assert [(one.status, one.balance_minor) for one, _ in books.values()] == [
            (Status.ACTIVE, 1500)
        ]
        assert expired.successor_id == next(iter(books))
        assert len(posted(outcomes)) == len(told)
        assert_told_again_alike(engine, told, outcomes, now=AFTER_LAST_DAY)


def test_the_code_of_a_lost_card_spends_until_it_is_replaced_and_never_after(
    engine: Engine,
) -> None:
    new = replacement(1)
    told: list[CardCommand] = [*(requested(number, 300) for number in range(6)), new] * 2
    for _ in range(ROUNDS):
        given(engine, native_issue())

        outcomes = at_once(engine, told)

        books = sound_books()
        (lost, entries), (fresh, _) = books[CARD], books[new.gift_card_id]
        drawn = [entry for entry in entries if entry.kind == "redeem" and entry.seq]
        assert (lost.status, lost.balance_minor) == (Status.CLOSED, 0)
        assert fresh.balance_minor == FACE_MINOR - 300 * len(drawn)
        assert all(entry.seq == 1 + place for place, entry in enumerate(drawn, 1))
        assert refusals(outcomes) <= {Rejection.NOT_ACTIVE}
        assert_told_again_alike(engine, told, outcomes)


def test_of_fifty_imports_of_one_code_one_makes_a_card(engine: Engine) -> None:
    code = importing(1).code
    told = [importing(number, code=code) for number in range(50)]

    outcomes = at_once(engine, told)

    assert len(sound_books()) == len(posted(outcomes)) == 1
    refused = [one for one in outcomes if isinstance(one, Rejected)]
    assert [one.rejection for one in refused] == [Rejection.CODE_TAKEN] * 49
    assert_told_again_alike(engine, told, outcomes)


@pytest.mark.parametrize("reason", [Reason.WRITTEN_OFF, Reason.REFUNDED])
def test_a_payment_with_a_card_that_is_closed_meanwhile_is_whole_or_not_at_all(
    engine: Engine, reason: Reason
) -> None:
    for _ in range(ROUNDS):
        given(engine, native_issue(), native_issue("1"))
        told: list[CardCommand] = [payment(1, [CARD, CARDS[1]], 8000), closing(1, reason)]

        outcomes = at_once(engine, told * 2)

        books = sound_books()
        paid = isinstance(outcomes[0], PostedTogether)
        assert books[CARD][0].balance_minor == 0
        assert books[CARDS[1]][0].balance_minor == (2000 if paid else FACE_MINOR)
        assert refusals(outcomes) <= {Rejection.NOT_ACTIVE}
        assert_told_again_alike(engine, told * 2, outcomes)
