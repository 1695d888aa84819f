"""Shopify poll: looks for what webhooks missed, and subscribes to what is missing."""

from datetime import UTC, datetime
from typing import Any

from giftledger.fetching.polling import poll
from giftledger.observability import logger
from giftledger.platforms.shopify.admin.faults import ShopifyError
from giftledger.reconciling.reconcile import reconcile_card

CLOSELY = 50
"""How many cards one run compares with all that moved them; the daily comparison sees to more."""


def handler(event: dict[str, Any], context: Any) -> None:  # noqa: ANN401, ARG001
    """Run by a schedule."""
    now = datetime.now(UTC)
    for gift_card_id in poll(now)[:CLOSELY]:
        try:
            reconcile_card(gift_card_id, now=now)
        except ShopifyError as fault:
            line = {"operation": "shopify_poll", "gift_card_id": gift_card_id}
            logger().warning("not compared", extra={**line, "fault": type(fault).__name__})
