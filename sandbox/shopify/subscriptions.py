"""Who wants to hear of what: the shop's webhook subscriptions."""

from dataclasses import dataclass, field
from datetime import datetime

APP_TOPICS = (
    "orders/create",
    "orders/updated",
    "orders/paid",
    "orders/cancelled",
    "orders/edited",
    "orders/fulfilled",
    "orders/risk_assessment_changed",
    "order_transactions/create",
    "fulfillments/create",
    "fulfillments/update",
    "refunds/create",
)
"""What the target of the command line hears, as if its app had subscribed."""


OTHER_TOPICS = (
    "orders/partially_fulfilled",
    "app/uninstalled",
    "app/scopes_update",
    "bulk_operations/finish",
    "tender_transactions/create",
)
"""What an app may hear besides."""


@dataclass(slots=True)
class Subscription:
    """One topic, one address. `failures` counts in a row."""

    id: int
    topic: str
    url: str
    created_at: datetime
    updated_at: datetime
    api_version: str = "2026-07"
    name: str | None = None
    filter: str | None = None
    include_fields: list[str] = field(default_factory=list)
    failures: int = 0


def graphql_topic(topic: str) -> str:
    """`orders/paid` as `ORDERS_PAID`."""
    return topic.replace("/", "_").upper()


def rest_topic(topic: str) -> str:
    """`ORDER_TRANSACTIONS_CREATE` as `order_transactions/create`: the last word is the event."""
    known = {graphql_topic(one): one for one in (*APP_TOPICS, *OTHER_TOPICS)}
    if topic in known:
        return known[topic]
    area, _, event = topic.lower().rpartition("_")
    return f"{area}/{event}"
