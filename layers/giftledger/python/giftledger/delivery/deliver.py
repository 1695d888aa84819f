"""Delivering one gift mail: claimed before it is sent, marked after, safe to repeat at any point.

A crash between sending and marking leads to one more mail, never to a second card. What nobody
finishes comes again: from the queue, and from the sweep, which looks for mails that are overdue.
"""

import uuid
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from giftledger import vault
from giftledger.delivery import mail, schedule, sender
from giftledger.observability import count
from giftledger.patience import patiently
from giftledger.settings import settings
from giftledger.shops import shop_settings
from giftledger.store import people
from giftledger.store.items import GiftItem
from giftledger.store.mirrors import read_mirror
from giftledger.store.reading import CardView, card_view
from giftledger.tokens import token, token_hash

CLOCK_TOLERANCE = timedelta(seconds=5)
"""A wake-up that comes this early, by our clock, is on time."""


class Outcome(StrEnum):
    """What became of a delivery message. Each of these is acknowledged."""

    SENT = "sent"
    DUPLICATE = "duplicate"
    SCHEDULED = "scheduled"
    WAITS = "waits"
    """For its card to be in Shopify, which asks for the mail then."""
    SUPPRESSED = "suppressed"
    NO_GIFT = "no_gift"


class NotReadyError(Exception):
    """The message has to come again: another attempt is at work, or the card can't be used yet."""


def deliver(gift_card_id: str, *, now: datetime) -> Outcome:
    """Bring a card's mail as far as it can go now.

    Raises NotReadyError, UnavailableError or a botocore error where the message must come again.
    """
    gift = people.gift(gift_card_id)
    if gift is None:
        return Outcome.NO_GIFT
    if gift.state in {"sent", "opened"}:
        return Outcome.DUPLICATE
    if gift.state == "suppressed":
        return Outcome.SUPPRESSED
    card = card_view(gift_card_id)
    if card is None or card.status == "pending":
        raise NotReadyError("the card is not active")
    if card.status != "active":
        return Outcome.SUPPRESSED if people.suppress(gift_card_id) else Outcome.DUPLICATE
    send_at = datetime.fromisoformat(gift.send_at).astimezone(UTC) if gift.send_at else now
    if _waits_for_shopify(card):
        return Outcome.WAITS
    if send_at > now + CLOCK_TOLERANCE:
        schedule.wake_at(gift_card_id, send_at=send_at, now=now)
        people.mark_scheduled(gift_card_id, send_at=send_at)
        return Outcome.SCHEDULED
    return _send(gift, card, now=now)


def _waits_for_shopify(card: CardView) -> bool:
    """A code that the shop's checkout does not know yet would disappoint who uses it at once."""
    if card.test or not shop_settings().create_cards:
        return False
    mirror = read_mirror(card.gift_card_id)
    return mirror is None or not mirror.is_settled


def _send(gift: GiftItem, card: CardView, *, now: datetime) -> Outcome:
    gift_card_id = card.gift_card_id
    attempt = people.claim(gift_card_id, now=now, message_id=str(uuid.uuid4()))
    if attempt is None:
        return _answer_of_the_other(gift_card_id)
    certainly_not_sent = True
    try:
        composed = _compose(gift, card)
        certainly_not_sent = False
        provider_id = sender.send(composed, to=gift.email, message_id=attempt.message_id)
    except sender.refusal():
        certainly_not_sent = True
        raise
    finally:
        # The next delivery need not wait for the lease, unless the mail may be on its way.
        if certainly_not_sent:
            people.release(gift_card_id, attempt, now=now)
    sent_at = datetime.now(UTC)
    # What is not marked is sent again: a store that is away for a moment must not cost a mail.
    patiently(
        lambda: people.mark_sent(gift_card_id, sent_at=sent_at, provider_message_id=provider_id),
        what=gift_card_id,
    )
    count("Mails")
    return Outcome.SENT


def _answer_of_the_other(gift_card_id: str) -> Outcome:
    """Somebody else owned the mail a moment ago: its end is ours too, its work in hand is not."""
    gift = people.gift(gift_card_id)
    if gift is None or gift.state in {"sent", "opened"}:
        return Outcome.DUPLICATE
    if gift.state == "suppressed":
        return Outcome.SUPPRESSED
    raise NotReadyError("another attempt is sending this mail")


def _compose(gift: GiftItem, card: CardView) -> mail.Mail:
    gift_card_id = card.gift_card_id
    claim, opened = token("claim", gift_card_id), token("open", gift_card_id)
    people.put_links(gift_card_id, claim_hash=token_hash(claim), open_hash=token_hash(opened))
    sealed = people.code(gift_card_id)
    assert sealed is not None, "a gift is committed together with its code"
    names = settings()
    return mail.compose(
        mail.Gift(
            code=vault.unseal(sealed.ciphertext, code_hash=sealed.code_hash),
            amount_minor=card.balance_minor,
            currency=card.currency,
            locale=gift.locale or names.locale,
            shop_name=names.shop_name or names.shop_domain,
            card_url=f"{names.public_url}/cards/{claim}",
            open_url=f"{names.public_url}/opens/{opened}.gif",
            name=gift.name,
            giver=gift.giver,
            message=gift.message,
            expires_on=card.expires_on,
        )
    )
