"""What makes a pending card spendable: its serial, or the end of its review."""

from dataclasses import replace

from giftledger.ledger import keys
from giftledger.ledger.card import Card
from giftledger.ledger.commands import Activate, Release
from giftledger.ledger.entry import Posting
from giftledger.ledger.operations import activate
from giftledger.ledger.rejections import Rejection
from giftledger.service.drafting import Draft


def put_activation(command: Activate, card: Card, draft: Draft, *, intent: str) -> Rejection | None:
    """The card with its value, found by its serial from now on."""
    decided = activate.decide(card, command, intent=intent, now=draft.terms.now)
    if isinstance(decided, Rejection):
        return decided
    # Under every key known now, so that a telling sealed before a rotation finds it too.
    aliases = command.code.aliases()
    found_by = (keys.alias_key(alias) for alias in aliases)
    entry = replace(decided.entry, wakes=(*found_by, keys.activated_key(card.gift_card_id)))
    draft.post(Posting(decided.card, entry), aliases=aliases, code=command.code)
    return None


def put_release(command: Release, card: Card, draft: Draft, *, intent: str) -> Rejection | None:
    """The card with its value, and its mail if there is somebody to send it to."""
    decided = activate.decide_release(card, command, intent=intent, now=draft.terms.now)
    if isinstance(decided, Rejection):
        return decided
    mail = draft.store.has_gift(card.gift_card_id)
    entry = replace(decided.entry, mail=mail, wakes=(keys.activated_key(card.gift_card_id),))
    draft.post(Posting(decided.card, entry), mail_due=mail)
    return None
