"""What a function is told by its environment, read when first asked for, never at import.

pydantic alone: pydantic-settings would add more to a cold start than all the rest of this module.
"""

import os
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

QueueName = Literal["purchase", "activation", "redemption", "refund", "deactivation", "delivery"]

PREFIX = "GIFTLEDGER_"
"""What the name of every variable begins with."""

QUEUES: tuple[QueueName, ...] = (
    "purchase",
    "activation",
    "redemption",
    "refund",
    "deactivation",
    "delivery",
)
"""One queue with its dead-letter queue per operation."""


class Settings(BaseModel):
    """Everything that infra may set. A function gets only what its function.toml grants."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stage: str = "local"
    ledger_table: str = ""
    work_table: str = ""
    people_table: str = ""

    purchase_queue_url: str = ""
    activation_queue_url: str = ""
    redemption_queue_url: str = ""
    refund_queue_url: str = ""
    deactivation_queue_url: str = ""
    delivery_queue_url: str = ""
    delivery_queue_arn: str = ""
    scheduler_role_arn: str = ""
    schedule_group: str = ""

    purchase_dlq_url: str = ""
    activation_dlq_url: str = ""
    redemption_dlq_url: str = ""
    refund_dlq_url: str = ""
    deactivation_dlq_url: str = ""
    delivery_dlq_url: str = ""

    shopify_secret: str = ""
    netsuite_secret: str = ""
    codes_secret: str = ""
    code_key: str = ""
    quarantine_bucket: str = ""

    shop_domain: str = ""
    shop_name: str = ""
    sku_prefix: str = "GIFT-"
    """A product whose SKU begins so is a gift card of ours (when Shopify did not mint it)."""
    netsuite_account: str = ""
    mail_from: str = ""
    public_url: str = ""
    """Where customers reach the pages, without a slash at the end."""
    locale: str = "en"
    balance_misses_per_minute: int = 10
    """How many unknown codes one network may try per minute before it is told to wait."""

    def queue_url(self, queue: QueueName) -> str:
        """The URL of an operation's queue; empty where this function may not send to it."""
        url: str = getattr(self, f"{queue}_queue_url")
        return url

    def dlq_url(self, queue: QueueName) -> str:
        """The URL of an operation's dead-letter queue."""
        url: str = getattr(self, f"{queue}_dlq_url")
        return url


@cache
def settings() -> Settings:
    """The process's settings. Raises pydantic.ValidationError for a value that is none."""
    told = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    return Settings.model_validate(
        {name.removeprefix(PREFIX).lower(): value for name, value in told.items()}
    )
