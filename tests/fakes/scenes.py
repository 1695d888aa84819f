"""Scenes: what happened before, and the command under test, one or more for every verb."""

from dataclasses import dataclass
from datetime import datetime

from giftledger.ledger.commands import CancelOrder, CardCommand
from giftledger.ledger.parts import Mode, Reason, Remainder
from tests.fakes.commands import (
    NOW,
    ORDER,
    activation,
    digital_issue,
    native_issue,
    physical_issue,
    redemption,
    refund,
    sale_refund,
)
from tests.fakes.verbs import (
    AFTER_LAST_DAY,
    CARD,
    LASTING,
    adjustment,
    authorization,
    blocking,
    capture,
    cashing_out,
    closing,
    consolidation,
    correction,
    expiring,
    extension,
    importing,
    linking,
    payment,
    payment_refund,
    releasing,
    reload,
    replacement,
    requested,
    splitting,
    unblocking,
    void,
)

CANCELLATION = CancelOrder(
    command_id="shopify.order.5001.cancelled", occurred_at=NOW, source="shopify", order_id=ORDER
)
TWO_NATIVE = (native_issue("1"), native_issue("2"))
TWO_PHYSICAL = (physical_issue(1), physical_issue(2))
AWAITED = "ALIAS#shopify#544934756566|ALIAS"


@dataclass(frozen=True, slots=True)
class Scene:
    """What happened before, and the command under test."""

    name: str
    before: tuple[CardCommand | CancelOrder, ...]
    command: CardCommand | CancelOrder
    parked_under: str | None = None
    parked: tuple[CardCommand, ...] = ()
    """Told before `before`: they wait."""
    now: datetime = NOW
    """When the command is told."""
    codes: int = 1
    """How many codes it has minted, at most."""


SALES_AND_PLATFORMS = (
    Scene("issue native", (), native_issue()),
    Scene("issue digital", (), digital_issue()),
    Scene("issue physical", (), physical_issue()),
    Scene("issue into a cancelled order", (CANCELLATION,), digital_issue()),
    Scene("activate", TWO_PHYSICAL, activation()),
    Scene("activate early", (), activation()),
    Scene("activate a taken serial", (*TWO_PHYSICAL, activation()), activation(1, command_id="x")),
    Scene("redeem requested", (native_issue(),), redemption(mode=Mode.REQUESTED)),
    Scene("redeem all", (native_issue(),), redemption(1, 5000, mode=Mode.REQUESTED)),
    Scene("refuse", (native_issue(),), redemption(1, 6000, mode=Mode.REQUESTED)),
    Scene("redeem with shortfall", (native_issue(),), redemption(1, 6000)),
    Scene("redeem early", (), redemption()),
    Scene("refund", (native_issue(), redemption()), refund()),
    Scene("refund before its redemption", (native_issue(),), refund()),
    Scene("refund before its sale", (), refund()),
    Scene("deactivate a sold unit", TWO_NATIVE, sale_refund()),
    Scene("deactivate early", (), sale_refund()),
    Scene("deactivate a named card", (native_issue(),), sale_refund(target=CARD)),
    Scene("cancel an order", (*TWO_NATIVE, physical_issue(9)), CANCELLATION),
    Scene(
        "go on after parking",
        (native_issue(),),
        redemption(),
        parked_under=AWAITED,
        parked=(redemption(),),
    ),
    Scene(
        "park again elsewhere",
        (native_issue(),),
        refund(),
        parked_under=AWAITED,
        parked=(refund(),),
    ),
)

_HOLD = authorization(1, 2000)
_HELD = (native_issue(), _HOLD)
_CARDS = [native_issue(str(number)).gift_card_id for number in range(3)]
_THREE = tuple(native_issue(str(number)) for number in range(3))
_PAID = payment(1, _CARDS, 12_000)
_MERGED = (
    native_issue(),
    *TWO_NATIVE,
    redemption(1, 3000, aliases=("shopify#1",)),
    consolidation(1, _CARDS[1:3]),
)
_LASTING = native_issue(programme=LASTING)

_RISKY = digital_issue(review="high_risk")
_ASKED = requested(3, 2000)
_MIRRORED = (native_issue(), linking())

VERBS = (
    Scene("issue for a review", (), _RISKY),
    Scene("release", (_RISKY,), releasing(target=_RISKY.gift_card_id)),
    Scene("release nothing", (native_issue(),), releasing()),
    Scene("link", (native_issue(),), linking(1, "shopify#77")),
    Scene("link what leads there already", (native_issue(),), linking()),
    Scene("link a taken alias", TWO_NATIVE, linking(1, "shopify#2", target=_CARDS[1])),
    Scene("redeem a mirrored card", _MIRRORED, _ASKED),
    Scene("capture a held redemption", (*_MIRRORED, _ASKED), capture(1, _ASKED)),
    Scene("authorize", (native_issue(),), _HOLD),
    Scene("authorize too much", (native_issue(),), authorization(1, 6000)),
    Scene("capture a hold whole", _HELD, capture(1, _HOLD)),
    Scene(
        "capture a part and keep the rest",
        _HELD,
        capture(1, _HOLD, amount_minor=500, remainder=Remainder.KEEP),
    ),
    Scene("void", _HELD, void(1, _HOLD)),
    Scene("reload", (_LASTING,), reload()),
    Scene("adjust", (native_issue(),), adjustment()),
    Scene("correct", (native_issue(), reload()), correction(1, reload())),
    Scene("correct nothing", (native_issue(),), correction(1, reload())),
    Scene("block", (native_issue(),), blocking()),
    Scene("unblock", (native_issue(), blocking()), unblocking()),
    Scene("extend", (_LASTING,), extension()),
    Scene("cash out", (native_issue(),), cashing_out()),
    Scene("expire", (_LASTING,), expiring(), now=AFTER_LAST_DAY),
    Scene("write off", _HELD, closing(1, Reason.WRITTEN_OFF)),
    Scene("consolidate", (native_issue(), *TWO_NATIVE), consolidation(1, _CARDS[1:3])),
    Scene("replace", (native_issue(),), replacement()),
    Scene("split", (native_issue(),), splitting(1, 300, 200, 100), codes=3),
    Scene("pay", _THREE, _PAID),
    Scene("pay too much", _THREE, payment(1, _CARDS, 16_000)),
    Scene("refund a payment", (*_THREE, _PAID), payment_refund(1, _PAID, 5000)),
    Scene("refund too much", (*_THREE, _PAID), payment_refund(1, _PAID, 13_000)),
    Scene("redeem by a merged code", _MERGED, requested(2, 6000, 1)),
    Scene("refund to the successor", _MERGED, refund(aliases=("shopify#1",))),
    Scene(
        "refund to a new linked card",
        (native_issue(), redemption(), closing(1, Reason.WRITTEN_OFF)),
        refund(),
    ),
    Scene("refund past the last day", (_LASTING, redemption()), refund(), now=AFTER_LAST_DAY),
    Scene("take back from the successor", _MERGED, closing(1, Reason.REFUNDED, target=_CARDS[1])),
    Scene("import", (), importing()),
    Scene("import a taken code", (importing(1),), importing(2, code=importing(1).code)),
)
