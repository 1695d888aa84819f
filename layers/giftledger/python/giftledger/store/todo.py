"""What waits in the tables: parked facts by the key they wait for, and overdue work by its age."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from pynamodb.expressions.update import Action

from giftledger.store import items
from giftledger.store.faults import translated
from giftledger.store.protocol import Conflict, ParkedFact
from giftledger.store.writing import EXPIRY_TODO, MAIL_TODO, PARKED_TODO

SWEEP_LIMIT = 1_000
"""How many overdue things of one kind a sweep picks up at a time."""


def parked_under(key: str) -> Iterator[ParkedFact]:
    """The facts that wait for this key."""
    with translated():
        for item in items.ParkedItem.query(f"PARKED#{key}", consistent_read=True):
            yield _fact(item)


def overdue_facts(before: datetime) -> Iterator[ParkedFact]:
    """Facts that are due for another telling before this time, the longest due first."""
    with translated():
        found = items.ParkedItem.by_todo.query(
            PARKED_TODO, items.ByTodo.due_at < before.isoformat(), limit=SWEEP_LIMIT
        )
        for item in found:
            yield _fact(item)


def postpone(fact: ParkedFact, until: datetime) -> None:
    """Let a fact that was told again rest, so that more than a sweep can hold get their turn."""
    item = items.ParkedItem(f"PARKED#{fact.key}", fact.command_id)
    with suppress(Conflict), translated():
        item.update(
            actions=[items.ParkedItem.due_at.set(until.isoformat())],
            condition=items.ParkedItem.pk.exists(),
        )


def overdue_mails(before: datetime) -> Iterator[str]:
    """The gift cards whose mail should have left before this time, the oldest first."""
    with translated():
        found = items.GiftItem.by_todo.query(
            MAIL_TODO, items.ByTodo.due_at < before.isoformat(), limit=SWEEP_LIMIT
        )
        for item in found:
            yield str(item.gift_card_id)


def due_expiries(before: datetime) -> Iterator[str]:
    """The gift cards to look at, because their last day may have ended before this time."""
    with translated():
        found = items.ExpiryItem.by_todo.query(
            EXPIRY_TODO, items.ByTodo.due_at < before.isoformat(), limit=SWEEP_LIMIT
        )
        for item in found:
            yield str(item.pk).removeprefix("EXPIRY#")


def look_again(gift_card_id: str, until: datetime | None) -> None:
    """Look at a card's last day again then; None: never, because it is closed."""
    item = items.ExpiryItem(f"EXPIRY#{gift_card_id}", "EXPIRY")
    actions: list[Action] = (
        [items.ExpiryItem.due_at.set(until.isoformat())]
        if until
        else [items.ExpiryItem.todo.remove(), items.ExpiryItem.due_at.remove()]
    )
    with suppress(Conflict), translated():
        item.update(actions=actions, condition=items.ExpiryItem.pk.exists())


def _fact(item: items.ParkedItem) -> ParkedFact:
    return ParkedFact(
        key=item.pk.removeprefix("PARKED#"),
        command_id=item.sk,
        body=item.command,
        queue=item.queue,
        parked_at=datetime.fromisoformat(item.parked_at),
    )
