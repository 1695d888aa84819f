"""Link: one more alias leads to a card."""

from dataclasses import replace
from datetime import datetime

from giftledger.ledger.card import Card
from giftledger.ledger.commands import Link
from giftledger.ledger.conditions import mismatch
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.keys import is_of_shopify
from giftledger.ledger.rejections import Rejection


def decide(card: Card, command: Link, *, intent: str, now: datetime) -> Posting | Rejection:
    """Whatever its status: a name says nothing about what may be done with the card.

    A test card is never mirrored, so nothing about it waits for Shopify.
    """
    wrong = mismatch(card, currency=None, test=command.test)
    if wrong is not None:
        return wrong
    mirrored = is_of_shopify(command.alias) and not card.test
    return posting(
        replace(card, mirrored=card.mirrored or mirrored).moved(0),
        command,
        intent=intent,
        now=now,
        amount_minor=0,
        asked_minor=0,
        mirrored=mirrored,
    )
