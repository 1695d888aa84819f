"""What is measured: every verb on the state that it needs."""

from dataclasses import dataclass
from datetime import datetime

from giftledger.ledger.commands import CardCommand
from giftledger.ledger.parts import Mode, Reason, Remainder
from tests.fakes.commands import (
    NOW,
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
    payment,
    payment_refund,
    reload,
    replacement,
    splitting,
    unblocking,
    void,
)


@dataclass(frozen=True, slots=True)
class Row:
    """Commands that are measured together, and what happened before."""

    name: str
    before: tuple[CardCommand, ...]
    commands: tuple[CardCommand, ...]
    now: datetime = NOW
    codes: int = 1
    """How many codes are minted at most."""


SALE = native_issue(programme=LASTING)
"""Of the card in use."""

DRAWN = redemption(900_001, 3000)
HOLD = authorization(1, 2000)
OTHERS = tuple(native_issue(str(number)) for number in range(1, 25))
IDS = (CARD, *(one.gift_card_id for one in OTHERS))
HEIR = consolidation(1, [CARD], target=IDS[1])
FACE_MINOR = SALE.amount_minor


def _row(
    name: str,
    before: tuple[CardCommand, ...],
    *commands: CardCommand,
    now: datetime = NOW,
    codes: int = 1,
) -> Row:
    return Row(name, before, commands, now, codes)


def _pay(cards: int) -> Row:
    """Drawn from every one of the cards, the last one in part."""
    paid = payment(1, IDS[:cards], (cards - 1) * FACE_MINOR + 1000, draw="as_named")
    plural = "s" if cards > 1 else ""
    return _row(f"pay with {cards} card{plural}", OTHERS[: cards - 1], paid)


def _refund_payment(cards: int) -> Row:
    pay = _pay(cards)
    back = payment_refund(1, pay.commands[0])
    return _row(f"refund a payment of {cards}", (*pay.before, *pay.commands), back)


def _consolidate(sources: int) -> Row:
    merged = consolidation(1, IDS[1 : sources + 1])
    return _row(f"consolidate {sources} into it", OTHERS[:sources], merged)


NEW_CARDS = (
    _row("issue, minted elsewhere", (), native_issue()),
    _row("issue, mailed", (), digital_issue()),
    _row("issue, plastic", (), physical_issue()),
    _row("issue, with a last day", (), SALE),
    _row("import", (), importing()),
    _row("activate", (physical_issue(),), activation()),
    _row("park", (), redemption()),
)
"""These begin without the card in use."""

SPENDING = (
    _row("redeem", (), DRAWN),
    _row("redeem, asked", (), redemption(900_001, 3000, mode=Mode.REQUESTED)),
    _row("refuse", (), redemption(900_002, 10**9, mode=Mode.REQUESTED)),
    _row("authorize", (), HOLD),
    _row("capture", (HOLD,), capture(1, HOLD)),
    _row("capture a part", (HOLD,), capture(1, HOLD, amount_minor=500)),
    _row(
        "capture a part, keep the rest",
        (HOLD,),
        capture(1, HOLD, amount_minor=500, remainder=Remainder.KEEP),
    ),
    _row("void", (HOLD,), void(1, HOLD)),
    _row("authorize + capture", (), HOLD, capture(1, HOLD)),
    _row("refund", (DRAWN,), refund(of=900_001)),
    _row("refund to the successor", (DRAWN, OTHERS[0], HEIR), refund(of=900_001)),
    _row("refund to a new linked card", (DRAWN, closing()), refund(of=900_001)),
    _row("cash out", (), cashing_out()),
    *(_pay(cards) for cards in (1, 2, 5, 25)),
    *(_refund_payment(cards) for cards in (2, 25)),
)
KEEPING = (
    _row("reload", (), reload()),
    _row("adjust", (), adjustment()),
    _row("correct", (reload(),), correction(1, reload())),
    _row("block", (), blocking()),
    _row("unblock", (blocking(),), unblocking()),
    _row("extend", (), extension()),
    _row("take back a sold unit", (), sale_refund()),
    *(
        _row(f"deactivate, {reason.value}", (), closing(1, reason))
        for reason in (
            *(Reason.CANCELLED, Reason.REFUNDED, Reason.FRAUD),
            *(Reason.WRITTEN_OFF, Reason.ESCHEATED),
        )
    ),
    _row("take back from the successor", (OTHERS[0], HEIR), closing(1, Reason.REFUNDED)),
    _row("expire", (), expiring(), now=AFTER_LAST_DAY),
    *(_consolidate(sources) for sources in (2, 10)),
    _row("replace", (), replacement()),
    _row("split into 3", (), splitting(1, 300, 200, 100), codes=3),
)
IN_USE = (*SPENDING, *KEEPING)
"""These happen to a card that has been sold."""
