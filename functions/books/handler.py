"""Books: follows the ledger's stream and counts every posted entry in, exactly once."""

from typing import Any

from giftledger.books import follow_changes
from giftledger.observability import failure_logged
from giftledger.store.protocol import UnavailableError


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401, ARG001
    """Handle a batch of stream records: all of it, or again from its beginning."""
    records = event["Records"]
    try:
        with failure_logged("books", records[0]["dynamodb"]["SequenceNumber"]):
            follow_changes(records)
    except UnavailableError:
        return {"batchItemFailures": [{"itemIdentifier": records[0]["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}
