"""The store as one worker meets it: between any two calls others come first, and calls fail."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from greenlet import getcurrent

from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.store.protocol import (
    Awaited,
    Choice,
    Commit,
    Conflict,
    ParkedFact,
    Place,
    Snapshot,
    UnavailableError,
)
from tests.fakes.faults import Killed
from tests.fakes.memory_store import MemoryStore
from tests.simulation.weather import KILLS, Fault

if TYPE_CHECKING:
    from tests.simulation.world import World

Found = TypeVar("Found")
Item = TypeVar("Item")


def others_first() -> None:
    """Let the others go first: comes back when the seed says so."""
    scheduler = getcurrent().parent
    if scheduler is not None:
        scheduler.switch()


class ShakyStore:
    """Implements Store on the one in memory."""

    def __init__(self, inner: MemoryStore, world: "World") -> None:
        self.inner = inner
        self._world = world

    def read(self, gift_card_id: str, entry: str) -> Snapshot:
        """Two items that are read one after the other."""

        def both() -> Snapshot:
            if not self._is_torn():
                return self.inner.read(gift_card_id, entry)
            first = self.inner.read(gift_card_id, entry)
            others_first()
            second = self.inner.read(gift_card_id, entry)
            if self._world.weather.happens(0.5):
                return Snapshot(first.card, second.receipt)
            return Snapshot(second.card, first.receipt)

        return self._ask(both)

    def cards(self, gift_card_ids: Sequence[str]) -> dict[str, Card]:
        return self._ask(lambda: dict(self._one_by_one(self.inner.cards, gift_card_ids)))

    def receipts(self, gift_card_ids: Sequence[str], entry: str) -> dict[str, Entry]:
        def those(ids: Sequence[str]) -> dict[str, Entry]:
            return self.inner.receipts(ids, entry)

        return self._ask(lambda: dict(self._one_by_one(those, gift_card_ids)))

    def card_of_alias(self, aliases: Sequence[str]) -> str | None:
        for alias in aliases:
            card = self._ask(partial(self.inner.card_of_alias, [alias]))
            if card is not None:
                return card
        return None

    def choice(self, command_id: str) -> Choice | None:
        return self._ask(lambda: self.inner.choice(command_id))

    def key_use(self, command_id: str) -> str | None:
        return self._ask(lambda: self.inner.key_use(command_id))

    def claim_key(self, command_id: str, use: str) -> str:
        return self._tell(lambda: self.inner.claim_key(command_id, use))

    def history(self, gift_card_id: str, command_id: str) -> tuple[Entry, ...]:
        def query() -> tuple[Entry, ...]:
            return self.inner.history(gift_card_id, command_id)

        return self._ask(lambda: self._in_two(query, lambda entry: entry.key))

    def has_gift(self, gift_card_id: str) -> bool:
        return self._ask(lambda: self.inner.has_gift(gift_card_id))

    def places(self, order_id: str, prefix: str) -> tuple[Place, ...]:
        def query() -> tuple[Place, ...]:
            return self.inner.places(order_id, prefix)

        return self._ask(lambda: self._in_two(query, lambda place: place.item))

    def cancellation(self, order_id: str) -> tuple[str, datetime] | None:
        return self._ask(lambda: self.inner.cancellation(order_id))

    def cancel_order(self, order_id: str, command_id: str, occurred_at: datetime) -> None:
        def cancel() -> None:
            self.inner.cancel_order(order_id, command_id, occurred_at)
            self._world.history.cancelled.setdefault(order_id, self._world.step)

        self._tell(cancel)

    def commit(self, *commits: Commit) -> None:
        telling = self._world.telling

        def write() -> None:
            self.inner.commit(*commits)
            self._world.wrote(telling, commits)

        self._tell(write)

    def park(self, awaited: Awaited, fact: ParkedFact) -> None:
        self._tell(lambda: self.inner.park(awaited, fact))

    def unpark(self, key: str, command_id: str) -> None:
        self._tell(lambda: self.inner.unpark(key, command_id))

    def _ask(self, call: Callable[[], Found]) -> Found:
        found = self._call(call, None)
        telling = self._world.telling
        if telling is not None:
            telling.reads.append(self._world.step)
        return found

    def _tell(self, call: Callable[[], Found]) -> Found:
        return self._call(call, call)

    def _call(self, call: Callable[[], Found], late: Callable[[], object] | None) -> Found:
        others_first()
        fault = self._world.weather.fault(writes=late is not None)
        if fault is None:
            return call()
        if fault is Fault.CONFLICT:
            raise Conflict(fault)
        if fault is Fault.LATE and late is not None:
            self._world.late.append(late)
        if fault in (Fault.REPLY_LOST, Fault.KILLED_AFTER):
            call()
        raise Killed(fault) if fault in KILLS else UnavailableError(fault)

    def _is_torn(self) -> bool:
        return self._world.weather.happens(self._world.weather.torn_reads)

    def _one_by_one(
        self, those: Callable[[Sequence[str]], dict[str, Item]], ids: Sequence[str]
    ) -> Iterator[tuple[str, Item]]:
        """A request for several items is no snapshot."""
        for one in ids:
            yield from those([one]).items()
            if len(ids) > 1 and self._is_torn():
                others_first()

    def _in_two(
        self, query: Callable[[], tuple[Item, ...]], key_of: Callable[[Item], str]
    ) -> tuple[Item, ...]:
        """Nor is a query: what others write while it goes on is seen behind where it is."""
        first = query()
        if not self._is_torn():
            return first
        others_first()
        half = [key_of(item) for item in first][: (len(first) + 1) // 2]
        reached = half[-1] if half else ""
        rest = (item for item in query() if key_of(item) > reached)
        return (*first[: len(half)], *rest)
