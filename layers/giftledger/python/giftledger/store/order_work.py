"""What is to be done on an order of the shop, and how far it has come, in the work table."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from giftledger.store.faults import translated
from giftledger.store.items import ByTodo, WorkItem

Task = Literal["fulfil", "deny"]
State = Literal["waiting", "open", "done", "nothing"]

ORDER_TODO = "shopify_order"
OPERATOR_TODO = "shopify_operator"
"""The todo under which a person finds what did not come through by itself."""

SWEEP_LIMIT = 1_000
"""How many overdue orders a sweep picks up at a time."""

PREFIX = "SHOPORDER#"


class OrderWorkItem(WorkItem, discriminator="order_work"):
    """`SHOPORDER#<order id>` / `<task>`: no person, no code."""

    version = NumberAttribute()
    state = UnicodeAttribute()
    choice = UnicodeAttribute(null=True)
    done = ListAttribute[Any](default=list)
    since = UnicodeAttribute()
    worked_until = UnicodeAttribute(null=True)
    called_again = BooleanAttribute(null=True)
    stuck_since = UnicodeAttribute(null=True)
    fault = UnicodeAttribute(null=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWork:
    """One task on one order; `done` and `nothing` are ends, until it is asked for anew."""

    order_id: str
    """Digits."""
    task: Task
    version: int
    """0: nothing is stored yet. Rises by one with every write."""
    since: datetime
    state: State = "open"
    choice: str = ""
    """What was decided when the work began, as JSON; empty: nothing is decided."""
    done: tuple[str, ...] = ()
    """The steps that are known to be done."""
    worked_until: datetime | None = None
    """Until when the process that is at it may take before another one takes over."""
    called_again: bool = False
    """It was asked for while somebody was at it: what they had read may be out of date."""
    stuck_since: datetime | None = None
    fault: str = ""
    """Why it does not go on, in our own words."""
    todo: str | None = None
    due_at: datetime | None = None

    @property
    def is_complete(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.state in {"done", "nothing"}


def read_work(order_id: str, task: Task) -> OrderWork | None:
    """The work as it stands, read consistently. Raises UnavailableError."""
    with translated():
        try:
            return _work(OrderWorkItem.get(_partition(order_id), task, consistent_read=True))
        except OrderWorkItem.DoesNotExist:
            return None


def save_work(work: OrderWork) -> OrderWork:
    """Store the work on condition that it is at its version; returns it at the next one.

    Raises Conflict where somebody else wrote it meanwhile, UnavailableError.
    """
    saved = replace(work, version=work.version + 1)
    with translated():
        _item(saved).save(condition=_unchanged(work.version))
    return saved


def overdue_orders(before: datetime) -> Iterator[OrderWork]:
    """Unfinished work that is due for another telling before this time, the longest due first.

    What waits for a person is among it: its cause may be gone, and every step may be repeated.
    """
    for todo in (ORDER_TODO, OPERATOR_TODO):
        with translated():
            found = OrderWorkItem.by_todo.query(
                todo, ByTodo.due_at < before.isoformat(), limit=SWEEP_LIMIT
            )
            for item in found:
                if isinstance(item, OrderWorkItem):
                    yield _work(item)


def _unchanged(version: int) -> Condition:
    if version == 0:
        return OrderWorkItem.pk.does_not_exist()
    return OrderWorkItem.version == version


def _partition(order_id: str) -> str:
    return f"{PREFIX}{order_id}"


def _item(work: OrderWork) -> OrderWorkItem:
    return OrderWorkItem(
        _partition(work.order_id),
        work.task,
        version=work.version,
        state=work.state,
        choice=work.choice or None,
        done=list(work.done),
        since=work.since.isoformat(),
        worked_until=_text(work.worked_until),
        called_again=work.called_again or None,
        stuck_since=_text(work.stuck_since),
        fault=work.fault or None,
        todo=work.todo,
        due_at=_text(work.due_at),
    )


def _work(item: OrderWorkItem) -> OrderWork:
    task: Task = "deny" if item.sk == "deny" else "fulfil"
    states: dict[str, State] = {"waiting": "waiting", "done": "done", "nothing": "nothing"}
    return OrderWork(
        order_id=item.pk.removeprefix(PREFIX),
        task=task,
        version=int(item.version),
        since=datetime.fromisoformat(item.since),
        state=states.get(item.state, "open"),
        choice=item.choice or "",
        done=tuple(str(step) for step in item.done),
        worked_until=_time(item.worked_until),
        called_again=bool(item.called_again),
        stuck_since=_time(item.stuck_since),
        fault=item.fault or "",
        todo=item.todo,
        due_at=_time(item.due_at),
    )


def _text(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
