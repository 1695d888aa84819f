"""What must hold of one card and its history."""

from collections.abc import Sequence

from giftledger.ledger.accounts import LEGS, Account
from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.ledger.hold import MAX_HOLDS
from giftledger.ledger.parts import Funding

MAY_BECOME = {
    "pending": {"pending", "active", "closed"},
    "active": {"active", "blocked", "closed"},
    "blocked": {"blocked", "active", "closed"},
    "closed": {"closed"},
}


def assert_card_sound(card: Card, entries: Sequence[Entry]) -> None:
    """`entries` are all of the card's, the posted ones first and in ledger order."""
    posted = [entry for entry in entries if entry.seq is not None]
    _assert_refusals([entry for entry in entries if entry.seq is None])
    assert [entry.seq for entry in posted] == list(range(1, card.last_seq + 1))
    assert card.version == card.last_seq
    _assert_chain(card, posted)
    _assert_states(card, posted)
    _assert_holds(card, posted)
    _assert_refunds(posted)
    _assert_corrections(posted)
    assert card.loaded_minor == sum(entry.loaded_minor for entry in posted) >= 0
    assert card.owed_minor == sum(entry.owed_minor for entry in posted) >= 0
    successors = [entry.successor_id for entry in posted if entry.successor_id]
    assert card.successor_id == (successors[-1] if successors else None)


def _assert_refusals(refused: Sequence[Entry]) -> None:
    for entry in refused:
        assert entry.rejection is not None
        assert not entry.legs
        assert (entry.amount_minor, entry.shortfall_minor) == (0, 0)


def _assert_chain(card: Card, posted: Sequence[Entry]) -> None:
    """Never negative, every entry in the card's currency and its legs in their own accounts."""
    balance = 0
    for entry in posted:
        balance += entry.amount_minor
        assert balance >= 0
        assert entry.balance_after_minor == balance
        assert entry.currency == card.currency
        liability = 0
        total = 0
        for leg in entry.legs:
            assert leg.account in LEGS[entry.kind], (entry.kind, leg)
            assert card.funding is not Funding.PROMOTIONAL or leg.account is not Account.CASH_OUT
            total += leg.amount_minor
            liability += leg.amount_minor if leg.account is Account.LIABILITY else 0
        assert total == 0
        assert liability == -entry.amount_minor
    assert balance == card.balance_minor


def _assert_states(card: Card, posted: Sequence[Entry]) -> None:
    """The state table, and what a state means: closed and pending cards are worth nothing."""
    states = [entry.status.value for entry in posted if entry.status is not None]
    assert len(states) == len(posted)
    assert states[0] in {"pending", "active"}
    assert states[-1] == card.status.value
    for entry, before, after in zip(posted[1:], states, states[1:], strict=False):
        assert after in MAY_BECOME[before]
        assert before != "closed" or entry.amount_minor == 0
    for entry, state in zip(posted, states, strict=True):
        assert state in {"active", "blocked"} or entry.balance_after_minor == 0
    assert (card.status.value == "closed") == (card.closed_reason is not None)


def _assert_holds(card: Card, posted: Sequence[Entry]) -> None:
    """Holds reserve no more than there is, and as much as their last entry says."""
    assert 0 <= card.held_minor <= card.balance_minor
    assert len(card.holds) <= MAX_HOLDS
    left = {entry.hold_id: entry.hold_remaining_minor for entry in posted if entry.hold_id}
    for hold in card.holds:
        assert hold.remaining_minor > 0
        assert hold.remaining_minor == left[hold.hold_id]


def _assert_refunds(posted: Sequence[Entry]) -> None:
    """The refunds of a payment never exceed it."""
    payments = {one.command_id: one for one in posted if one.kind in {"redeem", "capture"}}
    refunded = dict.fromkeys(payments, 0)
    for entry in posted:
        if entry.kind == "refund" and "#REFUND#" in entry.key:
            assert entry.parent_id is not None
            refunded[entry.parent_id] += entry.asked_minor
            assert refunded[entry.parent_id] <= payments[entry.parent_id].asked_minor
            assert 0 <= -entry.shortfall_minor <= entry.asked_minor


def _assert_corrections(posted: Sequence[Entry]) -> None:
    """An entry is taken back whole, and once."""
    corrections = [entry for entry in posted if entry.kind == "correct"]
    assert len({entry.parent_id for entry in corrections}) == len(corrections)
    own = {entry.key: entry.amount_minor for entry in posted}
    for entry in corrections:
        assert entry.amount_minor == -own[f"ENTRY#{entry.parent_id}"]
