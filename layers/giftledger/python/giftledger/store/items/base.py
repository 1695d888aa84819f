"""What the models of every table share."""

from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

CONNECT_TIMEOUT_SECONDS = 2
READ_TIMEOUT_SECONDS = 5


class TableMeta:
    """Shared by every table: one attempt, because the service decides what is safe to repeat."""

    table_name: str
    connect_timeout_seconds = CONNECT_TIMEOUT_SECONDS
    read_timeout_seconds = READ_TIMEOUT_SECONDS
    max_retry_attempts = 0


class ByTodo(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """What is still to be done, oldest first; an item that is done leaves it."""

    class Meta:
        """Sparse: only items with a `todo`."""

        index_name = "by_todo"
        projection = AllProjection()

    todo = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)
