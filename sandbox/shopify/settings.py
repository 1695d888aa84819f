"""What a person or test may turn while the shop runs."""

from dataclasses import dataclass, field, fields
from typing import Any

ALL_SCOPES = (
    "read_gift_cards",
    "write_gift_cards",
    "read_gift_card_transactions",
    "write_gift_card_transactions",
    "read_customers",
    "write_customers",
    "read_orders",
    "read_all_orders",
    "write_orders",
    "read_fulfillments",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
)


@dataclass(slots=True)
class ShopSettings:
    """All of them; amounts in minor units of the shop's currency, times in seconds."""

    shop: str = "sandbox.myshopify.com"
    name: str = "Sandbox Shop"
    currency: str = "USD"
    issue_limit_minor: int = 200_000
    purchase_limit_minor: int = 1_000_000
    gift_cards: bool = True
    """Whether the plan has gift cards."""

    client_id: str = ""
    secret: str = "sandbox-secret"
    """Signs webhooks and, as the client secret, gets tokens. An empty client id admits any app."""

    webhooks: str = ""
    legacy_token: str = "shpat_sandbox"
    token_seconds: int = 86_399
    scopes: list[str] = field(default_factory=lambda: list(ALL_SCOPES))
    versions: list[str] = field(default_factory=lambda: ["2026-04", "2026-07"])
    search_delay_seconds: float = 0.0
    duplicate_webhooks: int = 0
    """How many more times every webhook is delivered."""

    webhook_retry_seconds: float = 0.5
    """The wait before the first repetition; it doubles."""

    webhook_delay_seconds: float = 0.0
    fulfil_delay_seconds: float = 0.0
    hang_seconds: float = 20.0
    """How long a call hangs whose fault is a timeout."""

    bucket_size: float = 2000.0
    bucket_restore_rate: float = 100.0
    bulk_seconds: float = 0.0
    """How long a bulk operation runs at least."""

    show_order_transactions: bool = True
    """Whether `GiftCard.transactions` lists what the checkout drew and refunds gave."""


class UnknownSettingError(Exception):
    """No setting of this name, or of another type."""


def change(settings: ShopSettings, told: dict[str, Any]) -> None:
    """Turn some settings, all or none.

    Raises:
        UnknownSettingError: see there.
    """
    usual = ShopSettings()
    known = {one.name for one in fields(ShopSettings)}
    for name, value in told.items():
        if name not in known or not _fits(getattr(usual, name), value):
            raise UnknownSettingError(f"{name} is no such setting")
    for name, value in told.items():
        setattr(settings, name, value)


def _fits(usual: object, value: object) -> bool:
    if isinstance(usual, bool) or isinstance(value, bool):
        return isinstance(usual, bool) and isinstance(value, bool)
    if isinstance(usual, float):
        return isinstance(value, int | float)
    return isinstance(value, type(usual))
