"""Kernels that do the right things in the wrong order, or with the wrong guarantee."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from giftledger.ledger.commands import CancelOrder, CardCommand
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Outcome, Posted, Rejected
from giftledger.processing import carry_out
from giftledger.service import execute
from giftledger.store.protocol import Commit, Conflict, Snapshot, Store, UnavailableError
from tests.fakes.faults import Killed
from tests.simulation.planted.stores import ForgetsReceipts


class View:
    """A store that is the same as another one, but for what a subclass says."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class _Refused(Exception):  # noqa: N818  a way out
    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection)
        self.rejection = rejection


class _Agreed(Exception):  # noqa: N818  a way out
    pass


class _Undecided(View):
    """Shows cards as if nothing had been answered, and writes nothing."""

    def read(self, gift_card_id: str, entry: str) -> Snapshot:
        return Snapshot(self.inner.read(gift_card_id, entry).card, None)

    def commit(self, *commits: Commit) -> None:
        for commit in commits:
            for entry in commit.entries:
                if entry.rejection is not None:
                    raise _Refused(entry.rejection)
        raise _Agreed


def decides_first(command: CardCommand, store: Store, **terms: Any) -> Outcome:
    """What the card says now is answered before anybody looks what was answered before."""
    try:
        execute(command, _Undecided(store), **terms)
    except _Refused as refused:
        return Rejected(refused.rejection)
    except _Agreed:
        pass
    return execute(command, store, **terms)


class KeepsIdempotencyRecords(ForgetsReceipts):
    """A table of idempotency records beside a ledger without receipts."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, Outcome | None] = {}
        """None: in progress."""


def powertools_only(command: CardCommand, store: Any, **terms: Any) -> Outcome:
    """A record is put, and deleted by an exception; one of a dead process expires."""
    records = store.inner.records
    name = f"{command.command_id}|{getattr(command, 'target', '')}"
    if records.get(name) is not None:
        known: Outcome = records[name]
        return known
    if name in records:
        raise UnavailableError("in progress")
    records[name] = None
    try:
        outcome = execute(command, store, **terms)
    except Exception:
        del records[name]
        raise
    except Killed:
        del records[name]  # later, when it expires
        raise
    records[name] = outcome
    return outcome


class _Assuming(View):
    def commit(self, *commits: Commit) -> None:
        with suppress(Conflict):
            self.inner.commit(*commits)


def assumes_a_duplicate(command: CardCommand, store: Store, **terms: Any) -> Outcome:
    """A condition that failed can only mean that it was done before."""
    return execute(command, _Assuming(store), **terms)


def takes_any_content(command: CardCommand, store: Store, **terms: Any) -> Outcome:
    """Whoever knows the id hears the first answer, whatever was asked."""
    outcome = execute(command, store, **terms)
    if isinstance(outcome, Rejected) and outcome.rejection is Rejection.KEY_REUSED:
        card = outcome.gift_card_id
        receipt = store.read(card, command.entry_key).receipt if card else None
        if card and receipt is not None:
            return Posted(card, receipt, replayed=True)
    return outcome


def forgets_before_it_answers(
    command: CardCommand | CancelOrder,
    on: Store,
    answer: Callable[[CardCommand], Outcome],
    *,
    parked_under: str | None,
    pause: Callable[[int], None],
) -> None:
    """A parked fact is on its way now, so its item can go."""
    if parked_under is not None:
        on.unpark(parked_under, command.command_id)
    carry_out(command, on, answer, parked_under=None, pause=pause)


class _FromTheSurvivor(View):
    """Aliases lead straight to where the value is now."""

    def card_of_alias(self, aliases: Any) -> str | None:
        name = self.inner.card_of_alias(aliases)
        while name is not None:
            card = self.inner.cards([name]).get(name)
            if card is None or card.successor_id is None:
                break
            name = card.successor_id
        return name  # type: ignore[no-any-return]


def carries_on_from_anywhere(command: CardCommand, store: Store, **terms: Any) -> Outcome:
    """The addressed card is not asked for a receipt once it was merged."""
    return execute(command, _FromTheSurvivor(store), **terms)
