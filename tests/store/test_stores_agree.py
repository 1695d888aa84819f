"""One story with every verb, told to every store: the answers and the books are the same."""

from typing import get_args

import pytest

from giftledger.ledger.commands import CardCommand
from giftledger.ledger.parts import Mode, Reason, Remainder
from giftledger.outcomes import Outcome, Rejected
from giftledger.service import execute
from giftledger.store.protocol import Store
from tests.fakes.books import assert_sound, books_in_memory
from tests.fakes.commands import (
    NOW,
    activation,
    digital_issue,
    native_issue,
    physical_issue,
    redemption,
    refund,
    sale_refund,
)
from tests.fakes.memory_store import MemoryStore
from tests.fakes.verbs import (
    AFTER_LAST_DAY,
    CARD,
    LASTING,
    adjustment,
    authorization,
    blocking,
    capture,
    cashing_out,
    closing,
    consolidation,
    correction,
    expiring,
    extension,
    importing,
    linking,
    minting,
    payment,
    payment_refund,
    programme_of,
    releasing,
    reload,
    replacement,
    splitting,
    unblocking,
    void,
)

SECOND, THIRD = native_issue("2"), native_issue("3", programme=LASTING)
PAID = payment(1, [CARD, SECOND.gift_card_id], 5500)
HOLDS = [authorization(number, 100 * number, actor="till-1") for number in range(1, 5)]

REVIEWED, REVIEWED_AS = digital_issue(9, review="order_risk"), ("shopify#9",)

STORY: list[CardCommand] = [
    refund(101, amount_minor=100),
    native_issue(),
    SECOND,
    THIRD,
    redemption(1, 300),
    refund(101, amount_minor=100),
    *HOLDS,
    authorization(5, 100_000),
    capture(1, HOLDS[0], actor="till-1"),
    capture(2, HOLDS[1], amount_minor=50, remainder=Remainder.KEEP, actor="till-1"),
    capture(3, HOLDS[2], actor="till-2"),
    void(1, HOLDS[1], actor="till-1"),
    capture(4, HOLDS[1], actor="till-1"),
    void(2, HOLDS[2], actor="till-1"),
    void(3, HOLDS[3], actor="till-1"),
    reload(1, 700),
    correction(1, reload(1)),
    correction(2, reload(1)),
    adjustment(1, 250),
    adjustment(2, -100_000),
    blocking(),
    redemption(2, 100, mode=Mode.REQUESTED),
    unblocking(),
    importing(1, 4000),
    importing(2, 0, code=importing(1).code),
    PAID,
    PAID,
    payment(1, [CARD], 5),
    payment(2, [CARD, SECOND.gift_card_id], 10**9),
    payment_refund(1, PAID, 2000),
    payment_refund(2, PAID),
    payment_refund(3, PAID),
    consolidation(1, [SECOND.gift_card_id, THIRD.gift_card_id]),
    consolidation(1, [SECOND.gift_card_id, THIRD.gift_card_id]),
    redemption(3, 200, aliases=("shopify#2",), mode=Mode.REQUESTED),
    refund(103, of=3, amount_minor=200, aliases=("shopify#2",)),
    extension(expires_on="2030-01-01"),
    sale_refund(1, target=SECOND.gift_card_id),
    splitting(1, 100, 200),
    replacement(2),
    redemption(4, 100, mode=Mode.REQUESTED),
    refund(104, of=1, amount_minor=100),
    digital_issue(7),
    physical_issue(8),
    activation(1),
    cashing_out(1, target=importing(1).gift_card_id),
    closing(1, Reason.ESCHEATED, target=importing(1).gift_card_id),
    expiring(1, target=native_issue("4", programme=LASTING).gift_card_id),
    native_issue("4", programme=LASTING),
    expiring(2, target=native_issue("4", programme=LASTING).gift_card_id),
    REVIEWED,
    redemption(5, 100, aliases=REVIEWED_AS, mode=Mode.REQUESTED),
    releasing(1, target=REVIEWED.gift_card_id),
    releasing(2, target=REVIEWED.gift_card_id),
    linking(1, REVIEWED_AS[0], target=REVIEWED.gift_card_id),
    linking(2, REVIEWED_AS[0], target=CARD),
    redemption(6, 100, aliases=REVIEWED_AS, mode=Mode.REQUESTED),
    redemption(7, 40, aliases=REVIEWED_AS),
]
AT_THE_END = expiring(3, target=native_issue("4", programme=LASTING).gift_card_id)


def told(store: Store) -> list[Outcome]:
    """The outcomes; every fact is told again at the end, which changes none."""
    mint = minting(50)

    def tell(command: CardCommand) -> Outcome:
        now = AFTER_LAST_DAY if command is AT_THE_END else NOW
        return execute(command, store, now=now, mint=mint, programme_of=programme_of)

    return [tell(command) for command in [*STORY, AT_THE_END, *STORY, AT_THE_END]]


@pytest.fixture(scope="module")
def reference() -> tuple[MemoryStore, list[Outcome]]:
    store = MemoryStore()
    return store, told(store)


def test_the_story_has_every_verb_and_many_a_no(
    reference: tuple[MemoryStore, list[Outcome]],
) -> None:
    store, outcomes = reference
    assert_sound(books_in_memory(store))
    assert {type(command) for command in STORY} == set(get_args(CardCommand))
    assert len({one.rejection for one in outcomes if isinstance(one, Rejected)}) >= 10


def test_every_store_gives_the_same_answers_and_keeps_the_same_books(
    store: Store, reference: tuple[MemoryStore, list[Outcome]]
) -> None:
    expected_store, expected = reference
    outcomes = told(store)

    for command, outcome, wanted in zip(STORY * 2, outcomes, expected, strict=False):
        assert outcome == wanted, command.command_id
    assert outcomes == expected
    books = expected_store.card_by_id
    assert store.cards(list(books)) == books
    for gift_card_id, key in expected_store.entries:
        assert store.read(gift_card_id, key).receipt == expected_store.entries[gift_card_id, key]
    for command_id, choice in expected_store.choices.items():
        assert store.choice(command_id) == choice
