"""Which unknown codes were asked about lately, and how many: items that vanish by themselves."""

from datetime import datetime

from pynamodb.attributes import NumberAttribute

from giftledger.store.faults import translated
from giftledger.store.items import WorkItem
from giftledger.store.protocol import Conflict

COUNTED_SECONDS = 60


class SearchItem(WorkItem, discriminator="search"):
    """`SEARCH#<keyed hash of a code>` / `SEARCH`: asked about, and not again before `until`."""

    until = NumberAttribute()
    """Epoch seconds."""


class SearchesItem(WorkItem, discriminator="searches"):
    """`LIMIT#searches#<who>` / `<minute>`; DynamoDB deletes it after `expires_at`."""

    searches = NumberAttribute(default=0)


def claim_search(code_hash: str, *, now: datetime, seconds: int) -> bool:
    """Whether this code is to be asked about: not if it was within so many seconds.

    Raises UnavailableError.
    """
    moment = int(now.timestamp())
    item = SearchItem(f"SEARCH#{code_hash}", "SEARCH")
    free = SearchItem.pk.does_not_exist() | (SearchItem.until <= moment)
    until = moment + seconds
    try:
        with translated():
            item.update(
                actions=[SearchItem.until.set(until), SearchItem.expires_at.set(until)],
                condition=free,
            )
    except Conflict:
        return False
    return True


def count_search(who: str, *, now: datetime, per_minute: int) -> bool:
    """Whether one more is within the limit of this minute; one that is not is not counted.

    Raises UnavailableError.
    """
    item = SearchesItem(f"LIMIT#searches#{who}", now.strftime("%Y-%m-%dT%H:%MZ"))
    has_room = SearchesItem.pk.does_not_exist() | (SearchesItem.searches < per_minute)
    expires_at = int(now.timestamp()) + 2 * COUNTED_SECONDS
    try:
        with translated():
            item.update(
                actions=[
                    SearchesItem.searches.add(1),
                    SearchesItem.expires_at.set(expires_at),
                ],
                condition=has_room,
            )
    except Conflict:
        return False
    return True
