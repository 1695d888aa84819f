"""What a function is told by its environment, read when first asked for, never at import.

pydantic alone: pydantic-settings would add more to a cold start than all the rest of this module.
"""

import json
import os
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator

QueueName = Literal[
    "purchase",
    "activation",
    "redemption",
    "refund",
    "deactivation",
    "delivery",
    "shopify_sync",
    "shopify_fetch",
]

PREFIX = "GIFTLEDGER_"
"""What the name of every variable begins with."""

QUEUES: tuple[QueueName, ...] = (
    "purchase",
    "activation",
    "redemption",
    "refund",
    "deactivation",
    "delivery",
    "shopify_sync",
    "shopify_fetch",
)
"""One queue with its dead-letter queue per operation, and two for what Shopify is asked."""


RiskHold = Literal["off", "high", "medium"]
"""From which risk on an order's digital cards wait for a person; off: none do."""


class ProductRule(BaseModel):
    """Which programme the cards of a product belong to: by its id, or by how its SKU begins."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    programme: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    product_id: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")] = ""
    sku_prefix: Annotated[str, StringConstraints(max_length=40)] = ""


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
    shopify_sync_queue_url: str = ""
    shopify_fetch_queue_url: str = ""
    scheduler_role_arn: str = ""
    schedule_group: str = ""

    purchase_dlq_url: str = ""
    activation_dlq_url: str = ""
    redemption_dlq_url: str = ""
    refund_dlq_url: str = ""
    deactivation_dlq_url: str = ""
    delivery_dlq_url: str = ""
    shopify_sync_dlq_url: str = ""
    shopify_fetch_dlq_url: str = ""

    shopify_secret: str = ""
    shopify_admin_secret: str = ""
    netsuite_secret: str = ""
    codes_secret: str = ""
    code_key: str = ""
    quarantine_bucket: str = ""

    shop_domain: str = ""
    shop_name: str = ""
    sku_prefix: str = "GIFT-"
    """A product whose SKU begins so is a gift card of ours (when Shopify did not mint it)."""
    shopify_url: str = ""
    """Where the shop's Admin API answers; empty: at its domain."""
    shopify_api_version: str = "2026-07"
    shopify_client_id: str = ""
    shopify_risk_hold: RiskHold = "off"
    shopify_products: tuple[ProductRule, ...] = ()
    """JSON in the environment."""
    netsuite_account: str = ""
    mail_from: str = ""
    public_url: str = ""
    """Where customers reach the pages, without a slash at the end."""
    locale: str = "en"
    settings_kept_seconds: int = 30
    """How long a process keeps the switches of the shop before it reads them again."""
    balance_misses_per_minute: int = 10
    """How many unknown codes one network may try per minute before it is told to wait."""

    @field_validator("shopify_products", mode="before")
    @classmethod
    def _from_json(cls, value: Any) -> Any:  # noqa: ANN401  whatever the environment holds
        return json.loads(value) if isinstance(value, str) else value

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
