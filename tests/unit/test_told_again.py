"""One id has one answer for ever: told again, told of something else, or told in two ways."""

import pytest

from giftledger.ledger.commands import CardCommand
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Outcome, Posted, Rejected
from giftledger.processing import KeyReusedError, process
from giftledger.service import execute
from giftledger.store.protocol import Awaited, Commit, ParkedFact, UnavailableError
from tests.fakes.commands import (
    GIFT_CARD,
    NOW,
    activation,
    mint,
    native_issue,
    physical_issue,
    redemption,
    refund,
)
from tests.fakes.memory_store import MemoryStore
from tests.fakes.verbs import CARD, payment, reload, replacement, requested

SECOND = native_issue("2")
CARDS = [CARD, SECOND.gift_card_id]


class Away(MemoryStore):
    """A store that writes nothing while it is away."""

    away = False

    def commit(self, *commits: Commit) -> None:
        if self.away:
            raise UnavailableError("away")
        super().commit(*commits)


@pytest.fixture
def store() -> Away:
    store = Away()
    tell(store, native_issue(), SECOND)
    return store


def tell(store: MemoryStore, *commands: CardCommand) -> Outcome:
    for command in commands:
        outcome = execute(command, store, now=NOW, mint=mint, pause=lambda _: None)
    return outcome


def test_a_sale_told_again_hears_its_first_answer(store: Away) -> None:
    outcome = tell(store, native_issue())
    assert isinstance(outcome, Posted) and outcome.replayed
    assert outcome.gift_card_id == CARD


def test_the_id_by_which_a_card_was_replaced_sells_no_card(store: Away) -> None:
    replaced = replacement(command_id="one.id")
    tell(store, replaced)
    sale = native_issue("3", command_id="one.id")
    assert tell(store, sale) == Rejected(Rejection.KEY_REUSED, replaced.gift_card_id)


def test_the_id_by_which_a_card_was_sold_replaces_no_card(store: Away) -> None:
    tell(store, native_issue("3", command_id="one.id"))
    assert tell(store, replacement(command_id="one.id")) == Rejected(Rejection.KEY_REUSED, CARD)
    assert store.card_by_id[CARD].balance_minor == 5000


def test_the_id_of_a_payment_binds_no_serial(store: Away) -> None:
    paid = payment(1, CARDS, 7000)
    tell(store, paid, physical_issue(9))
    outcome = tell(store, activation(1, command_id=paid.command_id))
    assert outcome == Rejected(Rejection.KEY_REUSED)
    assert store.card_by_id[physical_issue(9).gift_card_id].balance_minor == 0


def test_a_payment_that_was_refused_stays_refused_after_the_cards_could_pay(store: Away) -> None:
    too_much = payment(1, CARDS, 10_001)
    assert tell(store, too_much) == Rejected(Rejection.INSUFFICIENT_BALANCE)
    tell(store, reload(1, 1000))
    assert tell(store, too_much) == Rejected(Rejection.INSUFFICIENT_BALANCE, replayed=True)
    assert store.card_by_id[CARD].balance_minor == 6000


def test_of_a_refused_redemption_nothing_is_given_back(store: Away) -> None:
    tell(store, requested(1, 5001))
    outcome = tell(store, refund(of=1, amount_minor=1))
    assert isinstance(outcome, Rejected) and outcome.rejection is Rejection.EXCEEDS_REDEMPTION
    assert store.card_by_id[CARD].balance_minor == 5000


def test_a_parked_fact_is_forgotten_only_after_its_receipt() -> None:
    store = Away()
    key = f"ALIAS#shopify#{GIFT_CARD}|ALIAS"
    early = redemption()
    store.park(Awaited(key), ParkedFact(key, early.command_id, "{}", "redemption", NOW))
    tell(store, native_issue())

    store.away = True
    with pytest.raises(UnavailableError):
        process(early, store, parked_under=key)
    assert (key, early.command_id) in store.parked

    store.away = False
    process(early, store, parked_under=key)
    assert not store.parked


def test_a_fact_told_in_two_ways_becomes_a_dead_letter(store: Away) -> None:
    process(redemption(1, 1000), store, parked_under=None)
    with pytest.raises(KeyReusedError):
        process(redemption(1, 2000), store, parked_under=None)
    assert store.card_by_id[CARD].balance_minor == 4000
