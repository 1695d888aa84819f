"""Where the code of a closed card leads."""

from typing import Protocol

from giftledger.ledger.parts import Reason
from giftledger.ledger.programme import MergedCodes, Programme


class Ended(Protocol):
    """As much of a card as tells where its code leads."""

    @property
    def successor_id(self) -> str | None:
        """The card on which its value goes on."""

    @property
    def closed_reason(self) -> str | None:
        """Why it was closed; None while it is not."""


def leads_on(card: Ended, programme: Programme) -> bool:
    """Whether the code of a closed card spends its successor: never that of a lost one."""
    if card.closed_reason is None or card.successor_id is None:
        return False
    if card.closed_reason == Reason.MERGED:
        return programme.merged_codes is MergedCodes.LEAD_ON
    return card.closed_reason != Reason.REPLACED
