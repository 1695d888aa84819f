"""How long an answer is waited for, and what is kept meanwhile. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from giftledger.store.mirrors import MIRROR_TODO, OPERATOR_TODO, Intent, Mirror

YOUNG = timedelta(seconds=60)
"""How long whoever wrote an intent may be at it: longer than the function may run."""

DOUBT_LASTS = timedelta(minutes=15)
"""After that a person has to look."""

LOOK_AGAIN = timedelta(minutes=1)
REST_OF_STUCK = timedelta(hours=1)
"""What waits for a person is looked at again this often: its cause may be gone."""


def short(mirror: Mirror, now: datetime) -> Mirror:
    """Less is there than is to be debited: a report of what was spent there may be on its way."""
    since = mirror.short_since or now
    stays = now - since >= DOUBT_LASTS
    return replace(
        mirror,
        short_since=since,
        todo=OPERATOR_TODO if stays else MIRROR_TODO,
        due_at=now + (REST_OF_STUCK if stays else LOOK_AGAIN),
    )


def doubtful(mirror: Mirror, intent: Intent, now: datetime) -> Mirror:
    """Nobody knows whether what was asked was done; after fifteen minutes a person decides."""
    stays = now - intent.asked_at >= DOUBT_LASTS
    return replace(
        mirror,
        intent=intent.model_copy(update={"doubt": True}),
        todo=OPERATOR_TODO if stays else MIRROR_TODO,
        due_at=now + (REST_OF_STUCK if stays else LOOK_AGAIN),
    )


def asked_again(mirror: Mirror, intent: Intent, now: datetime) -> Mirror:
    """It may have been done, and asking for it again does no harm: so no person has to decide."""
    asked = intent.model_copy(update={"doubt": True})
    return replace(mirror, intent=asked, todo=MIRROR_TODO, due_at=now + LOOK_AGAIN)


def is_somebodys(intent: Intent, now: datetime) -> bool:
    """Whether whoever wrote the intent may be waiting for its answer now."""
    return not intent.doubt and now - intent.asked_at < YOUNG
