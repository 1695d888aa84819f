"""The mail's image: always the same 43 bytes, whatever the token and whatever storage does."""

from datetime import datetime

from giftledger.observability import count, logger
from giftledger.store import people
from giftledger.store.protocol import UnavailableError
from giftledger.tokens import token_hash

GIF = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
"""One transparent pixel, GIF89a."""


def record(file_name: str, *, now: datetime) -> None:
    """Count the fetch of `<token>.gif`. Never raises for storage: the reader must see no gap.

    Nothing of the reader is kept, and the token is not logged.
    """
    try:
        gift_card_id = people.record_open(token_hash(file_name.removesuffix(".gif")), at=now)
    except UnavailableError as error:
        count("OpensLost")
        logger().warning("open", extra={"operation": "open", "outcome": "lost", "why": str(error)})
        return
    if gift_card_id is None:
        logger().info("open", extra={"operation": "open", "outcome": "unknown"})
        return
    count("Opens")
    extra = {"operation": "open", "gift_card_id": gift_card_id, "outcome": "opened"}
    logger().info("open", extra=extra)
