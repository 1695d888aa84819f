"""Bringing a card of ours in Shopify to where it stands here, one certain step after another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from giftledger.ledger.card import Card, Status
from giftledger.ledger.parts import Form
from giftledger.mirroring.card_creation import create_again
from giftledger.mirroring.card_decisions import next_step
from giftledger.mirroring.card_desk import Desks, desks
from giftledger.mirroring.card_doubts import LOOK_AGAIN, is_somebodys
from giftledger.mirroring.card_holders import notifies_at, tell_mail
from giftledger.mirroring.card_ledger import capture, capture_confirmed
from giftledger.mirroring.card_standing import standing
from giftledger.mirroring.card_steps import perform, settle
from giftledger.mirroring.card_visit import BusyError, Outcome, Visit
from giftledger.platforms.shopify.admin.faults import ShopifyError
from giftledger.shops import shop_settings
from giftledger.store.following import entries_after, read_card
from giftledger.store.mirrors import MIRROR_TODO, Mirror, read_mirror

STEPS = 40
"""More than ten holds and everything else about a card take."""

NATIVE = "shopify.gift_card."
"""What the id of the command that told of a card of Shopify's own begins with; its id follows."""


def sync_card(gift_card_id: str, *, now: datetime, ask: Callable[[], Desks] = desks) -> Outcome:
    """Make, move, date or end a card in Shopify until it is there as it is here.

    May be told any number of times, by anybody, at once. Raises BusyError, a ShopifyError,
    UnavailableError or a botocore error where the message must come again.
    """
    card = read_card(gift_card_id)
    if card is None:
        return Outcome.UNKNOWN_CARD
    stored = read_mirror(gift_card_id)
    mirror = stored or _first(card, now)
    if mirror is None:
        # Its mail was kept for us, who have nothing to do.
        tell_mail(gift_card_id)
        return Outcome.NOT_THERE
    visit = Visit(mirror, stored, now, ask)
    try:
        return _steps(visit)
    except ShopifyError:
        # An outage outlasts a message: then the sweep has it looked at again.
        if visit.stored is None or visit.stored.todo is None:
            due_at = now + LOOK_AGAIN
            visit.keep(replace(visit.mirror, todo=MIRROR_TODO, due_at=due_at))
        raise


def _steps(visit: Visit) -> Outcome:
    for _ in range(STEPS):
        outcome = _step(visit)
        if outcome is not None:
            return outcome
    raise BusyError("the card changes faster than Shopify can follow")


def _step(visit: Visit) -> Outcome | None:
    intent = visit.mirror.intent
    # The card before its entries: what comes in between is seen at the next look.
    card = read_card(visit.gift_card_id)
    assert card is not None, "a card is never deleted"
    if intent is not None:
        if is_somebodys(intent, visit.now):
            raise BusyError("somebody is asking Shopify about the card")
        if intent.kind == "create":
            return create_again(visit, intent, card.currency)
        if intent.kind == "delta":
            return settle(visit, intent, card.status)
        # May be asked again, and is, where it is still wanted.
        visit.mirror = replace(visit.mirror, intent=None)
    capture_confirmed(visit, card)
    if visit.mirror.is_settled and not visit.mirror.mail_told:
        tell_mail(visit.gift_card_id)
        visit.mirror = replace(visit.mirror, mail_told=True)
    if visit.stored is not None and visit.mirror.captures != visit.stored.captures:
        # The card as it is after the captures.
        card = read_card(visit.gift_card_id) or card
    entries = entries_after(visit.gift_card_id, visit.mirror.seq)
    seen = standing(card, entries, visit.mirror, visit.now)
    # Answered with the no that a hold gets which is not there: who asked is told.
    capture(visit, seen.lost, card.currency)
    step = next_step(visit.mirror, seen, now=visit.now, notifies_at=notifies_at(visit, seen.card))
    return perform(step, seen, visit)


def _first(card: Card, now: datetime) -> Mirror | None:
    """The mirror of a card that has none yet; None where Shopify is not to have it."""
    if card.test or not (card.mirrored or shop_settings().create_cards):
        return None
    if card.form is Form.NATIVE:
        return _native(card, now)
    if card.status is not Status.ACTIVE:
        return None
    return Mirror(gift_card_id=card.gift_card_id, state="creating", since=now)


def _native(card: Card, now: datetime) -> Mirror | None:
    """Of a card that Shopify minted: it has been there since its first entry."""
    born = next(
        (entry for entry in entries_after(card.gift_card_id, 0) if entry.seq is not None), None
    )
    if born is None or not born.command_id.startswith(NATIVE):
        return None
    return Mirror(
        gift_card_id=card.gift_card_id,
        state="live",
        since=now,
        shopify_gift_card_id=born.command_id.removeprefix(NATIVE),
        believed_minor=born.balance_after_minor,
        seq=born.seq or 0,
        expires_on=card.expires_on,
        mail_told=True,
        notified=True,
    )
