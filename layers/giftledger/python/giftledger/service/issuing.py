"""Putting together what the sale of one unit, or an import, creates: card, entry, code, gift."""

from dataclasses import replace
from datetime import datetime

from giftledger.ledger import keys
from giftledger.ledger.card import Card
from giftledger.ledger.commands import Deactivate, ImportCard, Issue, intent_of
from giftledger.ledger.entry import Entry, Posting
from giftledger.ledger.operations import deactivate, issue
from giftledger.ledger.parts import Form, Reason
from giftledger.ledger.rejections import Rejection
from giftledger.locate import new_places
from giftledger.service.drafting import Terms, minted
from giftledger.store.protocol import Commit, Store


def issue_commit(command: Issue, store: Store, terms: Terms, *, intent: str) -> Commit:
    """Everything that one sold unit creates, the issue entry first.

    Of an order that is cancelled already the card is issued and closed in the same transaction:
    no code is minted and nobody is mailed.
    """
    order_id = command.sale.order_id
    programme = terms.programme_of(command.programme)
    cancellation = store.cancellation(order_id)
    places = new_places(command, store)
    code = None
    if command.form is Form.DIGITAL and cancellation is None:
        code = minted(terms, programme)
    aliases: tuple[str, ...] = (code.aliases()[0],) if code else ()
    if command.shopify_gift_card_id:
        aliases += (keys.shopify_alias(command.shopify_gift_card_id),)
    posting = issue.decide(
        command,
        intent=intent,
        now=terms.now,
        last_four=code.last_four if code else command.last_four,
        expires_on=programme.expires_on_when_issued(command.occurred_at),
    )
    gift = command.recipient if code else None
    place_keys = (keys.order_key(order_id, place.item) for place in places)
    alias_keys = (keys.alias_key(alias) for alias in aliases)
    kept_back = command.review is not None
    mail = gift is not None and not kept_back
    entry = replace(posting.entry, mail=mail, wakes=(*place_keys, *alias_keys))
    commit = Commit(
        gift_card_id=command.gift_card_id,
        entries=(entry,),
        card=posting.card,
        aliases=aliases,
        places=places,
        uncancelled_order_id=order_id,
        code=code,
        gift=gift,
        mail_kept_back=kept_back,
    )
    if cancellation is None:
        return commit
    closed, closing = _closed_at_once(posting.card, command, cancellation, terms)
    return replace(commit, card=closed, entries=(entry, closing), uncancelled_order_id=None)


def import_commit(command: ImportCard, terms: Terms, *, intent: str) -> Commit:
    """The card with its opening balance, found by its code and its platform's id."""
    platform = (
        (keys.shopify_alias(command.shopify_gift_card_id),) if command.shopify_gift_card_id else ()
    )
    known = (*(command.code.aliases() if command.code else ()), *platform)
    posting = issue.decide_import(command, intent=intent, now=terms.now)
    wakes = tuple(keys.alias_key(alias) for alias in known)
    return Commit(
        gift_card_id=command.gift_card_id,
        entries=(replace(posting.entry, wakes=wakes),),
        card=posting.card,
        aliases=known,
        code=command.code,
    )


def taken_by_another(command: Issue | ImportCard, commit: Commit, store: Store) -> Rejection | None:
    """Why a card can't come into being, ever: another one has its code, its id or its place."""
    if store.cards([command.gift_card_id]):
        return None
    named = commit.aliases
    if isinstance(command, Issue):
        # A code that we minted is minted anew; what a platform named stays as it is.
        native = command.shopify_gift_card_id
        named = (keys.shopify_alias(native),) if native else ()
    mine = command.gift_card_id  # it may have come into being since
    if any(store.card_of_alias((alias,)) not in {None, mine} for alias in named):
        return Rejection.CODE_TAKEN
    if isinstance(command, Issue) and command.form is not Form.NATIVE:
        unit = commit.places[0]
        there = store.places(unit.order_id, unit.item)
        if any(place.gift_card_id != mine for place in there):
            return Rejection.UNIT_TAKEN
    return None


def _closed_at_once(
    card: Card, command: Issue, cancellation: tuple[str, datetime], terms: Terms
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
    posting = deactivate.decide(card, closing, intent=intent, now=terms.now)
    assert isinstance(posting, Posting), "a new card is not closed yet"
    return posting.card, posting.entry
