"""Cards that were made in Shopify by hand, or by another app: taken over with their value.

The mirror comes first and remembers the balance that the card begins with here. So a second
telling begins with the same, and nobody makes the card anew in Shopify meanwhile.
"""

from datetime import datetime, timedelta

from giftledger.fetching.messages import TakeCard, ask, ask_again
from giftledger.ledger import keys
from giftledger.ledger.card import Card
from giftledger.ledger.commands import (
    CardCommand,
    ImportCard,
    Link,
    Redeem,
    Refund,
    gift_card_id_for,
    parse_command,
)
from giftledger.ledger.parts import Form, SealedCode
from giftledger.observability import count, logger
from giftledger.platforms.shopify.admin import cards as shop
from giftledger.platforms.shopify.admin.card_shapes import CardThere
from giftledger.queues import send_commands
from giftledger.shops import shop_settings
from giftledger.store.mirrors import Mirror, read_mirror, save_mirror
from giftledger.store.opening import store
from giftledger.store.todo import parked_under

OUR_NOTE = "Giftledger"
"""How the note of every card of ours begins: one that is being made is never taken over."""

QUIET = timedelta(minutes=15)
"""A card with a history is taken over once it rests: what it paid last has been told by then."""


def command_id(shopify_gift_card_id: str) -> str:
    """The id of the fact that a card came into being there: as its receipt would tell it."""
    return f"shopify.gift_card.{shopify_gift_card_id}"


def known_card(shopify_gift_card_id: str) -> str | None:
    """The card that Shopify's id leads to here. Raises UnavailableError."""
    return store().card_of_alias((keys.shopify_alias(shopify_gift_card_id),))


def is_to_be_taken(card: CardThere) -> bool:
    """Whether a card that is unknown here is to be taken over: no order sold it, nor are we at it.

    Raises UnavailableError.
    """
    ours = (card.note or "").startswith(OUR_NOTE)
    return card.order_id is None and card.enabled and not ours and shop_settings().download_cards


def take_card(message: TakeCard, now: datetime, *, code: SealedCode | None = None) -> str:
    """Bring one card's take-over as far as it can go now; the outcome, in one word.

    Raises what the Admin client raises, NotQueuedError, Conflict, UnavailableError.
    """
    outcome = _taken(message, now, code)
    line = {"operation": "shopify_take", "outcome": outcome}
    logger().info("card", extra={**line, "shopify_gift_card_id": message.shopify_gift_card_id})
    return outcome


def _taken(message: TakeCard, now: datetime, code: SealedCode | None) -> str:
    gift_card_id = known_card(message.shopify_gift_card_id)
    if gift_card_id is not None:
        return _linked(gift_card_id, message.shopify_gift_card_id)
    there = shop.card(message.shopify_gift_card_id)
    if there is None:
        return "unknown_card"
    if not is_to_be_taken(there):
        return "not_to_be_taken"
    if not message.is_new and there.updated_at > now - QUIET:
        rest = there.updated_at + QUIET - now
        ask(message, delay_seconds=min(900, int(rest.total_seconds()) + 1))
        return "resting"
    send_commands([_import(there, _mirror(there, is_new=message.is_new), code)])
    count("ShopifyCardsTaken")
    return "asked" if ask_again(message) else "asked_often"


def _linked(gift_card_id: str, shopify_gift_card_id: str) -> str:
    """From here on the card's mirror follows it, if it was one that we took over."""
    (card,) = store().cards([gift_card_id]).values()
    mirror = read_mirror(gift_card_id)
    if card.mirrored or mirror is None:
        return "known"
    mirror_from_now_on(card, shopify_gift_card_id, mirror.since)
    return "linked"


def mirror_from_now_on(card: Card, shopify_gift_card_id: str, since: datetime) -> None:
    """Have a card that Shopify made follow there what happens to it here."""
    link = Link(
        command_id=f"shopify.mirror.{shopify_gift_card_id}",
        occurred_at=since,
        source="shopify",
        test=card.test,
        target=card.gift_card_id,
        alias=keys.shopify_alias(shopify_gift_card_id),
    )
    send_commands([link])


def _mirror(there: CardThere, *, is_new: bool) -> Mirror:
    gift_card_id = gift_card_id_for(command_id(there.shopify_gift_card_id))
    found = read_mirror(gift_card_id)
    if found is not None:
        return found
    return save_mirror(
        Mirror(
            gift_card_id=gift_card_id,
            shopify_gift_card_id=there.shopify_gift_card_id,
            state="live",
            believed_minor=there.initial_minor if is_new else _before_what_waits(there),
            seq=1,
            expires_on=there.expires_on.isoformat() if there.expires_on else None,
            mail_told=True,
            notified=True,
            # From here on its movements there are none that it began with. No clock of ours: a
            # second telling says the same.
            since=there.created_at if is_new else there.updated_at + QUIET,
        )
    )


def _before_what_waits(there: CardThere) -> int:
    """Its balance before the payments that were told already and wait for the card to be there."""
    alias = keys.alias_key(keys.shopify_alias(there.shopify_gift_card_id))
    waiting = [parse_command(fact.body) for fact in parked_under(alias)]
    paid = sum(fact.amount_minor for fact in waiting if isinstance(fact, Redeem))
    returned = sum(fact.amount_minor for fact in waiting if isinstance(fact, Refund))
    return max(0, there.balance_minor + paid - returned)


def _import(there: CardThere, mirror: Mirror, code: SealedCode | None) -> CardCommand:
    told = {
        "command_id": command_id(there.shopify_gift_card_id),
        "occurred_at": mirror.since,
        "source": "shopify",
        "balance_minor": mirror.believed_minor,
        "amount_minor": there.initial_minor,
        "paid_minor": 0,
        "currency": there.currency,
        "issued_at": there.created_at,
        "expires_on": there.expires_on.isoformat() if there.expires_on else None,
        "form": Form.NATIVE,
        "shopify_gift_card_id": there.shopify_gift_card_id,
    }
    if code is not None:
        return ImportCard.model_validate({**told, "code": code})
    return ImportCard.model_validate({**told, "last_four": there.last_characters[-4:].upper()})
