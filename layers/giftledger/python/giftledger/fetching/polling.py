"""The regular look at the shop: orders, cards, reviews, subscriptions.

Whatever fails, the next look begins where this one did.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from giftledger.fetching.card_look import CardLook, look_at_cards
from giftledger.fetching.messages import FetchOrder, ask
from giftledger.fetching.order_look import CURSOR, look_at_orders
from giftledger.fetching.reviewing import orders_in_review
from giftledger.fetching.subscriptions import check_subscriptions
from giftledger.observability import count, logger
from giftledger.platforms.shopify.admin.faults import SetupError, ShopifyError
from giftledger.secret_values import secret_value
from giftledger.settings import settings
from giftledger.store.cursors import read_cursor
from giftledger.store.items import bind
from giftledger.store.reviews import due_reviews

LOGGED = 50
"""How many ids one line names."""

Found = TypeVar("Found")


def poll(now: datetime) -> tuple[str, ...]:
    """One look at everything; the mirrored cards whose balance there nothing here explains.

    Raises NotQueuedError, UnavailableError, botocore's errors.
    """
    bind(settings())
    if not is_set_up():
        logger().info("poll", extra={"operation": "shopify_poll", "outcome": "not_set_up"})
        return ()
    _look_at_reviews(now)
    missing = _tried(check_subscriptions, tuple[str, ...]())
    orders = _tried(lambda: look_at_orders(now, missed_webhooks=bool(missing)), None)
    if orders is None:
        _say_how_late(now)
    look = _tried(lambda: look_at_cards(now, missed_webhooks=bool(missing)), CardLook())
    facts = {"orders": orders, "cards": look.looked_at, "unknown": look.unknown}
    line = {"operation": "shopify_poll", "outcome": "done" if orders is not None else "failed"}
    logger().info("poll", extra={**line, **facts, "drifting": len(look.drifting)})
    if look.unexplained:
        count("ShopifyDrift", len(look.unexplained))
        count("ShopifyDriftFound", len(look.unexplained), class_="not_mirrored")
        logger().error("drift", extra={**line, "gift_card_ids": look.unexplained[:LOGGED]})
    return tuple(look.drifting)


def is_set_up() -> bool:
    """Whether there is a shop to ask: an app of its own, or a token that was put by a person."""
    names = settings()
    if names.shopify_client_id:
        return True
    return bool(names.shopify_admin_secret) and bool(
        secret_value(names.shopify_admin_secret).get("access_token")
    )


def say_setup(fault: SetupError) -> None:
    """What a person has to do, said in the log and counted."""
    count("ShopifySetup")
    logger().error("setup", extra={"fault": str(fault), "advice": fault.advice})


def _look_at_reviews(now: datetime) -> None:
    ask(*(FetchOrder(order_id=review.order_id) for review in due_reviews(now)))
    waiting = len(orders_in_review())
    if waiting:
        count("OrdersInReview", waiting)


def _tried(look: Callable[[], Found], instead: Found) -> Found:
    """One part of the look: what fails there is no reason to leave the others out."""
    try:
        return look()
    except SetupError as fault:
        say_setup(fault)
    except ShopifyError as fault:
        line = {"operation": "shopify_poll", "fault": type(fault).__name__}
        logger().warning("look failed", extra=line)
    return instead


def _say_how_late(now: datetime) -> None:
    cursor = read_cursor(CURSOR)
    if cursor is not None:
        count("ShopifyInboundLagSeconds", int((now - cursor.seen_until).total_seconds()))
