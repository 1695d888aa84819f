"""What a command does to the card that keeps its receipt, and to the cards that follow from it."""

from dataclasses import replace

from giftledger.ledger import keys
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import (
    Activate,
    Adjust,
    Authorize,
    Block,
    Capture,
    CashOut,
    Consolidate,
    Correct,
    Deactivate,
    Expire,
    Extend,
    Link,
    OnCard,
    Redeem,
    Refund,
    Release,
    Reload,
    Replace,
    Split,
    Unblock,
    Void,
)
from giftledger.ledger.conditions import is_switched_off
from giftledger.ledger.entry import Posting
from giftledger.ledger.operations import (
    adjust,
    authorize,
    block,
    capture,
    cash_out,
    deactivate,
    redeem,
    reload,
)
from giftledger.ledger.parts import SALE_UNDONE, Mode
from giftledger.ledger.rejections import Rejection
from giftledger.service.activating import put_activation, put_release
from giftledger.service.drafting import Draft
from giftledger.service.linking import put_link
from giftledger.service.moving import put_consolidation, put_replacement, put_split
from giftledger.service.refunding import put_refund
from giftledger.store.protocol import Awaited

Open = Activate | Release | Link
Use = Redeem | Authorize | Capture | Void | Reload | CashOut
Keep = Adjust | Correct | Block | Unblock | Extend | Deactivate | Expire

No = Rejection | Awaited | None
"""Why nothing is posted: refused, or it has to wait. None: it stands in the draft."""


def put(command: OnCard, card: Card, draft: Draft, *, intent: str) -> No:
    """Put what a command does into the draft, or say why it does nothing."""
    programme = draft.terms.programme_of(card.programme)
    if is_switched_off(command, programme) and not capture.is_of_elsewhere(card, command):
        return Rejection.SWITCHED_OFF
    match command:
        case Refund():
            return _put_refund(command, card, draft, intent)
        case Consolidate():
            return put_consolidation(command, card, draft, intent=intent)
        case Replace():
            return put_replacement(command, card, draft, intent=intent)
        case Split():
            return put_split(command, card, draft, intent=intent)
        case Deactivate() if card.status is Status.CLOSED:
            return _put_take_back(command, card, draft, intent)
        case Redeem() if (key := _waits_under(command, card)) is not None:
            return Awaited(key, card.gift_card_id, card.version)
        case _:
            return _put_one(command, card, draft, intent)


def _waits_under(command: Redeem, card: Card) -> str | None:
    """What must come first to what Shopify tells of a card; None: nothing.

    Where it takes what is held until Shopify is asked for it, the answer tells whose it is. Else
    the hold would be captured though nothing is left for it there.
    """
    if command.mode is not Mode.REPORTED:
        return None
    if card.status is Status.PENDING:
        return keys.activated_key(card.gift_card_id)
    is_held = card.status is Status.ACTIVE and command.amount_minor > card.available_minor
    return keys.held_key(card.gift_card_id) if is_held and _endless(card) else None


def _endless(card: Card) -> int:
    """How many redemptions of a card wait for Shopify."""
    return sum(hold.expires_at is None for hold in card.holds)


def _put_one(command: Open | Use | Keep, card: Card, draft: Draft, intent: str) -> Rejection | None:
    """What concerns one card alone."""
    match command:
        case Activate():
            return put_activation(command, card, draft, intent=intent)
        case Release():
            return put_release(command, card, draft, intent=intent)
        case Link():
            return put_link(command, card, draft, intent=intent)
        case _:
            return _put_change(command, card, draft, intent)


def _put_change(command: Use | Keep, card: Card, draft: Draft, intent: str) -> Rejection | None:
    decided = (
        _decide_use(command, card, draft, intent)
        if isinstance(command, Use)
        else _decide_keep(command, card, draft, intent)
    )
    if isinstance(decided, Rejection):
        return decided
    entry = decided.entry
    if card.status is Status.PENDING and decided.card.status is Status.CLOSED:
        # It will never become active: what was reported meanwhile is a shortfall now.
        entry = replace(entry, wakes=(keys.activated_key(card.gift_card_id),))
    if _endless(decided.card) < _endless(card):
        entry = replace(entry, wakes=(*entry.wakes, keys.held_key(card.gift_card_id)))
    draft.post(Posting(decided.card, entry))
    return None


def _decide_use(command: Use, card: Card, draft: Draft, intent: str) -> Posting | Rejection:
    """What its holder, or who sells to them, does with a card."""
    now = draft.terms.now
    programme = draft.terms.programme_of(card.programme)
    match command:
        case Redeem():
            return redeem.decide(card, command, intent=intent, now=now)
        case Authorize():
            return authorize.decide(card, command, intent=intent, now=now)
        case Capture():
            return capture.decide(card, command, intent=intent, now=now)
        case Void():
            return capture.decide_void(card, command, intent=intent, now=now)
        case Reload():
            return reload.decide(card, command, programme=programme, intent=intent, now=now)
        case CashOut():
            return cash_out.decide(card, command, programme=programme, intent=intent, now=now)


def _decide_keep(command: Keep, card: Card, draft: Draft, intent: str) -> Posting | Rejection:
    """What those who keep the cards do with one."""
    now = draft.terms.now
    match command:
        case Adjust():
            programme = draft.terms.programme_of(card.programme)
            return adjust.decide(card, command, programme=programme, intent=intent, now=now)
        case Correct():
            history = draft.store.history(card.gift_card_id, command.corrects)
            return adjust.decide_correction(card, command, history=history, intent=intent, now=now)
        case Block() | Unblock():
            return block.decide(card, command, intent=intent, now=now)
        case Extend():
            return block.decide_extension(card, command, intent=intent, now=now)
        case Deactivate():
            return deactivate.decide(card, command, intent=intent, now=now)
        case Expire():
            return deactivate.decide_expiry(card, command, intent=intent, now=now)


def _put_refund(command: Refund, card: Card, draft: Draft, intent: str) -> No:
    history = draft.store.history(card.gift_card_id, command.redemption_id)
    if not history:
        redemption = f"ENTRY#{command.redemption_id}"
        return Awaited(keys.entry_key(card.gift_card_id, redemption))
    return put_refund(command, card, command.amount_minor, history, draft, intent=intent)


def _put_take_back(command: Deactivate, card: Card, draft: Draft, intent: str) -> Rejection | None:
    """The sale of a card that is closed already is undone: it leaves the successor, if any."""
    reported = command.mode is Mode.REPORTED and command.reason in SALE_UNDONE
    if card.sale_undone or not reported:
        return Rejection.ALREADY_CLOSED
    if card.face_minor == 0:
        return Rejection.BAD_TRANSITION
    heir = draft.heir_of(card)
    for posting in deactivate.decide_take_back(
        card, heir, command, intent=intent, now=draft.terms.now
    ):
        draft.post(posting)
    return None
