"""Commands on one card that is there already, which keeps their receipt."""

from dataclasses import replace
from datetime import datetime

from giftledger.ledger.card import Card
from giftledger.ledger.commands import (
    Authorize,
    CardCommand,
    OnCard,
    Redeem,
    Refund,
    intent_of,
)
from giftledger.ledger.entry import Entry, refusal
from giftledger.ledger.parts import Mode
from giftledger.ledger.rejections import Rejection
from giftledger.ledger.successor import leads_on
from giftledger.locate import Located, Missing, locate
from giftledger.outcomes import CardOutcome, Parked, Posted, Rejected
from giftledger.service.deciding import put
from giftledger.service.drafting import Draft, Terms
from giftledger.store.protocol import (
    Awaited,
    Choice,
    Commit,
    Conflict,
    ParkedFact,
    Share,
    Store,
)


def attempt_change(command: OnCard, store: Store, terms: Terms) -> CardOutcome:
    """A command on a card that is there already."""
    found = locate(command, store)
    if isinstance(found, Rejection):
        return Rejected(found)
    if isinstance(found, Missing):
        if isinstance(command, Authorize) or _is_requested(command):
            return Rejected(Rejection.UNKNOWN_CARD)
        return _park(command, found.awaited, store, terms.now)
    intent = intent_of(command, target=found.target)
    draft = Draft(store, terms)
    card = _receipt_or_card(command, found.gift_card_id, draft)
    if isinstance(card, tuple):
        return first_answer(*card, intent)
    if card is None:
        return Rejected(Rejection.UNKNOWN_CARD)
    decided = (
        Rejection.CODE_TAKEN if found.serial_taken else put(command, card, draft, intent=intent)
    )
    if isinstance(decided, Awaited):
        return _park(command, decided, store, terms.now)
    if found.chosen_at not in {None, card.version}:
        raise Conflict("the chosen unit has changed since it was chosen: another may be free")
    return _record(command, card, found, draft, decided, intent=intent)


def _receipt_or_card(
    command: OnCard, gift_card_id: str, draft: Draft
) -> tuple[str, Entry] | Card | None:
    """The receipt and its card, else the card that the command is to be decided on.

    The addressed card is asked for the receipt first, because the command may have been decided
    before the card was merged.
    """
    while True:
        snapshot = draft.store.read(gift_card_id, command.entry_key)
        if snapshot.receipt is not None:
            return gift_card_id, snapshot.receipt
        if snapshot.card is None:
            return None
        card = draft.know(snapshot.card)
        if card.successor_id is None:
            return card
        if not _goes_on(command, card, draft):
            return _answered_further_on(command, card, draft) or card
        draft.unanswered += ((gift_card_id, command.entry_key),)
        gift_card_id = card.successor_id


def _answered_further_on(command: OnCard, card: Card, draft: Draft) -> tuple[str, Entry] | None:
    """The receipt on a successor, from when the programme let this card's code lead on."""
    if not isinstance(command, Redeem | Authorize | Refund):
        return None
    heir: Card | None = card
    while heir is not None and heir.successor_id is not None:
        snapshot = draft.store.read(heir.successor_id, command.entry_key)
        if snapshot.receipt is not None:
            return heir.successor_id, snapshot.receipt
        draft.unanswered += ((heir.successor_id, command.entry_key),)
        heir = snapshot.card
    return None


def _goes_on(command: OnCard, card: Card, draft: Draft) -> bool:
    """What spends a merged card spends its survivor, and its refund is there beside it."""
    leads = leads_on(card, draft.terms.programme_of(card.programme))
    if not isinstance(command, Refund):
        return leads and isinstance(command, Redeem | Authorize)
    if draft.store.history(card.gift_card_id, command.redemption_id):
        return False
    return leads or _paid_further_on(command, card, draft)


def _paid_further_on(command: Refund, card: Card, draft: Draft) -> bool:
    """Whether a successor was spent by this card's code, when that led on."""
    heir: Card | None = card
    while heir is not None and heir.successor_id is not None:
        if draft.store.history(heir.successor_id, command.redemption_id):
            return True
        heir = draft.card(heir.successor_id)
    return False


def _is_requested(command: OnCard) -> bool:
    return isinstance(command, Redeem) and command.mode is Mode.REQUESTED


def first_answer(gift_card_id: str, receipt: Entry, intent: str) -> CardOutcome:
    """The stored answer, or a refusal to answer another question under the same id."""
    if receipt.intent != intent:
        return Rejected(Rejection.KEY_REUSED, gift_card_id)
    if receipt.rejection is not None:
        return Rejected(receipt.rejection, gift_card_id, receipt, replayed=True)
    return Posted(gift_card_id, receipt, replayed=True)


def _record(
    command: OnCard,
    card: Card,
    found: Located,
    draft: Draft,
    refused: Rejection | None,
    *,
    intent: str,
) -> CardOutcome:
    gift_card_id = card.gift_card_id
    chosen = (
        Choice(command_id=command.command_id, cards=(Share(gift_card_id, 0),))
        if found.chosen
        else None
    )
    beside = Commit(gift_card_id=gift_card_id, choice=chosen, unanswered=draft.unanswered)
    if refused is not None and not command.keeps_refusals:
        # One read is no snapshot: what refuses the command now may be what it did itself.
        receipt = draft.store.read(gift_card_id, command.entry_key).receipt
        if receipt is not None:
            return first_answer(gift_card_id, receipt, intent)
        return Rejected(refused, gift_card_id)
    if refused is not None:
        no = refusal(card, command, intent=intent, now=draft.terms.now, rejection=refused)
        entry = replace(no, wakes=draft.keys_answered)
        no_entry = replace(beside, entries=(entry,), expected_version=card.version)
        draft.store.commit(no_entry, *draft.as_read(besides=(gift_card_id,)))
        return Rejected(refused, gift_card_id, entry)
    draft.wake(gift_card_id, command.entry_key)
    if draft.commit(command.command_id, replace(beside, claims=found.claims)):
        return Posted(gift_card_id, draft.entry(gift_card_id, command.entry_key))
    return Rejected(Rejection.KEY_REUSED, gift_card_id)


def _park(command: CardCommand, awaited: Awaited, store: Store, now: datetime) -> CardOutcome:
    fact = ParkedFact(
        key=awaited.key,
        command_id=command.command_id,
        body=command.model_dump_json(),
        queue=command.operation,
        parked_at=now,
    )
    store.park(awaited, fact)
    return Parked(awaited.key)
