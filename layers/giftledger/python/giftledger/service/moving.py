"""Moving value between cards: consolidating, replacing a lost card, splitting one."""

from collections.abc import Sequence

from giftledger.ledger.card import Card
from giftledger.ledger.commands import Consolidate, Replace, Split
from giftledger.ledger.entry import Posting
from giftledger.ledger.operations import transfer
from giftledger.ledger.parts import Recipient
from giftledger.ledger.rejections import Rejection
from giftledger.service.drafting import Draft


def put_consolidation(
    command: Consolidate, survivor: Card, draft: Draft, *, intent: str
) -> Rejection | None:
    """All value of the sources onto the survivor."""
    draft.read(*command.sources)
    found = [draft.card(gift_card_id) for gift_card_id in command.sources]
    sources = [card for card in found if card is not None]
    if len(sources) < len(found):
        return Rejection.UNKNOWN_CARD
    decided = transfer.consolidate(
        survivor,
        sources,
        command,
        programme=draft.terms.programme_of(survivor.programme),
        intent=intent,
        now=draft.terms.now,
    )
    return _put(decided, draft, ())


def put_replacement(command: Replace, card: Card, draft: Draft, *, intent: str) -> Rejection | None:
    """All value of a lost card onto a new one, which keeps its last day."""
    fresh = _fresh(card, command.gift_card_id, draft)
    decided = transfer.replace_card(card, fresh, command, intent=intent, now=draft.terms.now)
    return _put(decided, draft, [command.recipient])


def put_split(command: Split, card: Card, draft: Draft, *, intent: str) -> Rejection | None:
    """Parts of a card's value onto new cards, which keep its last day."""
    fresh = [_fresh(card, command.gift_card_id(at), draft) for at in range(len(command.parts))]
    decided = transfer.split(card, fresh, command, intent=intent, now=draft.terms.now)
    return _put(decided, draft, [part.recipient for part in command.parts])


def _fresh(card: Card, gift_card_id: str, draft: Draft) -> Card:
    return transfer.fresh(
        card, gift_card_id=gift_card_id, expires_on=card.expires_on, now=draft.terms.now
    )


def _put(
    decided: list[Posting] | Rejection, draft: Draft, recipients: Sequence[Recipient | None]
) -> Rejection | None:
    """The postings, of which the last ones are the first of new cards: one per recipient."""
    if isinstance(decided, Rejection):
        return decided
    known = len(decided) - len(recipients)
    for posting in decided[:known]:
        draft.post(posting)
    for posting, recipient in zip(decided[known:], recipients, strict=True):
        draft.post_new(posting, recipient)
    return None
