"""What no entry and no card can be, whoever makes one: the last line behind every decision."""

from dataclasses import replace

import pytest

from giftledger.ledger import accounts
from giftledger.ledger.accounts import Account, Leg
from giftledger.ledger.card import Status
from giftledger.ledger.rejections import Rejection
from tests.fakes.entries import TAKEN, a_card, an_entry

LIABILITY = Leg(Account.LIABILITY, 700)


def test_an_entry_whose_legs_do_not_sum_to_zero_can_not_be_made() -> None:
    clearing = Leg(Account.REDEMPTION, -700)
    assert an_entry("redeem", -700, legs=(LIABILITY, clearing)).legs
    for legs in ((LIABILITY,), (LIABILITY, replace(clearing, amount_minor=-699))):
        with pytest.raises(AssertionError):
            an_entry("redeem", -700, legs=legs)


def test_legs_that_do_not_sum_to_zero_are_not_taken_back_either() -> None:
    with pytest.raises(AssertionError):
        accounts.reversed_legs((LIABILITY,))


@pytest.mark.parametrize(
    ("amount_minor", "seq"), [(-700, None), (0, 2)], ids=["moves", "is in the sequence"]
)
def test_a_refusal_neither_moves_a_balance_nor_stands_in_the_sequence(
    amount_minor: int, seq: int | None
) -> None:
    no = Rejection.INSUFFICIENT_BALANCE
    assert an_entry("redeem", 0, seq=None, rejection=no).rejection is no
    with pytest.raises(AssertionError):
        an_entry("redeem", amount_minor, seq=seq, rejection=no)


def test_no_card_goes_below_zero_or_below_what_is_held() -> None:
    card = a_card(balance_minor=5000)
    held = replace(card, holds=(TAKEN,))
    assert card.moved(-5000).balance_minor == 0
    assert held.moved(-3000).available_minor == 0
    for one, amount_minor in ((card, -5001), (held, -3001)):
        with pytest.raises(AssertionError):
            one.moved(amount_minor)


def test_a_closed_card_never_opens_again() -> None:
    closed = a_card(status=Status.CLOSED, balance_minor=0)
    assert closed.moved(0).status is Status.CLOSED
    for status in (Status.PENDING, Status.ACTIVE, Status.BLOCKED):
        with pytest.raises(AssertionError):
            closed.moved(0, status)
