"""What waits in the tables: parked facts by the key they wait for, and overdue work by its age."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from giftledger.store import items
from giftledger.store.faults import translated
from giftledger.store.new_items import MAIL_TODO, PARKED_TODO
from giftledger.store.protocol import Conflict, ParkedFact

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


def _fact(item: items.ParkedItem) -> ParkedFact:
    return ParkedFact(
        key=item.pk.removeprefix("PARKED#"),
        command_id=item.sk,
        body=item.command,
        queue=item.queue,
        parked_at=datetime.fromisoformat(item.parked_at),
    )
