"""Whom a card belongs to, as far as the shop is told, and the mails that wait for the card."""

import json
from dataclasses import replace
from datetime import datetime

from giftledger.ledger.card import Card
from giftledger.mirroring.card_visit import Visit
from giftledger.observability import count
from giftledger.platforms.shopify.admin.faults import (
    NotAppliedError,
    Refused,
    SetupError,
    UnknownOutcomeError,
)
from giftledger.queues import send
from giftledger.shops import shop_settings
from giftledger.store import people

SOLD_BY_SHOPIFY = "shopify:"
"""What the order reference of a card that the shop sold begins with."""

UNSENT = frozenset({"queued", "scheduled", "sending"})


def customer_of(visit: Visit, card: Card) -> str | None:
    """The customer there to whom the card belongs; None where there is none, or no consent.

    Raises what the call may raise, but for a refusal: then the card is made without one.
    """
    if not shop_settings().upload_customers or card.test:
        return None
    gift = people.gift(visit.gift_card_id)
    if gift is None or not gift.consent:
        return None
    try:
        return visit.ask().customers.find_or_create_customer(
            email=gift.email, first_name=gift.name, locale=gift.locale
        )
    except Refused as refused:
        count("ShopifyRefused", code=refused.code or "no_code")
        return None


def notifies_at(visit: Visit, card: Card) -> datetime | None:
    """From when on Shopify is to mail the card to its customer; None: never.

    Only a card that was sold elsewhere: of its own sales Shopify has told by itself.
    """
    mirror = visit.mirror
    if mirror.notified or mirror.customer_id is None or mirror.state != "live":
        return None
    if not shop_settings().send_notifications:
        return None
    if (card.order_reference or "").startswith(SOLD_BY_SHOPIFY):
        return None
    gift = people.gift(visit.gift_card_id)
    if gift is None:
        return None
    return datetime.fromisoformat(gift.send_at) if gift.send_at else visit.now


def notify(visit: Visit) -> None:
    """Ask for that mail, once: what became of it if the reply is lost, nobody asks."""
    visit.keep(replace(visit.mirror, notified=True))
    try:
        visit.desk.notify_customer(visit.there)
    except (NotAppliedError, SetupError):
        visit.keep(replace(visit.mirror, notified=False))
        raise
    except Refused as refused:
        count("ShopifyRefused", code=refused.code or "no_code")
    except UnknownOutcomeError:
        count("ShopifyNotificationsUnknown")


def tell_mail(gift_card_id: str) -> None:
    """Ask delivery for the gift mail that has waited for this card, where there is one."""
    gift = people.gift(gift_card_id)
    if gift is not None and gift.state in UNSENT:
        send("delivery", [json.dumps({"gift_card_id": gift_card_id})])
