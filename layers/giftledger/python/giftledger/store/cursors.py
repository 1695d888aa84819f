"""How far a look at a list elsewhere has come, in the work table."""

from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from giftledger.store.faults import translated
from giftledger.store.items import WorkItem

_SORT = "CURSOR"


class CursorItem(WorkItem, discriminator="cursor"):
    """`CURSOR#<name>` / `CURSOR`: times alone."""

    seen_until = UnicodeAttribute()
    began_at = UnicodeAttribute(null=True)
    down_to = UnicodeAttribute(null=True)
    looked_at = UnicodeAttribute()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where the next look begins."""

    name: str
    seen_until: datetime
    """Everything that changed before this time has been seen."""
    looked_at: datetime
    """When the last look ended: long ago means an outage of ours."""
    began_at: datetime | None = None
    """When the look began that is not at its end; None: none is under way."""
    down_to: datetime | None = None
    """How far back it has come, where a list is read from its youngest change on."""


def read_cursor(name: str) -> Cursor | None:
    """The cursor as it stands, read consistently. Raises UnavailableError."""
    with translated():
        try:
            item = CursorItem.get(_partition(name), _SORT, consistent_read=True)
        except CursorItem.DoesNotExist:
            return None
    return Cursor(
        name=name,
        seen_until=datetime.fromisoformat(item.seen_until),
        looked_at=datetime.fromisoformat(item.looked_at),
        began_at=datetime.fromisoformat(item.began_at) if item.began_at else None,
        down_to=datetime.fromisoformat(item.down_to) if item.down_to else None,
    )


def save_cursor(cursor: Cursor, *, instead_of: Cursor | None) -> None:
    """Store where the next look begins, in place of what this one began with (None: nothing).

    Raises Conflict where another look has ended meanwhile, UnavailableError.
    """
    unchanged = (
        CursorItem.pk.does_not_exist()
        if instead_of is None
        else CursorItem.looked_at == instead_of.looked_at.isoformat()
    )
    with translated():
        CursorItem(
            _partition(cursor.name),
            _SORT,
            seen_until=cursor.seen_until.isoformat(),
            looked_at=cursor.looked_at.isoformat(),
            began_at=cursor.began_at.isoformat() if cursor.began_at else None,
            down_to=cursor.down_to.isoformat() if cursor.down_to else None,
        ).save(condition=unchanged)


def _partition(name: str) -> str:
    return f"CURSOR#{name}"
