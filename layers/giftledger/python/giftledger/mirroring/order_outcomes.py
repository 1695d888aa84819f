"""What becomes of one telling of an order's work, and of what the shop answered meanwhile."""

from collections.abc import Callable
from enum import StrEnum

from giftledger.mirroring.order_claims import Claim, TakenOverError
from giftledger.observability import count, logger
from giftledger.platforms.shopify.admin.faults import (
    NotAppliedError,
    Refused,
    SetupError,
    UnknownOutcomeError,
)


class OrderOutcome(StrEnum):
    """Each of these is acknowledged: what is not finished stands in the sweep's list."""

    DONE = "done"
    DUPLICATE = "duplicate"
    NOTHING = "nothing"
    """Not an order that the task is for, or it is switched off."""
    WAITING = "waiting"
    LATER = "later"
    """The shop did not do it, or did not say so: it is told again."""
    BUSY = "busy"
    """Another process is at it, and looks once more before it ends."""


def carried(claimed: Claim, work: Callable[[], OrderOutcome]) -> OrderOutcome:
    """Do it; what the shop did not answer is kept as unfinished, with the reason."""
    try:
        return _carried(claimed, work)
    except TakenOverError:
        return OrderOutcome.BUSY


def _carried(claimed: Claim, work: Callable[[], OrderOutcome]) -> OrderOutcome:
    try:
        return work()
    except UnknownOutcomeError:
        fault = "Shopify did not say whether it did it"
    except NotAppliedError:
        fault = "Shopify could not be reached, or was busy"
    except SetupError as error:
        count("ShopifySetup")
        logger().error("setup", extra={"operation": "shopify_order", "advice": error.advice})
        fault = error.advice
    except Refused as refusal:
        fault = f"Shopify refused it: {refusal}"
    claimed.postpone(fault)
    return OrderOutcome.LATER
