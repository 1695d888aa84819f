"""The shop's switches as they are set now, asked for anew every thirty seconds per process."""

import time

from giftledger.settings import settings
from giftledger.store.items import bind
from giftledger.store.shops import ShopSettings, read_shop_settings

_kept: tuple[float, ShopSettings] | None = None


def shop_settings() -> ShopSettings:
    """The switches; those that nobody has turned stand as they are delivered.

    Raises UnavailableError where they have to be asked for and the table does not answer.
    """
    global _kept  # noqa: PLW0603  one shop per stage, one value per process
    now = time.monotonic()
    if _kept is None or now >= _kept[0]:
        bind(settings())
        _kept = (now + settings().settings_kept_seconds, read_shop_settings())
    return _kept[1]


def forget_shop_settings() -> None:
    """Begin as a new process does."""
    global _kept  # noqa: PLW0603
    _kept = None
