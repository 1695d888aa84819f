"""Which facts the ledger has already: what a look elsewhere found need not be told again.

Only what is certain counts: a fact that is queued or parked at this moment is told once more,
which does no harm.
"""

from collections.abc import Sequence

from giftledger.ledger import keys
from giftledger.ledger.card import Status
from giftledger.ledger.commands import (
    CancelOrder,
    CardCommand,
    Deactivate,
    Issue,
    Redeem,
    Refund,
)
from giftledger.store.opening import store

Fact = CardCommand | CancelOrder

CARDS_PER_READ = 100
"""The most that one BatchGetItem takes."""


def untold(facts: Sequence[Fact]) -> list[Fact]:
    """Those that the ledger does not have. Raises UnavailableError."""
    issued = _there([fact.gift_card_id for fact in facts if isinstance(fact, Issue)])
    return [fact for fact in facts if not _is_told(fact, issued)]


def _is_told(fact: Fact, issued: set[str]) -> bool:
    match fact:
        case Issue():
            return fact.gift_card_id in issued
        case Redeem() | Refund():
            card_id = store().card_of_alias(fact.aliases)
            return card_id is not None and _has_receipt(card_id, fact)
        case Deactivate():
            return store().choice(fact.command_id) is not None
        case CancelOrder():
            return _is_cancelled(fact)
        case _:
            return False


def _has_receipt(card_id: str, fact: Redeem | Refund) -> bool:
    return store().read(card_id, fact.entry_key).receipt is not None


def _is_cancelled(fact: CancelOrder) -> bool:
    """Also that every card of it is closed: the telling may have died half-way."""
    if store().cancellation(fact.order_id) is None:
        return False
    ids = [place.gift_card_id for place in store().places(fact.order_id, keys.UNIT)]
    for start in range(0, len(ids), CARDS_PER_READ):
        cards = store().cards(ids[start : start + CARDS_PER_READ]).values()
        if any(card.status is not Status.CLOSED and not card.sale_undone for card in cards):
            return False
    return True


def _there(card_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(card_ids), CARDS_PER_READ):
        found |= set(store().cards(list(card_ids[start : start + CARDS_PER_READ])))
    return found
