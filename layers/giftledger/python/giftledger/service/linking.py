"""One more name for a card: unique for ever, like every alias."""

from dataclasses import replace

from giftledger.ledger import keys
from giftledger.ledger.card import Card
from giftledger.ledger.commands import Link
from giftledger.ledger.entry import Posting
from giftledger.ledger.operations import link
from giftledger.ledger.rejections import Rejection
from giftledger.service.drafting import Draft


def put_link(command: Link, card: Card, draft: Draft, *, intent: str) -> Rejection | None:
    """The alias, unless it leads here already; never one that leads to another card."""
    leads_to = draft.store.card_of_alias((command.alias,))
    if leads_to not in {None, card.gift_card_id}:
        return Rejection.CODE_TAKEN
    decided = link.decide(card, command, intent=intent, now=draft.terms.now)
    if isinstance(decided, Rejection):
        return decided
    entry = replace(decided.entry, wakes=(keys.alias_key(command.alias),))
    new = () if leads_to else (command.alias,)
    draft.post(Posting(decided.card, entry), aliases=new)
    return None
