"""Bulk operations: one mutation run for every line of a file, and what came of each.

A result row is matched by its `__lineNumber` or by the code in it, never by order.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx

from giftledger.platforms.shopify.admin.client import admin
from giftledger.platforms.shopify.admin.document import gid, id_digits
from giftledger.platforms.shopify.admin.documents import bulk as documents
from giftledger.platforms.shopify.admin.faults import (
    NotAppliedError,
    UnknownOutcomeError,
)
from giftledger.platforms.shopify.admin.transport import send

MAX_BYTES = 100 * 1024 * 1024
"""Of one file; the storage refuses an empty one, too."""

ENDED = frozenset({"COMPLETED", "FAILED", "CANCELED", "EXPIRED"})
"""Statuses after which nothing changes any more."""


@dataclass(frozen=True, slots=True)
class OperationThere:
    """A bulk operation. The addresses of its results end after some days."""

    id: str
    status: str
    error_code: str | None
    object_count: int
    url: str | None
    """Of all result rows, once COMPLETED."""
    partial_url: str | None
    """Of the rows until it FAILED."""

    @property
    def has_ended(self) -> bool:
        """Whether it has come to its end, good or bad."""
        return self.status in ENDED


def stage(jsonl: bytes) -> str:
    """Put a file of variables, one JSON object a line, where Shopify reads it; its path.

    May be repeated. Raises ValueError for an empty or too large file, and the client's faults.
    """
    if not 0 < len(jsonl) <= MAX_BYTES:
        raise ValueError("a file holds 1 byte to 100 MiB")
    told = {
        "resource": "BULK_MUTATION_VARIABLES",
        "filename": "variables.jsonl",
        "mimeType": "text/jsonl",
        "httpMethod": "POST",
    }
    targets = admin().run(documents.STAGE, input=[told]).staged_uploads_create.staged_targets
    target = targets[0] if targets else None
    if target is None or target.url is None:
        raise UnknownOutcomeError("nowhere to put the file")
    path = {part.name: part.value for part in target.parameters}.get("key")
    if path is None:
        raise UnknownOutcomeError("the storage told no key")
    # As files without names: the storage wants its fields in this order, and the file last.
    fields: list[tuple[str, Any]] = [(part.name, (None, part.value)) for part in target.parameters]
    fields.append(("file", ("variables.jsonl", jsonl, "text/jsonl")))
    http = admin().http
    response = send(http, http.build_request("POST", target.url, files=fields))
    if response.status_code not in (httpx.codes.CREATED, httpx.codes.NO_CONTENT, httpx.codes.OK):
        raise NotAppliedError(f"the storage answers {response.status_code}")
    return path


def run_mutation(mutation: str, path: str, client_identifier: str) -> str:
    """Start a mutation over a staged file; the operation's id (digits).

    `client_identifier` has 10 to 255 characters. `Refused.code` OPERATION_IN_PROGRESS: five run
    already. After an unknown outcome it may run: with codes of our own it may be run again.
    """
    answer = admin().run(
        documents.RUN_MUTATION,
        mutation=mutation,
        stagedUploadPath=path,
        clientIdentifier=client_identifier,
    )
    started = answer.bulk_operation_run_mutation.bulk_operation
    if started is None:
        raise UnknownOutcomeError("an operation was started without an id")
    return id_digits(started.id)


def operation(operation_id: str) -> OperationThere | None:
    """How far an operation is; None where there is none of this id."""
    found = admin().run(documents.OPERATION, id=gid("BulkOperation", operation_id)).bulk_operation
    if found is None:
        return None
    return OperationThere(
        id=id_digits(found.id),
        status=found.status,
        error_code=found.error_code,
        object_count=int(found.object_count),
        url=found.url,
        partial_url=found.partial_data_url,
    )


def rows(url: str) -> Iterator[dict[str, Any]]:
    """The result rows at an address that `operation` told, read as they come.

    Raises NotAppliedError where they can't be had now; a row that is no object raises
    UnknownOutcomeError.
    """
    try:
        with admin().http.stream("GET", url) as response:
            if response.status_code != httpx.codes.OK:
                raise NotAppliedError(f"the storage answers {response.status_code}")
            for line in response.iter_lines():
                if line.strip():
                    yield _row(line)
    except httpx.HTTPError as error:
        raise NotAppliedError(type(error).__name__) from error


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line, parse_float=Decimal)
    except ValueError as error:
        raise UnknownOutcomeError("a result row is no JSON") from error
    if not isinstance(row, dict):
        raise UnknownOutcomeError("a result row is no object")
    return row
