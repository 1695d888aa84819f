"""What a merchant has switched on and off for the shop, in the work table: settings, not facts."""

from pydantic import BaseModel, ConfigDict
from pynamodb.attributes import UnicodeAttribute

from giftledger.store.faults import translated
from giftledger.store.items import WorkItem

_KEY = ("SHOP#shopify", "SETTINGS")


class ShopSettings(BaseModel):
    """The switches of the shop's connection; each influences only its own operation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    create_cards: bool = False
    """Create and update our cards in Shopify, so that they pay in its checkout."""
    download_cards: bool = True
    """Take over cards that Shopify knows and the ledger does not."""
    send_notifications: bool = False
    """Have Shopify mail the holder of a card that was sold elsewhere."""
    upload_customers: bool = False
    """Create the holder as a customer there, where the holder has agreed to it."""
    fulfil_lines: bool = True
    """Fulfil the order lines whose cards were issued."""
    mark_orders: bool = True
    """Write tags, metafields and notes on orders."""


class ShopItem(WorkItem, discriminator="shop"):
    """`SHOP#shopify` / `SETTINGS`: the switches as JSON."""

    settings = UnicodeAttribute()


def read_shop_settings() -> ShopSettings:
    """The switches as they are set now. Raises UnavailableError."""
    with translated():
        try:
            item = ShopItem.get(*_KEY, consistent_read=True)
        except ShopItem.DoesNotExist:
            return ShopSettings()
        return ShopSettings.model_validate_json(item.settings)


def write_shop_settings(chosen: ShopSettings) -> None:
    """Set the switches; what runs takes them over within `settings_kept_seconds`."""
    with translated():
        ShopItem(*_KEY, settings=chosen.model_dump_json()).save()
