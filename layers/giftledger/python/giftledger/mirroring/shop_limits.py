"""What the shop takes, asked at most every ten minutes per process."""

import time
from typing import TYPE_CHECKING

from giftledger.mirroring.card_desk import CardDesk
from giftledger.platforms.shopify.admin.faults import SetupError

if TYPE_CHECKING:
    from giftledger.platforms.shopify.admin.card_shapes import CardLimits

KEPT_SECONDS = 600

_kept: "tuple[float, CardLimits] | None" = None


def shop_limits(desk: CardDesk) -> "CardLimits":
    """The largest values on one card, and the currency of all cards.

    Raises SetupError where the shop's plan has no gift cards, and what asking may raise.
    """
    global _kept  # noqa: PLW0603  one shop per stage, one value per process
    now = time.monotonic()
    if _kept is None or now >= _kept[0]:
        if not desk.shop_features().gift_cards:
            raise SetupError(
                "no gift cards",
                advice="The plan of this shop has no gift cards. Change the plan, or turn off "
                "create_cards.",
            )
        _kept = (now + KEPT_SECONDS, desk.configuration())
    return _kept[1]


def forget_shop_limits() -> None:
    """Begin as a new process does."""
    global _kept  # noqa: PLW0603
    _kept = None
