"""Which cards of the ledger an upload gives to the shop, and why others are left out. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from giftledger.codes import fits_shopify
from giftledger.ledger.card import Card, Status
from giftledger.ledger.parts import Form
from giftledger.store.mirrors import Mirror


class Left(StrEnum):
    """Why a card is not uploaded, in the words of the summary."""

    THERE = "there already"
    TEST = "test cards"
    NOT_SPENDABLE = "not spendable"
    EMPTY = "nothing is available on them"
    NATIVE = "Shopify made them"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card to upload, and its mirror where an earlier attempt has left one."""

    card: Card
    mirror: Mirror | None


def candidate(card: Card, mirror: Mirror | None, *, now: datetime) -> Candidate | Left:
    """What to do with a card, as far as the card and its mirror tell."""
    if card.mirrored or (mirror is not None and mirror.state in {"live", "ended"}):
        return Left.THERE
    if card.test:
        return Left.TEST
    if card.form is Form.NATIVE:
        return Left.NATIVE
    if card.status is not Status.ACTIVE or card.is_past_its_last_day(now):
        return Left.NOT_SPENDABLE
    if card.at(now).available_minor <= 0:
        return Left.EMPTY
    return Candidate(card, mirror)


def is_fit(code: str | None) -> bool:
    """Whether Shopify takes a code; there may be none."""
    return code is not None and fits_shopify(code)
