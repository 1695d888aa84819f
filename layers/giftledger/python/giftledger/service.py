"""execute: the one way in which a command becomes money, or a recorded no.

One consistent read of card and receipt; a receipt present is the answer; else `decide`, which is
pure; then one transaction. Whatever comes back unclear is read again, never inferred.
"""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar, assert_never

from giftledger.issuing import Mint, issue_commit
from giftledger.ledger import keys
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import (
    Activate,
    CardCommand,
    Deactivate,
    Issue,
    Redeem,
    Refund,
    intent_of,
)
from giftledger.ledger.entry import Entry, Posting, refusal
from giftledger.ledger.operations import activate, deactivate, redeem, refund
from giftledger.ledger.parts import Mode
from giftledger.ledger.rejections import Rejection
from giftledger.locate import Located, Missing, locate
from giftledger.outcomes import Outcome, Parked, Posted, Rejected
from giftledger.store.protocol import Awaited, Commit, Conflict, ParkedFact, Store, UnavailableError

ATTEMPTS = 10
"""Fifty writers of one card settle within this; what does not comes again from its queue."""

UNAVAILABLE_ATTEMPTS = 3
"""A store that does not answer is not hammered: the queue tries again later."""

FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 1.0

Done = TypeVar("Done")
Decided = Posting | Rejection | Awaited
OnCard = Activate | Redeem | Refund | Deactivate
"""Commands on a card that is there already."""


def pause_with_jitter(attempt: int) -> None:
    """Full jitter: racing writers spread out instead of meeting again."""
    ceiling = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**attempt)
    time.sleep(random.uniform(0, ceiling))  # noqa: S311  spreading load, not a secret


def execute(
    command: CardCommand,
    store: Store,
    *,
    now: datetime,
    mint: Mint | None = None,
    pause: Callable[[int], None] = pause_with_jitter,
) -> Outcome:
    """Decide a command exactly once, whatever was tried before.

    Raises UnavailableError when the store can't be asked, or the card stays contended: the caller
    tries again later, with the same command.
    """
    return patiently(
        lambda: _attempt(command, store, now, mint), what=command.command_id, pause=pause
    )


def patiently(
    attempt: Callable[[], Done], *, what: str, pause: Callable[[int], None] = pause_with_jitter
) -> Done:
    """Try again what lost a race or met silence, a bounded number of times.

    Raises UnavailableError after that.
    """
    unavailable = 0
    for number in range(ATTEMPTS):
        try:
            return attempt()
        except Conflict:
            pause(number)
        except UnavailableError:
            unavailable += 1
            if unavailable == UNAVAILABLE_ATTEMPTS:
                raise
            pause(number)
    raise UnavailableError(f"{what}: still contended after {ATTEMPTS} attempts")


def _attempt(command: CardCommand, store: Store, now: datetime, mint: Mint | None) -> Outcome:
    found = locate(command, store)
    if isinstance(found, Missing):
        if isinstance(command, Redeem) and command.mode is Mode.REQUESTED:
            return Rejected(Rejection.UNKNOWN_CARD)
        return _park(command, found.awaited, store, now)
    intent = intent_of(command, target=found.target)
    snapshot = store.read(found.gift_card_id, command.entry_key)
    if snapshot.receipt is not None:
        return _first_answer(found.gift_card_id, snapshot.receipt, intent)
    if isinstance(command, Issue):
        commit = issue_commit(command, store, intent=intent, now=now, mint=mint)
        store.commit(commit)
        return Posted(found.gift_card_id, commit.entries[0])
    card = snapshot.card
    assert card is not None, f"{found.gift_card_id} has an alias or a unit, but no card"
    decided = _decide(command, card, found, store, intent=intent, now=now)
    if isinstance(decided, Awaited):
        return _park(command, decided, store, now)
    if isinstance(decided, Rejection) and found.claims:
        raise Conflict("the chosen unit has changed since it was chosen: another one may be free")
    return _record(command, card, found, decided, store, intent=intent, now=now)


def _first_answer(gift_card_id: str, receipt: Entry, intent: str) -> Outcome:
    """The stored answer, or a refusal to answer another question under the same id."""
    if receipt.intent != intent:
        return Rejected(Rejection.KEY_REUSED, gift_card_id)
    if receipt.rejection is not None:
        return Rejected(receipt.rejection, gift_card_id, receipt, replayed=True)
    return Posted(gift_card_id, receipt, replayed=True)


def _decide(
    command: OnCard, card: Card, found: Located, store: Store, *, intent: str, now: datetime
) -> Decided:
    match command:
        case Activate():
            if found.serial_taken:
                return Rejection.CODE_TAKEN
            return activate.decide(card, command, intent=intent, now=now)
        case Redeem():
            if command.mode is Mode.REPORTED and card.status is Status.PENDING:
                key = keys.activated_key(card.gift_card_id)
                return Awaited(key, card.gift_card_id, card.version)
            return redeem.decide(card, command, intent=intent, now=now)
        case Refund():
            history = store.redemption(card.gift_card_id, command.redemption_id)
            if not history:
                redemption = f"ENTRY#{command.redemption_id}"
                return Awaited(keys.entry_key(card.gift_card_id, redemption))
            refunds = [entry for entry in history[1:] if entry.seq is not None]
            return refund.decide(
                card, command, redemption=history[0], refunds=refunds, intent=intent, now=now
            )
        case Deactivate():
            return deactivate.decide(card, command, intent=intent, now=now)
        case _:
            assert_never(command)


def _record(
    command: OnCard,
    card: Card,
    found: Located,
    decided: Posting | Rejection,
    store: Store,
    *,
    intent: str,
    now: datetime,
) -> Outcome:
    commit = Commit(
        gift_card_id=card.gift_card_id,
        entries=(),
        choice_of=command.command_id if found.chosen else None,
        claims=found.claims,
    )
    if isinstance(decided, Rejection):
        entry = refusal(card, command, intent=intent, now=now, rejection=decided)
        store.commit(replace(commit, entries=(entry,)))
        return Rejected(decided, card.gift_card_id, entry)
    entry = decided.entry
    commit = replace(commit, card=decided.card, expected_version=card.version)
    if isinstance(command, Activate):
        # Under every key known now, so that a telling sealed before a rotation finds it too.
        aliases = command.code.aliases()
        found_by = (keys.alias_key(alias) for alias in aliases)
        entry = replace(entry, wakes=(*found_by, keys.activated_key(card.gift_card_id)))
        commit = replace(commit, aliases=aliases, code=command.code)
    elif card.status is Status.PENDING and decided.card.status is Status.CLOSED:
        # It will never become active: what was reported meanwhile is a shortfall now.
        entry = replace(entry, wakes=(keys.activated_key(card.gift_card_id),))
    store.commit(replace(commit, entries=(entry,)))
    return Posted(card.gift_card_id, entry)


def _park(command: CardCommand, awaited: Awaited, store: Store, now: datetime) -> Outcome:
    fact = ParkedFact(
        key=awaited.key,
        command_id=command.command_id,
        body=command.model_dump_json(),
        queue=command.operation,
        parked_at=now,
    )
    store.park(awaited, fact)
    return Parked(awaited.key)
