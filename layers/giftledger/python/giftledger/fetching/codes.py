"""Whose code is it: one that somebody presented and the ledger does not know, looked for there."""

from datetime import datetime

from giftledger.fetching.cards import (
    is_to_be_taken,
    known_card,
    mirror_from_now_on,
    take_card,
)
from giftledger.fetching.messages import FetchOrder, FindCode, TakeCard, ask, ask_again
from giftledger.ledger.commands import Link
from giftledger.observability import count, logger
from giftledger.platforms.shopify.admin import cards as shop
from giftledger.platforms.shopify.admin.card_shapes import CardThere
from giftledger.platforms.shopify.admin.faults import AmbiguousCodeError
from giftledger.queues import send_commands
from giftledger.store.opening import store
from giftledger.vault import unseal

ID_CHARACTERS = 16
"""Of the code's keyed hash, in the id of the fact that the code is a card's."""


def find_code(message: FindCode, now: datetime) -> str:
    """Let a code lead to its card from now on, if Shopify has exactly one; the outcome.

    Whoever asked for the code remembers it, so that it is asked about once an hour, found or not.
    Raises what the Admin client raises, botocore's errors, NotQueuedError, UnavailableError.
    """
    outcome = _found(message, now)
    logger().info("code", extra={"operation": "shopify_code", "outcome": outcome})
    count("ShopifyCodesLookedFor", outcome=outcome)
    return outcome


def _found(message: FindCode, now: datetime) -> str:
    code = message.code
    if store().card_of_alias(code.aliases()) is not None:
        return "known"
    try:
        there = shop.find_by_code(unseal(code.ciphertext, code_hash=code.hash))
    except AmbiguousCodeError:
        return "ambiguous"
    if there is None:
        # The index of cards lags behind by seconds: who has just bought one presents it at once.
        return "not_yet" if message.attempt == 0 and ask_again(message) else "none"
    gift_card_id = known_card(there.shopify_gift_card_id)
    if gift_card_id is None:
        return _of_unknown_card(message, there, now)
    (card,) = store().cards([gift_card_id]).values()
    if not (card.mirrored or card.test):
        # First Shopify follows what tills spend here, then its code is worth something to them.
        mirror_from_now_on(card, there.shopify_gift_card_id, there.created_at)
        return "mirroring" if ask_again(message) else "given_up"
    link = Link(
        command_id=f"shopify.code.{there.shopify_gift_card_id}.{code.hash[:ID_CHARACTERS]}",
        occurred_at=there.created_at,
        source="shopify",
        test=card.test,
        target=gift_card_id,
        alias=code.aliases()[0],
    )
    send_commands([link])
    return "linked"


def _of_unknown_card(message: FindCode, there: CardThere, now: datetime) -> str:
    """The card first; its code when the message comes again."""
    if there.order_id is not None:
        cards = (there.shopify_gift_card_id,)
        ask(FetchOrder(order_id=there.order_id, cards=cards, polled=True))
        return "order_asked" if ask_again(message) else "given_up"
    if not is_to_be_taken(there):
        return "not_to_be_taken"
    told = TakeCard(shopify_gift_card_id=there.shopify_gift_card_id, attempt=message.attempt)
    return take_card(told, now, code=message.code)
