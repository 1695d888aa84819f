"""Deactivate and expire: a card's life ends, and its rest goes where the reason says."""

from dataclasses import replace
from datetime import datetime

from giftledger.ledger import accounts
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import Deactivate, Expire
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.parts import SALE_UNDONE, Mode, Reason
from giftledger.ledger.rejections import Rejection

BY_TRANSFER = frozenset({Reason.MERGED, Reason.REPLACED})
"""Reasons that only a transfer gives: they would leave value without a place."""


def decide(card: Card, command: Deactivate, *, intent: str, now: datetime) -> Posting | Rejection:
    """Close for good and debit at most the unspent part; what was spent stays in the history."""
    wrong = _refuses(card, command)
    if wrong is not None:
        return wrong
    if command.reason in SALE_UNDONE:
        return _sale_undone(card, command, intent=intent, now=now)
    return _closed(card, command, command.reason, intent=intent, now=now)


def decide_expiry(
    card: Card, command: Expire, *, intent: str, now: datetime
) -> Posting | Rejection:
    """Only after the last day has ended everywhere.

    From then on no hold can be captured, but for those that ignore the clock: they are waited for.
    """
    if card.test is not command.test:
        return Rejection.TEST_MISMATCH
    if card.status is Status.CLOSED:
        return Rejection.ALREADY_CLOSED
    if not card.is_past_its_last_day(now):
        return Rejection.BAD_TRANSITION
    if any(hold.expires_at is None for hold in card.holds):
        return Rejection.HAS_HOLDS
    return _closed(card, command, Reason.EXPIRED, intent=intent, now=now)


def _closed(
    card: Card, command: Deactivate | Expire, reason: Reason, *, intent: str, now: datetime
) -> Posting:
    """All that is left goes where the reason says.

    Of a card that never was active there is no sale to undo later.
    """
    undone = card.sale_undone or card.status is Status.PENDING
    closed = replace(card, holds=(), closed_reason=reason.value, sale_undone=undone)
    return posting(
        closed.moved(-card.balance_minor, Status.CLOSED),
        command,
        intent=intent,
        now=now,
        amount_minor=-card.balance_minor,
        asked_minor=card.balance_minor,
        reason=reason.value,
        legs=accounts.moved(-card.balance_minor, accounts.destination(reason)),
    )


def _refuses(card: Card, command: Deactivate) -> Rejection | None:
    undoes = command.reason in SALE_UNDONE
    if card.status is Status.CLOSED or (card.sale_undone and undoes):
        return Rejection.ALREADY_CLOSED
    if command.reason in BY_TRANSFER or command.reason is Reason.EXPIRED:
        return Rejection.BAD_TRANSITION
    if undoes and card.face_minor == 0:
        return Rejection.BAD_TRANSITION
    if command.mode is Mode.REPORTED:
        return None
    if card.test is not command.test:
        return Rejection.TEST_MISMATCH
    if card.holds:
        return Rejection.HAS_HOLDS
    used = card.status is not Status.PENDING and card.balance_minor != card.face_minor
    return Rejection.ALREADY_USED if used and command.reason is Reason.CANCELLED else None


def _sale_undone(card: Card, command: Deactivate, *, intent: str, now: datetime) -> Posting:
    """The sale is paid back whole, so what was already spent is carried as a shortfall.

    Whether the spending or the closing is told first, the shortfalls of the card add up to the
    same. Value that came onto the card in other ways is the holder's: then the card stays open.
    """
    taken_minor = card.sale_unspent_minor
    asked_minor = 0 if card.status is Status.PENDING else card.face_minor
    rest_minor = card.balance_minor - taken_minor
    spent_minor = asked_minor - taken_minor
    after = replace(card, holds=(), sale_undone=True, owed_minor=spent_minor)
    if rest_minor == 0:
        after = replace(after, closed_reason=command.reason.value)
    return posting(
        after.moved(-taken_minor, Status.CLOSED if rest_minor == 0 else None),
        command,
        intent=intent,
        now=now,
        kind="deactivate" if rest_minor == 0 else "take_back",
        amount_minor=-taken_minor,
        asked_minor=asked_minor,
        shortfall_minor=spent_minor,
        owed_minor=spent_minor,
        reason=command.reason.value,
        legs=accounts.unsold(
            taken_minor,
            face_minor=card.face_minor,
            paid_minor=card.paid_minor,
            funding=card.funding,
        ),
    )


def decide_take_back(
    card: Card, heir: Card, command: Deactivate, *, intent: str, now: datetime
) -> list[Posting]:
    """The sale of a closed card is undone: what is left of it leaves the card that has it now.

    What nobody has any more is carried as a shortfall, so that it is seen.
    """
    # Never more than came onto the heir: its own sale is not undone.
    taken_minor = min(heir.available_minor, heir.loaded_minor, card.transferred_minor)
    legs = accounts.unsold(
        taken_minor, face_minor=card.face_minor, paid_minor=card.paid_minor, funding=card.funding
    )
    spent_minor = card.face_minor - taken_minor
    told = posting(
        replace(card, sale_undone=True, owed_minor=spent_minor).moved(0),
        command,
        intent=intent,
        now=now,
        amount_minor=0,
        asked_minor=card.face_minor,
        shortfall_minor=spent_minor,
        owed_minor=spent_minor,
        reason=command.reason.value,
    )
    if taken_minor == 0:
        return [told]
    taken = posting(
        replace(heir, loaded_minor=heir.loaded_minor - taken_minor).moved(-taken_minor),
        command,
        intent=intent,
        now=now,
        key=command.key_from(card.gift_card_id),
        kind="take_back",
        amount_minor=-taken_minor,
        asked_minor=card.face_minor,
        loaded_minor=-taken_minor,
        reason=command.reason.value,
        legs=legs,
    )
    return [told, taken]
