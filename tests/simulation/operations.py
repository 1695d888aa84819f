"""From what happened to what is judged: each command's one effect, and all else that was heard."""

from collections.abc import Iterator, Sequence

from giftledger.ledger.commands import CancelOrder, Pay, RefundPayment
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Parked, PostedTogether, Rejected
from tests.fakes.memory_store import MemoryStore
from tests.simulation.history import History, Receipt, Telling, is_same, name_of
from tests.simulation.specification import Told


class Violation(AssertionError):  # noqa: N818  what is looked for
    """The promise is broken."""


def operations(history: History, store: MemoryStore) -> list[Told]:
    """Everything that took effect or was heard, each with the time in which it must have been.

    Raises Violation where an answer was given that is not the one that is kept.
    """
    found = list(_cancellations(history))
    tellings_of: dict[str, list[Telling]] = {}
    for telling in history.tellings:
        tellings_of.setdefault(name_of(telling.command), []).append(telling)
    for tellings in tellings_of.values():
        kept = {}
        for telling in tellings:
            receipt = _receipt(telling, store)
            if receipt is not None:
                kept[telling] = receipt
            elif telling.outcome is not None:
                found.append(_heard(telling))
        if kept:
            found.append(_took_effect(kept, tellings, history))
    return found


def _cancellations(history: History) -> Iterator[Told]:
    for order_id, step in history.cancelled.items():
        any_telling = history.tellings[0]
        yield Told(
            CancelOrder(
                command_id=f"{order_id}.cancelled",
                occurred_at=any_telling.now,
                source="shopify",
                order_id=order_id,
            ),
            None,
            any_telling.now,
            any_telling.settings,
            earliest=step,
            latest=step,
            hints=(2 * step,),
        )


def _receipt(telling: Telling, store: MemoryStore) -> Receipt | None:
    """Where the answer that was heard is kept; None where it is one that is not kept."""
    command, outcome = telling.command, telling.outcome
    if outcome is None or isinstance(outcome, Parked):
        return None
    if isinstance(outcome, PostedTogether):
        choice = store.choices.get(command.command_id)
        kept = {of: store.entries.get((of, entry.key)) for of, entry in outcome.entries.items()}
        _check((choice, kept) == (outcome.choice, outcome.entries), telling)
        return "", command.command_id
    if outcome.entry is not None:
        assert outcome.gift_card_id is not None
        receipt = (outcome.gift_card_id, outcome.entry.key)
        _check(store.read(*receipt).receipt == outcome.entry, telling)
        return receipt
    assert isinstance(outcome, Rejected)
    if isinstance(command, Pay | RefundPayment) and outcome.rejection is not Rejection.KEY_REUSED:
        choice = store.choices.get(command.command_id)
        if choice is not None and choice.rejection is outcome.rejection:
            return "", command.command_id
    return None


def _check(is_kept: bool, telling: Telling) -> None:  # noqa: FBT001  a condition
    if not is_kept:
        raise Violation(f"{name_of(telling.command)} heard {telling.outcome}, which is not kept")


def _heard(telling: Telling) -> Told:
    assert telling.ended is not None
    return Told(
        telling.command,
        telling.outcome,
        telling.now,
        telling.settings,
        earliest=telling.began,
        latest=telling.ended,
        hints=(2 * telling.began,),
        kept=False,
    )


def _took_effect(
    kept: dict[Telling, Receipt], tellings: Sequence[Telling], history: History
) -> Told:
    """Once: after it was first told, and before any answer was known."""
    first = min(kept, key=lambda one: one.ended or 0)
    if len(set(kept.values())) > 1:
        raise Violation(f"{name_of(first.command)} has several answers: {set(kept.values())}")
    written = history.written.get(kept[first])
    if written is None:
        raise Violation(f"nobody wrote the answer to {name_of(first.command)}")
    by_another = name_of(written.by.command) != name_of(first.command)
    for telling in kept:
        if not by_another and not is_same(telling.command, written.by.command):
            raise Violation(f"{telling.command} heard the answer to {written.by.command}")
    told = [one for one in tellings if is_same(one.command, first.command)]
    # Where another command wrote it, it may be there before anybody asked.
    earliest = min(one.began for one in (*told, written.by))
    return Told(
        first.command,
        first.outcome,
        written.by.now,
        written.by.settings,
        earliest=earliest,
        latest=min(one.ended for one in kept if one.ended is not None),
        # A yes holds when it is written; a no did when something was read.
        hints=(2 * written.step + by_another, *(2 * step for step in reversed(written.reads))),
        commits=written.commits,
        by_another=by_another,
    )


def assert_nothing_lost(history: History, store: MemoryStore) -> None:
    """What was acknowledged as parked waits, or has its answer."""
    waiting = {fact.command_id for fact in store.parked.values()}
    commits = [commit for written in history.written.values() for commit in written.commits]
    answered = {entry.command_id for commit in commits for entry in commit.entries}
    for telling in history.tellings:
        told = telling.command.command_id
        if isinstance(telling.outcome, Parked) and told not in waiting | answered:
            raise Violation(f"{told} was parked, and is nowhere any more")
