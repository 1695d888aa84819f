"""Counters of the work table that vanish by themselves: misses per network and minute."""

from pynamodb.attributes import NumberAttribute

from giftledger.store.faults import translated
from giftledger.store.items import WorkItem


class LimitItem(WorkItem, discriminator="limit"):
    """`LIMIT#misses#<network>` / `<minute>`; DynamoDB deletes it after `expires_at`."""

    misses = NumberAttribute(default=0)


def misses(network: str, minute: str) -> int:
    """How often a network missed in a minute, read consistently. Raises UnavailableError."""
    with translated():
        try:
            item = LimitItem.get(_partition(network), minute, consistent_read=True)
        except LimitItem.DoesNotExist:
            return 0
        return int(item.misses)


def add_miss(network: str, minute: str, *, expires_at: int) -> None:
    """Add one, in one update that races can't lose. Raises UnavailableError."""
    with translated():
        LimitItem(_partition(network), minute).update(
            actions=[LimitItem.misses.add(1), LimitItem.expires_at.set(expires_at)]
        )


def _partition(network: str) -> str:
    return f"LIMIT#misses#{network}"
