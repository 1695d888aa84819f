"""Shopify reconcile: every mirrored card against Shopify's, once a day."""

from datetime import UTC, datetime
from typing import Any

from giftledger.fetching.polling import is_set_up, say_setup
from giftledger.platforms.shopify.admin.faults import SetupError
from giftledger.reconciling.reconcile import reconcile
from giftledger.settings import settings
from giftledger.store.items import bind


def handler(event: dict[str, Any], context: Any) -> None:  # noqa: ANN401, ARG001
    """Run by a schedule."""
    bind(settings())
    if not is_set_up():
        return
    try:
        reconcile(clock=lambda: datetime.now(UTC))
    except SetupError as fault:
        say_setup(fault)
