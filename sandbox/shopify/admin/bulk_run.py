"""Runs a bulk mutation over its file, line by line, in the background."""

import json
import time
from typing import Any

from sandbox.shopify import events
from sandbox.shopify.admin.engine import execute
from sandbox.shopify.admin.shapes import gid, time_text
from sandbox.shopify.bulk import BulkOperation
from sandbox.shopify.shop import Shop

FASTEST_SECONDS = 0.05


def run(shop: Shop, operation: BulkOperation) -> None:
    """Each line is its own call: a bad one costs nothing but itself."""
    ends = time.monotonic() + max(shop.settings.bulk_seconds, FASTEST_SECONDS)
    with shop.lock:
        raw = shop.bulk.files[operation.path].decode(errors="replace")
        if operation.status == "CREATED":
            operation.status = "RUNNING"
    rows = []
    for place, text in enumerate(line for line in raw.splitlines() if line.strip()):
        with shop.lock:
            if operation.status != "RUNNING":
                return
            rows.append(json.dumps({**_row(shop, operation, text), "__lineNumber": place}))
            operation.count += 1
    time.sleep(max(0.0, ends - time.monotonic()))
    with shop.lock:
        if operation.status == "RUNNING":
            _finish(shop, operation, rows)


def _row(shop: Shop, operation: BulkOperation, text: str) -> dict[str, Any]:
    try:
        variables = json.loads(text)
    except ValueError:
        variables = None
    if not isinstance(variables, dict):
        return {"errors": [{"message": "Failed to parse this line as a JSON object"}]}
    fault = shop.faults.next_for(["bulkLine"])
    if fault is not None:
        return {"errors": [{"message": "Internal error. Looks like something went wrong."}]}
    return execute(shop, operation.query, variables, version=operation.version)


def _finish(shop: Shop, operation: BulkOperation, rows: list[str]) -> None:
    operation.result = "".join(f"{row}\n" for row in rows)
    operation.status = "COMPLETED"
    operation.completed_at = shop.now()
    body = {
        "admin_graphql_api_id": gid("BulkOperation", operation.id),
        "completed_at": time_text(operation.completed_at),
        "created_at": time_text(operation.created_at),
        "error_code": None,
        "status": "completed",
        "type": "mutation",
    }
    events.tell(shop, "bulk_operations/finish", body)
