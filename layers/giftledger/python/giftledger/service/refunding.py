"""Where a refund goes: back to the card that paid, on to its successor, or to a new linked card."""

from collections.abc import Sequence
from datetime import datetime

from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import Expire, gift_card_id_for, intent_of
from giftledger.ledger.entry import Entry, Posting
from giftledger.ledger.operations import deactivate, refund, transfer
from giftledger.ledger.operations.refund import AnyRefund, Drawn
from giftledger.ledger.rejections import Rejection
from giftledger.service.drafting import Draft


def put_refund(
    command: AnyRefund,
    card: Card,
    amount_minor: int,
    history: Sequence[Entry],
    draft: Draft,
    *,
    intent: str,
) -> Rejection | None:
    """Put one card's refund into the draft. `history` is its payment and what refers to it."""
    drawn = Drawn.of(history)
    wrong = refund.refuses(card, command, amount_minor, drawn)
    if wrong is not None:
        return wrong
    heir, end = None, card
    if refund.credit_minor(card, amount_minor, drawn):
        card = _expired_if_due(card, draft)
        heir, end = _heir(card, command, draft)
    postings = refund.decide(
        card,
        command,
        amount_minor,
        drawn=drawn,
        heir=heir,
        end=end,
        intent=intent,
        now=draft.terms.now,
    )
    for posting in postings:
        if posting.card.version == 1:
            draft.post_new(posting, None)
        else:
            draft.post(posting)
    return None


def expiry_of(card: Card, now: datetime) -> Expire:
    """The command by which a card expires: the same whoever finds out first."""
    return Expire(
        command_id=f"giftledger.expire.{card.gift_card_id}.{card.expires_on}",
        occurred_at=now,
        source="giftledger",
        target=card.gift_card_id,
        test=card.test,
    )


def _expired_if_due(card: Card, draft: Draft) -> Card:
    """A card past its last day is closed first: what is credited must not vanish with it."""
    if card.status is Status.CLOSED or not card.is_past_its_last_day(draft.terms.now):
        return card
    command = expiry_of(card, draft.terms.now)
    intent = intent_of(command, target=card.gift_card_id)
    decided = deactivate.decide_expiry(card, command, intent=intent, now=draft.terms.now)
    if not isinstance(decided, Posting):
        return card
    draft.post(decided)
    return decided.card


def _heir(card: Card, command: AnyRefund, draft: Draft) -> tuple[Card | None, Card]:
    """The card that is credited instead, and the last one that the value went on to before it.

    None for the card itself; a new card where all that the value went on to is closed.
    """
    end = card
    while _can_not_keep(end, draft) and end.successor_id is not None:
        heir = draft.card(end.successor_id)
        assert heir is not None, f"{end.successor_id} is a successor, but no card"
        end = _expired_if_due(heir, draft)
    if not _can_not_keep(end, draft):
        return (None if end is card else end), end
    programme = draft.terms.programme_of(card.programme)
    fresh = transfer.fresh(
        card,
        gift_card_id=gift_card_id_for(f"{command.command_id}#{card.gift_card_id}"),
        expires_on=programme.expires_on_when_issued(draft.terms.now),
        now=draft.terms.now,
    )
    return fresh, end


def _can_not_keep(card: Card, draft: Draft) -> bool:
    """Whether value that came back to this card would be lost to its holder."""
    return card.status is Status.CLOSED or card.is_past_its_last_day(draft.terms.now)
