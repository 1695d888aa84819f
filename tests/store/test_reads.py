"""What a command is decided on is read consistently: never from a replica that lags behind."""

import json
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest

from giftledger.ledger import keys
from giftledger.store.dynamo import DynamoStore
from tests.fakes.commands import LINE, ORDER
from tests.fakes.engine import Engine
from tests.fakes.verbs import CARD

ALIAS = "shopify#1"
ENTRY = "ENTRY#till.redeem.1"
READS: dict[str, tuple[Any, ...]] = {
    "read": (CARD, ENTRY),
    "cards": ([CARD],),
    "card_of_alias": ((ALIAS,),),
    "receipts": ([CARD], ENTRY),
    "choice": ("till.pay.1",),
    "history": (CARD, "till.redeem.1"),
    "places": (ORDER, keys.unit_prefix(LINE)),
    "cancellation": (ORDER,),
    "key_use": ("till.pay.1",),
    "has_gift": (CARD,),
}
WRITES = {"commit", "park", "unpark", "cancel_order", "claim_key"}


def test_every_method_of_the_store_that_reads_is_here() -> None:
    public = {name for name in vars(DynamoStore) if not name.startswith("_")}
    assert public == READS.keys() | WRITES


@pytest.mark.parametrize("method", READS)
def test_no_read_of_the_store_may_be_stale(engine: Engine, method: str) -> None:
    seen: list[bool] = []

    def watch(request: AWSPreparedRequest, **_: object) -> None:
        assert isinstance(request.body, bytes)
        body = json.loads(request.body)
        wanted = body["RequestItems"].values() if "RequestItems" in body else [body]
        seen.extend(one.get("ConsistentRead", False) for one in wanted)

    for client in engine.clients:
        client.meta.events.register_first("before-send.dynamodb", watch)
    try:
        getattr(engine.store, method)(*READS[method])
    finally:
        for client in engine.clients:
            client.meta.events.unregister("before-send.dynamodb", watch)
    assert seen and all(seen)
