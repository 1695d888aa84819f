"""Uploaded files and the bulk operations that ran on them."""

from dataclasses import dataclass, field
from datetime import datetime

MAX_RUNNING = 5
RUNNING = ("CREATED", "RUNNING")


@dataclass(slots=True)
class BulkOperation:
    """One run of a mutation over a file. `result` is JSONL."""

    id: int
    query: str
    path: str
    version: str
    created_at: datetime
    status: str = "CREATED"
    completed_at: datetime | None = None
    count: int = 0
    result: str | None = None
    error_code: str | None = None


@dataclass(slots=True)
class BulkDesk:
    """Keys that were given out for uploads, files by key, operations by id."""

    expected: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    operations: dict[int, BulkOperation] = field(default_factory=dict)
    version: str = "2026-07"
    """The API version of the last call: an operation runs in that of the call that began it."""

    base_url: str = "http://127.0.0.1"
    """Where the shop itself answers: the last caller's address of it."""

    def running(self) -> list[BulkOperation]:
        """Those that have not ended."""
        return [one for one in self.operations.values() if one.status in RUNNING]
