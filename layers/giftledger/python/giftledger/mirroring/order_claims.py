"""Who is at an order's work: one process at a time, and nobody who comes meanwhile is forgotten.

The claim saves calls. That no step has its effect twice does not depend on it: each step reads
the shop first.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from giftledger.observability import count
from giftledger.patience import patiently
from giftledger.store.order_work import (
    OPERATOR_TODO,
    ORDER_TODO,
    OrderWork,
    State,
    Task,
    read_work,
    save_work,
)
from giftledger.store.protocol import Conflict

LEASE = timedelta(seconds=60)
"""How long a process may be at it: longer than its function may run."""

STUCK_AFTER = timedelta(minutes=15)
"""After that a person should know."""

LONGEST_REST = timedelta(hours=1)
"""What waits, or needs a person, is tried again at least this often: no step does harm twice."""


class TakenOverError(Exception):
    """The lease was over and another process is at the work: it reads what we did."""


@dataclass(slots=True)
class Claim:
    """The work while this process is at it. Every method may raise UnavailableError."""

    work: OrderWork
    now: datetime

    def remember(self, choice: str) -> None:
        """Keep what was decided; another choice than before begins the steps anew."""
        if choice != self.work.choice:
            self._save(choice=choice, done=())

    def step_done(self, step: str) -> None:
        """Keep that a step is done."""
        if step not in self.work.done:
            self._save(done=(*self.work.done, step))

    def end(self, state: State) -> None:
        """Give the work back as `done`, or with `nothing` left to do."""
        self._give_back(state=state, todo=None, due_at=None, stuck_since=None, fault="")

    def wait(self, until: datetime | None) -> None:
        """Give the work back; it is told again then, or else the later the longer it waits."""
        due_at = until or self.now + min(self.now - self.work.since, LONGEST_REST)
        self._give_back(state="waiting", todo=ORDER_TODO, due_at=due_at, stuck_since=None, fault="")

    def postpone(self, fault: str) -> None:
        """Give the work back unfinished and say why; after fifteen minutes to a person as well."""
        since = self.work.stuck_since or self.now
        is_stuck = self.now - since >= STUCK_AFTER
        was_told = self.work.todo == OPERATOR_TODO
        self._give_back(
            stuck_since=since,
            fault=fault,
            todo=OPERATOR_TODO if is_stuck else ORDER_TODO,
            due_at=self.now + (LONGEST_REST if is_stuck else timedelta()),
        )
        if is_stuck and not was_told:
            count("ShopifyOrderWorkStuck")

    def _give_back(self, **changes: Any) -> None:
        self._save(worked_until=None, **changes)

    def _save(self, **changes: Any) -> None:
        self.work = patiently(lambda: self._try(changes), what=f"order {self.work.order_id}")

    def _try(self, changes: dict[str, Any]) -> OrderWork:
        became = replace(self.work, **changes)
        if became.called_again and became.worked_until is None:
            todo = became.todo or ORDER_TODO
            became = replace(became, state="open", todo=todo, due_at=self.now)
        try:
            return save_work(became)
        except Conflict:
            stored = read_work(became.order_id, became.task)
            if stored is None or stored.worked_until != self.work.worked_until:
                raise TakenOverError(became.task) from None
            self.work = replace(self.work, version=stored.version, called_again=True)
            raise


def claim(order_id: str, task: Task, *, now: datetime) -> Claim | None:
    """Be at the work for a lease; None where somebody else is: they will look once more.

    The work stands in the sweep's list from here on until it is ended: a process that dies, or a
    message that is lost, only costs time. Raises UnavailableError.
    """
    return patiently(lambda: _claim(order_id, task, now), what=f"order {order_id}")


def _claim(order_id: str, task: Task, now: datetime) -> Claim | None:
    work = read_work(order_id, task) or OrderWork(
        order_id=order_id, task=task, version=0, since=now
    )
    if work.worked_until is not None and work.worked_until > now:
        save_work(replace(work, called_again=True))
        return None
    if work.is_complete:
        work = replace(work, since=now, done=())
    lease = now + LEASE
    taken = replace(
        work,
        state="open",
        worked_until=lease,
        called_again=False,
        todo=work.todo or ORDER_TODO,
        due_at=lease,
    )
    return Claim(save_work(taken), now)
