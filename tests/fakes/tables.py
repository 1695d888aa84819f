"""The three tables, made through the API in whatever engine the environment points at."""

from typing import Any

import boto3

from giftledger.settings import Settings

KEY_SCHEMA = [
    {"AttributeName": "pk", "KeyType": "HASH"},
    {"AttributeName": "sk", "KeyType": "RANGE"},
]

STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


def make_tables(
    prefix: str = "giftledger-test", client: Any = None, *, stream: bool = True
) -> Settings:
    """Create ledger, work and people tables and return the settings that name them."""
    dynamodb: Any = client or boto3.client("dynamodb")
    names = {table: f"{prefix}-{table}" for table in ("ledger", "work", "people")}
    dynamodb.create_table(
        TableName=names["ledger"],
        KeySchema=KEY_SCHEMA,
        AttributeDefinitions=_attributes(pk="S", sk="S", seq="N"),
        BillingMode="PAY_PER_REQUEST",
        LocalSecondaryIndexes=[_index("by_seq", "pk", "seq")],
        StreamSpecification=STREAM if stream else {"StreamEnabled": False},
    )
    for table in ("work", "people"):
        dynamodb.create_table(
            TableName=names[table],
            KeySchema=KEY_SCHEMA,
            AttributeDefinitions=_attributes(pk="S", sk="S", todo="S", due_at="S"),
            BillingMode="PAY_PER_REQUEST",
            GlobalSecondaryIndexes=[_index("by_todo", "todo", "due_at")],
        )
    return Settings(
        ledger_table=names["ledger"], work_table=names["work"], people_table=names["people"]
    )


def _attributes(**types: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "AttributeType": kind} for name, kind in types.items()]


def _index(name: str, hash_key: str, range_key: str) -> dict[str, Any]:
    return {
        "IndexName": name,
        "KeySchema": [
            {"AttributeName": hash_key, "KeyType": "HASH"},
            {"AttributeName": range_key, "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "ALL"},
    }
