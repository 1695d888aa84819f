"""The process's store, opened when first asked for."""

from functools import cache

from giftledger.settings import settings
from giftledger.store.dynamo import DynamoStore


@cache
def store() -> DynamoStore:
    """The store on the tables of this process's settings."""
    return DynamoStore(settings())
