"""Compare one card with Shopify's and say why they differ. Pure: no clock, no calls."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from giftledger.reconciling.facts import (
    Drift,
    DriftClass,
    Movement,
    OrderMovement,
    Ours,
    Reported,
    Theirs,
)
from giftledger.reconciling.wording import Words

LAG_BOUND = timedelta(minutes=5)
"""So long may a change take to the other side: what is younger is on its way."""

NOTE = "Giftledger "
"""What the note of every credit and debit of ours begins with."""

TRANSACTION = "shopify.transaction."
ADJUSTMENT = "shopify.adjustment."


def needs_history(ours: Ours, theirs: Theirs) -> bool:
    """Whether the movements there are worth reading: the balances differ."""
    return theirs.balance_minor != ours.believed_minor


def is_behind(ours: Ours) -> bool:
    """Whether the mirror has something to do: the card may have been told and the telling lost."""
    return ours.seq < ours.last_seq or ours.desired_minor != ours.believed_minor


def compare(ours: Ours, theirs: Theirs | None, *, now: datetime) -> Drift | None:
    """Why the two sides differ; None where they agree."""
    words = Words(ours, theirs)
    if theirs is None:
        return Drift(kind=DriftClass.UNKNOWN, explanation=words.gone())
    if theirs.currency != ours.currency:
        return Drift(kind=DriftClass.UNKNOWN, explanation=words.another_currency())
    differs = theirs.balance_minor != ours.believed_minor
    ended = _ended_there(ours, theirs, now)
    if not differs and not ended:
        behind = is_behind(ours)
        return Drift(kind=DriftClass.IN_FLIGHT, explanation=words.behind()) if behind else None
    if _is_moving(ours, theirs, now):
        return Drift(kind=DriftClass.IN_FLIGHT, explanation=words.moving())
    if ended:
        return Drift(kind=DriftClass.EXPIRED_THERE, explanation=words.ended())
    return _explained(ours, theirs, words)


def lacking(ours: Ours, theirs: Theirs) -> tuple[tuple[Movement, ...], tuple[OrderMovement, ...]]:
    """Movements there without our note, and order transactions, that no entry here tells of."""
    known = {reported.command_id for reported in ours.reported}
    orders = tuple(
        order for order in theirs.orders if f"{TRANSACTION}{order.transaction_id}" not in known
    )
    foreign = [
        movement
        for movement in theirs.movements
        if not is_ours(movement)
        and f"{ADJUSTMENT}{movement.id}" not in known
        and not _is_before(movement, ours.mirrored_at)
    ]
    told = [one for one in ours.reported if not one.command_id.startswith(ADJUSTMENT)]
    if not orders and _sum(foreign) == theirs.balance_minor - ours.believed_minor:
        # Where a card's history there leaves orders out, nothing of it is told by an entry.
        return tuple(foreign), orders
    return _unmatched(foreign, [*map(_amount, told), *map(_amount, orders)]), orders


def is_ours(movement: Movement) -> bool:
    """Whether we made this movement: its note says so."""
    return (movement.note or "").startswith(NOTE)


def _is_before(movement: Movement, mirrored_at: datetime | None) -> bool:
    """Shopify tells whole seconds: what happened in the same one happened after."""
    return mirrored_at is not None and movement.processed_at < mirrored_at.replace(microsecond=0)


def _sum(movements: Sequence[Movement]) -> int:
    return sum(movement.amount_minor for movement in movements)


def _amount(told: Reported | OrderMovement) -> int:
    return told.amount_minor


def _unmatched(movements: Sequence[Movement], amounts: list[int]) -> tuple[Movement, ...]:
    """Those for which no amount is left: ids differ on the two sides, amounts do not.

    The older of two equal ones counts as told: what is missing is what came last.
    """
    left = list(amounts)
    found: list[Movement] = []
    for movement in sorted(movements, key=lambda one: one.processed_at):
        if movement.amount_minor in left:
            left.remove(movement.amount_minor)
        else:
            found.append(movement)
    return tuple(found)


def _explained(ours: Ours, theirs: Theirs, words: Words) -> Drift:
    movements, orders = lacking(ours, theirs)
    if orders:
        return Drift(
            kind=DriftClass.MISSED_EVENT,
            explanation=words.missed(orders),
            movements=movements,
            orders=orders,
        )
    difference = theirs.balance_minor - ours.believed_minor
    if movements and _sum(movements) == difference:
        kind, explanation = DriftClass.MANUAL_ADJUSTMENT, words.adjusted(movements)
    else:
        kind, explanation = DriftClass.UNKNOWN, words.unexplained(movements)
    return Drift(kind=kind, explanation=explanation, movements=movements)


def _is_moving(ours: Ours, theirs: Theirs, now: datetime) -> bool:
    young = now - LAG_BOUND
    times = (ours.moved_at, theirs.updated_at)
    return ours.asking or any(time is not None and time > young for time in times)


def _ended_there(ours: Ours, theirs: Theirs, now: datetime) -> bool:
    """Whether it can be spent here and not there. A last day of our own is no difference."""
    if not ours.spendable:
        return False
    day = theirs.expires_on
    expired = day is not None and day != ours.expires_on and day < now.date()
    return expired or not theirs.enabled
