"""Moving value between cards: consolidating, replacing a lost card, splitting one."""

from collections.abc import Sequence

from giftledger.ledger.card import Card
from giftledger.ledger.commands import Consolidate, Replace, Split
from giftledger.ledger.entry import Posting
from giftledger.ledger.operations import transfer
from giftledger.ledger.parts import Recipient, SealedCode
from giftledger.ledger.rejections import Rejection
from giftledger.service.drafting import Draft, minted


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
    fresh, code = _fresh(card, command.gift_card_id, card.balance_minor, draft)
    decided = transfer.replace_card(card, fresh, command, intent=intent, now=draft.terms.now)
    return _put(decided, draft, [(code, command.recipient)])


def put_split(command: Split, card: Card, draft: Draft, *, intent: str) -> Rejection | None:
    """Parts of a card's value onto new cards, which keep its last day."""
    if card.currency != command.currency:
        return Rejection.CURRENCY_MISMATCH
    born = [
        _fresh(card, command.gift_card_id(number), part.amount_minor, draft)
        for number, part in enumerate(command.parts)
    ]
    cards = [fresh for fresh, _ in born]
    decided = transfer.split(card, cards, command, intent=intent, now=draft.terms.now)
    recipients = (part.recipient for part in command.parts)
    codes = (code for _, code in born)
    return _put(decided, draft, list(zip(codes, recipients, strict=True)))


def _fresh(card: Card, gift_card_id: str, face_minor: int, draft: Draft) -> tuple[Card, SealedCode]:
    code = minted(draft.terms, draft.terms.programme_of(card.programme))
    fresh = transfer.fresh(
        card,
        gift_card_id=gift_card_id,
        last_four=code.last_four,
        face_minor=face_minor,
        expires_on=card.expires_on,
        now=draft.terms.now,
    )
    return fresh, code


def _put(
    decided: list[Posting] | Rejection,
    draft: Draft,
    born: Sequence[tuple[SealedCode, Recipient | None]],
) -> Rejection | None:
    """The postings, of which the last ones are the first of new cards."""
    if isinstance(decided, Rejection):
        return decided
    known = len(decided) - len(born)
    for posting in decided[:known]:
        draft.post(posting)
    for posting, (code, recipient) in zip(decided[known:], born, strict=True):
        draft.post_new(posting, code, recipient)
    return None
