"""Refund: credit back, at most what one redemption drew, to the card that paid or its successor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from giftledger.ledger import accounts
from giftledger.ledger.card import Card
from giftledger.ledger.commands import Refund, RefundPayment
from giftledger.ledger.conditions import mismatch
from giftledger.ledger.entry import Entry, Posting, posting
from giftledger.ledger.rejections import Rejection

AnyRefund = Refund | RefundPayment


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a card drew for one payment, and what of that was refunded already."""

    redemption: Entry
    refunds: tuple[Entry, ...]

    @classmethod
    def of(cls, history: Sequence[Entry]) -> "Drawn":
        """From an entry and what refers to it, in key order."""
        refunds = (entry for entry in history[1:] if entry.kind == "refund")
        return cls(history[0], tuple(entry for entry in refunds if entry.seq is not None))

    @property
    def refunded_minor(self) -> int:
        """What was given back, or settled, before."""
        return sum(entry.asked_minor for entry in self.refunds)

    @property
    def captured_minor(self) -> int:
        """What was paid with the card, what it could not cover included; 0 where it was refused."""
        is_payment = self.redemption.kind in {"redeem", "capture"}
        return self.redemption.asked_minor if is_payment and self.redemption.seq else 0

    @property
    def refundable_minor(self) -> int:
        """What can still be given back."""
        return self.captured_minor - self.refunded_minor

    @property
    def open_shortfall_minor(self) -> int:
        """What of its shortfall no refund has settled."""
        return max(0, self.redemption.shortfall_minor - self.refunded_minor)


def refuses(card: Card, command: AnyRefund, amount_minor: int, drawn: Drawn) -> Rejection | None:
    """Why this can't be given back; None: it can."""
    wrong = mismatch(card, currency=command.currency, test=command.test)
    if wrong is not None:
        return wrong
    return Rejection.EXCEEDS_REDEMPTION if amount_minor > drawn.refundable_minor else None


def credit_minor(card: Card, amount_minor: int, drawn: Drawn) -> int:
    """What of a refund is credited; the rest settles a shortfall.

    First that of its redemption, then what was spent of a sale that was paid back whole.
    """
    return max(0, amount_minor - drawn.open_shortfall_minor - card.owed_minor)


def decide(
    card: Card,
    command: AnyRefund,
    amount_minor: int,
    *,
    drawn: Drawn,
    heir: Card | None,
    end: Card,
    intent: str,
    now: datetime,
) -> list[Posting]:
    """The refund on the card that paid; where that is closed, its credit goes to the heir.

    A blocked card is credited and stays blocked. `heir` is None where the card itself is credited,
    and has version 0 where it comes into being here: then it becomes the successor of `end`, the
    last card that the value went on to, which may be the card itself.
    """
    facts: dict[str, Any] = {"intent": intent, "now": now, "parent_id": command.redemption_id}
    credit = credit_minor(card, amount_minor, drawn)
    settles = amount_minor - credit
    owed = min(card.owed_minor, max(0, settles - drawn.open_shortfall_minor))
    here = 0 if heir else credit
    born = heir is not None and heir.version == 0
    here_ends = end.gift_card_id == card.gift_card_id
    heir_id = heir.gift_card_id if heir and born and here_ends else None
    told = posting(
        replace(
            card,
            owed_minor=card.owed_minor - owed,
            successor_id=heir_id or card.successor_id,
        ).moved(here),
        command,
        **facts,
        amount_minor=here,
        asked_minor=amount_minor,
        shortfall_minor=-settles,
        owed_minor=-owed,
        successor_id=heir_id,
        legs=accounts.redeemed(-here),
    )
    if heir is None:
        return [told]
    passed_through = []
    if born and not here_ends:
        passed_through = [_passed_through(card, end, heir, command, facts)]
    passed_on = posting(
        replace(heir, loaded_minor=heir.loaded_minor + credit).moved(credit),
        command,
        **facts,
        key=command.key_from(card.gift_card_id),
        amount_minor=credit,
        asked_minor=credit,
        loaded_minor=credit,
        expires_on=heir.expires_on if born else None,
        legs=accounts.redeemed(-credit),
    )
    return [told, *passed_through, passed_on]


def _passed_through(
    card: Card, end: Card, heir: Card, command: AnyRefund, facts: dict[str, Any]
) -> Posting:
    """The end of a chain of successors gets one more, so that the next refund finds it."""
    return posting(
        replace(end, successor_id=heir.gift_card_id).moved(0),
        command,
        **facts,
        key=command.key_from(card.gift_card_id),
        amount_minor=0,
        asked_minor=0,
        successor_id=heir.gift_card_id,
    )
