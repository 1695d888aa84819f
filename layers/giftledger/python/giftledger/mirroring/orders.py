"""Work on an order of the shop that follows from its cards: fulfil its lines, or deny shipping.

Every step reads the shop before it acts, so a message, a crash or a lost reply may repeat all of
it. What is unfinished stands in the work table until it is finished.
"""

from datetime import datetime
from typing import Literal, assert_never

from giftledger.mirroring.order_denying import deny
from giftledger.mirroring.order_desk import OrderDesk
from giftledger.mirroring.order_issuing import fulfil
from giftledger.mirroring.order_outcomes import OrderOutcome
from giftledger.mirroring.order_shop import Shop
from giftledger.observability import logger


def sync_order(
    order_id: str,
    task: Literal["fulfil", "deny"],
    *,
    now: datetime,
    admin: OrderDesk | None = None,
) -> OrderOutcome:
    """Bring one task on an order (its digits) as far as it can go now.

    Every outcome is acknowledged. Raises UnavailableError where the message must come again.
    """
    desk: OrderDesk = admin if admin is not None else Shop()
    match task:
        case "fulfil":
            outcome = fulfil(order_id, desk, now=now)
        case "deny":
            outcome = deny(order_id, desk, now=now)
        case _:
            assert_never(task)
    line = {"operation": "shopify_order", "order_id": order_id, "task": task, "outcome": outcome}
    logger().info("order", extra=line)
    return outcome
