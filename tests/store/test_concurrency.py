"""Races on a real engine: whoever comes at once, each fact counts once and no card is overdrawn."""

from collections.abc import Callable

import pytest

from giftledger.ledger.card import Status
from giftledger.ledger.commands import CancelOrder, CardCommand, Issue, parse_command
from giftledger.ledger.parts import Mode, SealedCode
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Outcome, Parked, Posted, Rejected
from giftledger.processing import process
from giftledger.service import execute
from giftledger.store.todo import parked_under
from tests.fakes.commands import (
    GIFT_CARD,
    NOW,
    ORDER,
    activation,
    digital_issue,
    native_issue,
    physical_issue,
    redemption,
    refund,
    sale_refund,
    sealed,
)
from tests.fakes.engine import ON_EVERY_ENGINE, Engine, Items
from tests.fakes.racing import ROUNDS, at_once, carry_out, posted, race, sound_books

pytestmark = ON_EVERY_ENGINE


@pytest.mark.parametrize("mode", Mode)
def test_fifty_redemptions_of_three_times_the_balance_never_overdraw(
    engine: Engine, mode: Mode
) -> None:
    carry_out(native_issue(), engine)
    amounts = [100 + 100 * (number % 5) for number in range(50)]
    assert sum(amounts) == 3 * 5000
    asked = [redemption(number, amount, mode=mode) for number, amount in enumerate(amounts)]

    outcomes = at_once(engine, asked)

    ((card, entries),) = sound_books().values()
    accepted = posted(outcomes)
    drawn = -sum(one.entry.amount_minor for one in accepted)
    assert drawn == 5000 - card.balance_minor
    assert all(not one.replayed for one in accepted)
    assert len(entries) == 51
    if mode is Mode.REPORTED:
        assert card.balance_minor == 0
        assert sum(entry.shortfall_minor for entry in entries) == 2 * 5000
    else:
        refused = [one.entry for one in outcomes if isinstance(one, Rejected)]
        assert len(refused) + len(accepted) == 50
        assert all(one is not None and one.asked_minor > card.balance_minor for one in refused)


@pytest.mark.parametrize(
    ("before", "command"),
    [
        ([], native_issue()),
        ([], digital_issue()),
        ([], physical_issue()),
        ([], redemption()),
        ([physical_issue(1), physical_issue(2)], activation()),
        ([native_issue()], redemption()),
        ([native_issue()], redemption(mode=Mode.REQUESTED)),
        ([native_issue()], redemption(1, 6000, mode=Mode.REQUESTED)),
        ([native_issue(), redemption()], refund()),
        ([native_issue("1"), native_issue("2")], sale_refund()),
    ],
    ids=lambda value: getattr(value, "verb", None),
)
def test_a_command_told_ten_times_at_once_has_one_effect(
    engine: Engine, before: list[CardCommand], command: CardCommand
) -> None:
    def state_after(times: int) -> Items:
        engine.wipe()
        for each in before:
            carry_out(each, engine)
        outcomes = at_once(engine, [command] * times)
        fresh = [one for one in outcomes if not getattr(one, "replayed", True)]
        assert len(fresh) == (0 if isinstance(outcomes[0], Parked) else 1)
        assert len({type(one) for one in outcomes}) == 1
        return engine.items()

    assert state_after(10) == state_after(1)
    sound_books()


def test_two_serials_racing_for_two_units_bind_one_each(engine: Engine) -> None:
    for _ in range(ROUNDS):
        engine.wipe()
        for unit in (1, 2):
            carry_out(physical_issue(unit), engine)

        outcomes = at_once(engine, [activation(1), activation(2)] * 3)

        cards = {one.gift_card_id for one in posted(outcomes)}
        assert cards == {physical_issue(1).gift_card_id, physical_issue(2).gift_card_id}
        for card, entries in sound_books().values():
            assert (card.status, card.balance_minor) == (Status.ACTIVE, 5000)
            assert [entry.kind for entry in entries] == ["issue", "activate"]


def test_one_serial_told_by_two_sources_at_once_binds_once(engine: Engine) -> None:
    for _ in range(ROUNDS):
        engine.wipe()
        for unit in (1, 2):
            carry_out(physical_issue(unit), engine)
        told = [activation(1), activation(1, command_id="hotwax.10522780.abcd")]

        outcomes = at_once(engine, told)

        (refused,) = [one for one in outcomes if isinstance(one, Rejected)]
        assert refused.rejection is Rejection.CODE_TAKEN
        balances = sorted(card.balance_minor for card, _ in sound_books().values())
        assert balances == [0, 5000]


@pytest.mark.parametrize("issue", [native_issue, digital_issue, physical_issue])
def test_of_a_cancelled_order_no_open_card_remains(
    engine: Engine, issue: Callable[..., Issue]
) -> None:
    cancellation = CancelOrder(
        command_id="shopify.order.5001.cancelled",
        occurred_at=NOW,
        source="shopify",
        order_id=ORDER,
    )
    for _ in range(ROUNDS):
        engine.wipe()
        units = [
            issue(number) if issue is not native_issue else issue(str(number))
            for number in (1, 2, 3)
        ]
        minted = {unit.command_id: sealed(str(number)) for number, unit in enumerate(units)}

        def sell(unit: Issue, codes: dict[str, SealedCode] = minted) -> Outcome:
            code = codes[unit.command_id]
            return execute(unit, engine.store, now=NOW, mint=lambda _: code)

        race(
            *(lambda unit=unit: sell(unit) for unit in units),
            lambda: process(cancellation, engine.store, parked_under=None),
        )

        books = sound_books()
        assert len(books) == 3
        for card, entries in books.values():
            assert (card.status, card.balance_minor) == (Status.CLOSED, 0)
            assert [entry.kind for entry in entries] == ["issue", "deactivate"]
            assert entries[1].command_id == cancellation.command_id


def test_refunds_racing_with_redemptions_give_back_at_most_what_was_drawn(engine: Engine) -> None:
    carry_out(native_issue(), engine)
    for number in range(5):
        carry_out(redemption(number, 800), engine)
    refunds: list[CardCommand] = [
        refund(100 + 10 * number + part, of=number, amount_minor=300)
        for number in range(5)
        for part in range(4)
    ]
    spending: list[CardCommand] = [
        redemption(50 + number, 500, mode=Mode.REQUESTED) for number in range(12)
    ]

    at_once(
        engine,
        [each for pair in zip(refunds, spending, strict=False) for each in pair] + refunds[12:],
    )

    ((_, entries),) = sound_books().values()
    given_back = [entry for entry in entries if entry.kind == "refund" and not entry.rejection]
    assert len(given_back) == 10
    for number in range(5):
        parent = f"shopify.transaction.{number}"
        assert sum(e.amount_minor for e in given_back if e.parent_id == parent) == 600


@pytest.mark.parametrize(
    ("before", "arrival", "waiting"),
    [
        ([], native_issue(), redemption()),
        ([], native_issue(), refund(of=7)),
        ([native_issue()], redemption(), refund()),
        ([], physical_issue(), activation()),
        ([physical_issue(shopify_gift_card_id=GIFT_CARD)], activation(), redemption()),
        ([], native_issue(), sale_refund()),
    ],
    ids=lambda value: getattr(value, "verb", None),
)
def test_what_races_with_the_arrival_it_waits_for_is_never_lost(
    engine: Engine, before: list[CardCommand], arrival: CardCommand, waiting: CardCommand
) -> None:
    """Posted at once, or parked in time for the outbox that follows the arrival."""

    def arrive() -> Outcome:
        outcome = carry_out(arrival, engine)
        assert isinstance(outcome, Posted)
        _follow(outcome, engine)
        return outcome

    for _ in range(ROUNDS):
        engine.wipe()
        for each in before:
            carry_out(each, engine)

        race(arrive, lambda: carry_out(waiting, engine))

        told = [entry.command_id for _, own in sound_books().values() for entry in own]
        parked = [sk for table, pk, sk in engine.items() if pk.startswith("PARKED#")]
        waits_for_more = waiting.command_id.endswith(".101") and arrival.verb == "issue"
        assert (waiting.command_id in told) is not waits_for_more
        assert parked == ([waiting.command_id] if waits_for_more else [])


def _follow(outcome: Posted, engine: Engine) -> None:
    """What the outbox and the queue behind it do for one committed entry."""
    own = f"CARD#{outcome.gift_card_id}|{outcome.entry.key}"
    for key in (own, *outcome.entry.wakes):
        for fact in list(parked_under(key)):
            process(parse_command(fact.body), engine.store, parked_under=fact.key)
