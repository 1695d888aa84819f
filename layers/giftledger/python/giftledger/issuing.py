"""Putting together what the sale of one unit creates: card, entry, code, places and gift."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from giftledger.ledger import keys
from giftledger.ledger.card import Card
from giftledger.ledger.commands import Deactivate, Issue, intent_of
from giftledger.ledger.entry import Entry, Posting
from giftledger.ledger.operations import deactivate, issue
from giftledger.ledger.parts import Form, Reason, SealedCode
from giftledger.locate import new_places
from giftledger.store.protocol import Commit, Store

Mint = Callable[[], SealedCode]
"""Makes a sealed code; called only when a card with a code of ours is really issued."""


def issue_commit(
    command: Issue, store: Store, *, intent: str, now: datetime, mint: Mint | None
) -> Commit:
    """Everything that one sold unit creates, the issue entry first.

    Of an order that is cancelled already the card is issued and closed in the same transaction:
    no code is minted and nobody is mailed.
    """
    order_id = command.sale.order_id
    cancellation = store.cancellation(order_id)
    places = new_places(command, store)
    code = None
    if command.form is Form.DIGITAL and cancellation is None:
        assert mint is not None, "a digital card needs somebody who mints its code"
        code = mint()
    aliases: tuple[str, ...] = (code.aliases()[0],) if code else ()
    if command.shopify_gift_card_id:
        aliases += (f"shopify#{command.shopify_gift_card_id}",)
    last_four = code.last_four if code else command.last_four
    posting = issue.decide(command, intent=intent, now=now, last_four=last_four)
    gift = command.recipient if code else None
    place_keys = (keys.order_key(order_id, place.item) for place in places)
    alias_keys = (keys.alias_key(alias) for alias in aliases)
    entry = replace(posting.entry, mail=gift is not None, wakes=(*place_keys, *alias_keys))
    commit = Commit(
        gift_card_id=command.gift_card_id,
        entries=(entry,),
        card=posting.card,
        aliases=aliases,
        places=places,
        uncancelled_order_id=order_id,
        code=code,
        gift=gift,
    )
    if cancellation is None:
        return commit
    closed, closing = _closed_at_once(posting.card, command, cancellation, now)
    return replace(commit, card=closed, entries=(entry, closing), uncancelled_order_id=None)


def _closed_at_once(
    card: Card, command: Issue, cancellation: tuple[str, datetime], now: datetime
) -> tuple[Card, Entry]:
    """The entry that the cancellation would have left, had it come after the sale."""
    closing = Deactivate(
        command_id=cancellation[0],
        occurred_at=cancellation[1],
        source=command.source,
        order_reference=command.order_reference,
        test=command.test,
        target=card.gift_card_id,
        reason=Reason.CANCELLED,
    )
    intent = intent_of(closing, target=card.gift_card_id)
    posting = deactivate.decide(card, closing, intent=intent, now=now)
    assert isinstance(posting, Posting), "a new card is not closed yet"
    return posting.card, posting.entry
