"""Leases of the work table: who of many processes does what only one may do at a time.

A lease says who may begin, not who may write: what is done under one must be harmless twice.
"""

import time

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from giftledger.store.faults import translated
from giftledger.store.items import WorkItem
from giftledger.store.protocol import Conflict

_DAY_SECONDS = 86_400


class LeaseItem(WorkItem, discriminator="lease"):
    """`LEASE#<name>` / `LEASE`: who has it, until when; deleted a day after its end."""

    holder = UnicodeAttribute()
    until = NumberAttribute()
    """Epoch seconds."""


def take_lease(name: str, holder: str, *, seconds: int, now: float | None = None) -> bool:
    """Take a lease that nobody has, or whose time is over; False where another has it.

    Its holder may take it again, for longer. Raises UnavailableError.
    """
    moment = time.time() if now is None else now
    until = moment + seconds
    item = LeaseItem(
        _partition(name), "LEASE", holder=holder, until=until, expires_at=int(until) + _DAY_SECONDS
    )
    free = LeaseItem.pk.does_not_exist() | (LeaseItem.until <= moment)
    try:
        with translated():
            item.save(condition=free | (LeaseItem.holder == holder))
    except Conflict:
        return False
    return True


def give_back(name: str, holder: str) -> None:
    """End one's own lease early; nothing where another has it by now. Raises UnavailableError."""
    try:
        with translated():
            LeaseItem(_partition(name), "LEASE").delete(condition=LeaseItem.holder == holder)
    except Conflict:
        return


def _partition(name: str) -> str:
    return f"LEASE#{name}"
