"""Taking over one card of the shop: the mirror first, then the card, then the link between them.

Every step may be repeated: a process that was killed between two of them leaves nothing that the
next one could double.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from giftledger.ledger import keys
from giftledger.ledger.card import Card
from giftledger.ledger.commands import ImportCard, Link, gift_card_id_for
from giftledger.ledger.parts import Form
from giftledger.outcomes import Posted
from giftledger.platforms.shopify.admin.card_shapes import CardThere
from giftledger.programmes import programme_of
from giftledger.service import execute
from giftledger.store import opening
from giftledger.store.mirrors import Mirror, read_mirror, save_mirror
from giftledger.store.protocol import Conflict

FIRST_SEQ = 1
"""The import is the card's first entry."""


def taken_id(shopify_gift_card_id: str) -> str:
    """The ledger's id of a card that Shopify made."""
    return gift_card_id_for(_command_id(shopify_gift_card_id))


def take(card: CardThere, *, read_at: datetime, now: datetime) -> str | None:
    """Take a card over with the balance it had there then; why not, where that is refused.

    Raises UnavailableError: the import goes on later.
    """
    _mirror(card, now)
    command = import_command(card, read_at)
    outcome = execute(command, opening.store(), now=now, programme_of=programme_of)
    if not isinstance(outcome, Posted):
        return getattr(outcome, "rejection", "it waits for something")
    return link(outcome.gift_card_id, card.shopify_gift_card_id, now=now)


def adopt(ours: Card, card: CardThere, *, now: datetime) -> str | None:
    """Mirror a card that the ledger knew already; why not, where that is refused.

    Where the two balances differ it stays as it is: that is for a person to decide.
    """
    if ours.mirrored or ours.test:
        return None
    if read_mirror(ours.gift_card_id) is None:
        if ours.at(now).available_minor != card.balance_minor or ours.currency != card.currency:
            return None
        with suppress(Conflict):
            save_mirror(_live(ours.gift_card_id, card, seq=ours.last_seq, now=now))
    return link(ours.gift_card_id, card.shopify_gift_card_id, now=now)


def link(gift_card_id: str, shopify_gift_card_id: str, *, now: datetime) -> str | None:
    """Say in the ledger that the card is mirrored; why not, where that is refused."""
    command = Link(
        command_id=f"shopify.mirror.{shopify_gift_card_id}",
        occurred_at=now,
        source="shopify",
        target=gift_card_id,
        alias=keys.shopify_alias(shopify_gift_card_id),
    )
    outcome = execute(command, opening.store(), now=now, programme_of=programme_of)
    if isinstance(outcome, Posted):
        return None
    return getattr(outcome, "rejection", "it waits for something")


def import_command(card: CardThere, read_at: datetime) -> ImportCard:
    """The card as it was there then. Nobody knows its code but its holder."""
    return ImportCard(
        command_id=_command_id(card.shopify_gift_card_id),
        occurred_at=read_at,
        source="shopify",
        order_reference=f"shopify:{card.order_id}" if card.order_id else None,
        balance_minor=card.balance_minor,
        amount_minor=card.initial_minor,
        paid_minor=card.initial_minor if card.order_id else 0,
        currency=card.currency,
        last_four=card.last_characters[-4:].upper(),
        issued_at=card.created_at,
        expires_on=card.expires_on.isoformat() if card.expires_on else None,
        form=Form.NATIVE,
        shopify_gift_card_id=card.shopify_gift_card_id,
    )


def _mirror(card: CardThere, now: datetime) -> None:
    """Before the card: who then sees the card must not make it anew in Shopify."""
    gift_card_id = taken_id(card.shopify_gift_card_id)
    found = read_mirror(gift_card_id)
    if found is not None and opening.store().cards([gift_card_id]):
        return
    wanted = _live(gift_card_id, card, seq=FIRST_SEQ, now=now)
    with suppress(Conflict):  # somebody else takes the same card over
        save_mirror(replace(wanted, version=found.version) if found else wanted)


def _live(gift_card_id: str, card: CardThere, *, seq: int, now: datetime) -> Mirror:
    return Mirror(
        gift_card_id=gift_card_id,
        shopify_gift_card_id=card.shopify_gift_card_id,
        state="live",
        believed_minor=card.balance_minor,
        seq=seq,
        expires_on=card.expires_on.isoformat() if card.expires_on else None,
        since=now,
        mail_told=True,
        notified=True,
    )


def _command_id(shopify_gift_card_id: str) -> str:
    return f"shopify.gift_card.{shopify_gift_card_id}"
