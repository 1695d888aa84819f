"""execute: the one way in which a command becomes money, or a recorded no.

One consistent read of card and receipt; a receipt present is the answer; else `decide`, which is
pure; then one transaction. Whatever comes back unclear is read again, never inferred.
"""

from collections.abc import Callable
from datetime import datetime
from typing import overload

from giftledger.ledger.commands import (
    CardCommand,
    ImportCard,
    Issue,
    OnCard,
    Pay,
    RefundPayment,
    intent_of,
)
from giftledger.ledger.conditions import is_switched_off
from giftledger.ledger.parts import Mode
from giftledger.ledger.programme import Programme
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import CardOutcome, GroupOutcome, Outcome, Posted, Rejected
from giftledger.patience import patiently, pause_with_jitter
from giftledger.service.drafting import Mint, Terms, standard_programme
from giftledger.service.issuing import import_commit, issue_commit, taken_by_another
from giftledger.service.several import attempt_pay, attempt_refund
from giftledger.service.single import attempt_change, first_answer
from giftledger.store.protocol import Conflict, Store


@overload
def execute(
    command: Pay | RefundPayment,
    store: Store,
    *,
    now: datetime,
    mint: Mint | None = None,
    programme_of: Callable[[str], Programme] = standard_programme,
    pause: Callable[[int], None] = pause_with_jitter,
) -> GroupOutcome: ...


@overload
def execute(
    command: Issue | ImportCard | OnCard,
    store: Store,
    *,
    now: datetime,
    mint: Mint | None = None,
    programme_of: Callable[[str], Programme] = standard_programme,
    pause: Callable[[int], None] = pause_with_jitter,
) -> CardOutcome: ...


def execute(
    command: CardCommand,
    store: Store,
    *,
    now: datetime,
    mint: Mint | None = None,
    programme_of: Callable[[str], Programme] = standard_programme,
    pause: Callable[[int], None] = pause_with_jitter,
) -> Outcome:
    """Decide a command exactly once, whatever was tried before.

    Raises UnavailableError when the store can't be asked, or the card stays contended: the caller
    tries again later, with the same command.
    """
    terms = Terms(now, programme_of, mint)
    return patiently(lambda: _attempt(command, store, terms), what=command.command_id, pause=pause)


def _attempt(command: CardCommand, store: Store, terms: Terms) -> Outcome:
    match command:
        case Pay():
            return attempt_pay(command, store, terms)
        case RefundPayment():
            return attempt_refund(command, store, terms)
        case Issue() | ImportCard():
            return _create(command, store, terms)
        case _:
            return attempt_change(command, store, terms)


def _create(command: Issue | ImportCard, store: Store, terms: Terms) -> CardOutcome:
    """A command that a card comes into being by, together with its receipt."""
    gift_card_id = command.gift_card_id
    intent = intent_of(command, target=gift_card_id)
    snapshot = store.read(gift_card_id, command.entry_key)
    if snapshot.receipt is None and snapshot.card is not None:
        # One request is no snapshot: both may have been written between its two reads.
        snapshot = store.read(gift_card_id, command.entry_key)
    if snapshot.receipt is not None:
        return first_answer(gift_card_id, snapshot.receipt, intent)
    if snapshot.card is not None:
        return Rejected(Rejection.KEY_REUSED, gift_card_id)
    programme = terms.programme_of(command.programme)
    if is_switched_off(command, programme):
        return Rejected(Rejection.SWITCHED_OFF)
    if isinstance(command, ImportCard):
        commit = import_commit(command, terms, intent=intent)
    else:
        outside = programme.refuses_value(
            command.amount_minor, command.currency
        ) or programme.refuses_balance(command.amount_minor, command.currency)
        if outside is not None and command.mode is Mode.REQUESTED:
            return Rejected(outside)
        commit = issue_commit(command, store, terms, intent=intent)
    if len({entry.key for entry in commit.entries}) < len(commit.entries):
        return Rejected(Rejection.KEY_REUSED)
    try:
        store.commit(commit)
    except Conflict:
        taken = taken_by_another(command, commit, store)
        if taken is None:
            raise
        return Rejected(taken)
    return Posted(gift_card_id, commit.entries[0])
