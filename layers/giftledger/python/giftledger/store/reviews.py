"""Orders whose digital cards wait for the risk to be judged, in the work table."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from giftledger.store.faults import translated
from giftledger.store.items import ByTodo, WorkItem

REVIEW_TODO = "shopify_review"

State = Literal["waiting", "held", "released", "rejected"]
"""Waiting: for Shopify's judgement, or for cards still to come. Held: for a person."""

LOOKED_AT = 1_000
"""How many due orders one look picks up."""

_SORT = "REVIEW"


class ReviewItem(WorkItem, discriminator="review"):
    """`REVIEW#<order id>` / `REVIEW`: no person but the one who decided, no code."""

    version = NumberAttribute()
    state = UnicodeAttribute()
    level = UnicodeAttribute()
    since = UnicodeAttribute()
    actor = UnicodeAttribute(null=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What is known of the risk on one order, and what was decided."""

    order_id: str
    """Digits."""
    level: str
    """Shopify's judgement when it was last asked: none, low, medium, high or pending."""
    since: datetime
    """When its cards began to wait."""
    state: State = "waiting"
    actor: str | None = None
    """Who decided, where a person did."""
    due_at: datetime | None = None
    """When to ask again; None: never, because nothing of it waits any more."""
    version: int = 0
    """0: nothing is stored yet. Rises by one with every write."""


def read_review(order_id: str) -> Review | None:
    """The review of an order as it stands, read consistently. Raises UnavailableError."""
    with translated():
        try:
            return _review(ReviewItem.get(_partition(order_id), _SORT, consistent_read=True))
        except ReviewItem.DoesNotExist:
            return None


def save_review(review: Review) -> Review:
    """Store it on condition that it is at its version; returns it at the next one.

    Raises Conflict where somebody else wrote it meanwhile, UnavailableError.
    """
    saved = replace(review, version=review.version + 1)
    with translated():
        _item(saved).save(condition=_unchanged(review.version))
    return saved


def unfinished_reviews() -> Iterator[Review]:
    """All reviews that are not over, by when they are looked at next. The index may lag."""
    with translated():
        for item in ReviewItem.by_todo.query(REVIEW_TODO):
            if isinstance(item, ReviewItem):
                yield _review(item)


def due_reviews(before: datetime) -> Iterator[Review]:
    """The reviews to look at again before this time, the longest due first."""
    with translated():
        found = ReviewItem.by_todo.query(
            REVIEW_TODO, ByTodo.due_at < before.isoformat(), limit=LOOKED_AT
        )
        for item in found:
            if isinstance(item, ReviewItem):
                yield _review(item)


def _unchanged(version: int) -> Condition:
    if version == 0:
        return ReviewItem.pk.does_not_exist()
    return ReviewItem.version == version


def _partition(order_id: str) -> str:
    return f"REVIEW#{order_id}"


def _item(review: Review) -> ReviewItem:
    due_at = review.due_at.isoformat() if review.due_at else None
    return ReviewItem(
        _partition(review.order_id),
        _SORT,
        version=review.version,
        state=review.state,
        level=review.level,
        since=review.since.isoformat(),
        actor=review.actor,
        todo=REVIEW_TODO if due_at else None,
        due_at=due_at,
    )


def _review(item: ReviewItem) -> Review:
    states: dict[str, State] = {"held": "held", "released": "released", "rejected": "rejected"}
    return Review(
        order_id=item.pk.removeprefix("REVIEW#"),
        level=item.level,
        since=datetime.fromisoformat(item.since),
        state=states.get(item.state, "waiting"),
        actor=item.actor,
        due_at=datetime.fromisoformat(item.due_at) if item.due_at else None,
        version=int(item.version),
    )
