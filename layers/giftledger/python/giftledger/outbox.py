"""What follows from a commit: mails to send, cards to bring to Shopify, parked facts to go on.

The entry is the intent. The stream brings it here at least once; what the stream loses, the
sweep finds in the tables again.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from giftledger.observability import count, logger
from giftledger.queues import send
from giftledger.settings import QUEUES, settings
from giftledger.shops import shop_settings
from giftledger.store.items import bind
from giftledger.store.mirrors import due_mirrors
from giftledger.store.order_work import overdue_orders
from giftledger.store.protocol import ParkedFact
from giftledger.store.todo import overdue_facts, overdue_mails, parked_under, postpone

SWEEP_AFTER = timedelta(minutes=1)
"""Younger work is still on its ordinary way."""

HANDED_OVER = frozenset({"issue", "activate", "release"})
"""Entries by which a sold card comes into its holder's hands."""

LONGEST_REST = timedelta(minutes=10)
"""A fact that waits for long is told again this often; the alarm on its age looks back further."""


def follow_change(event_name: str, image: dict[str, Any] | None) -> None:
    """Act on one change of the ledger table. `image` is the new item in plain types."""
    is_card = image is not None and image.get("type") == "card"
    if image is None or (event_name != "INSERT" and not is_card):
        # Cards change; anything else in the ledger that changes or goes was not our doing.
        count("LedgerTampered")
        logger().error("ledger item changed or removed", extra={"operation": "outbox"})
    elif is_card:
        _follow_card(image)
    elif image.get("type") == "entry":
        bind(settings())
        _follow_entry(image)


def _follow_card(image: dict[str, Any]) -> None:
    """Every posted entry comes with its card, which says whether Shopify has it.

    A test card is sent too while cards are created: its mail waits for the answer.
    """
    if image.get("mirror") or shop_settings().create_cards:
        send_cards([_card_id(image)])


def _follow_entry(image: dict[str, Any]) -> None:
    if image["shortfall_minor"] > 0:
        # Here, not where it was decided: a consumer that dies in between would never say it.
        count("Shortfall")
        count("ShortfallValue", int(image["shortfall_minor"]), currency=image["currency"])
    own_key = f"{image['pk']}|{image['sk']}"
    for key in (own_key, *image.get("wakes", ())):
        wake(parked_under(key))
    if image.get("mail") and not shop_settings().create_cards:
        # Else the mail waits for the card to be in Shopify, which its card was queued for.
        send_mails([_card_id(image)])
    _follow_sale(image)


def _follow_sale(image: dict[str, Any]) -> None:
    """What a shop's order sold has come into being here: its lines can be fulfilled."""
    platform, _, order_id = (image.get("order_reference") or "").partition(":")
    if platform != "shopify" or not order_id.isdigit() or image.get("seq") is None:
        return
    if image.get("kind") in HANDED_OVER and settings().shopify_client_id:
        send_orders([(order_id, "fulfil")])


def sweep(now: datetime | None = None) -> None:
    """Tell overdue facts and mails again, and publish how long the oldest fact has waited."""
    bind(settings())
    at = now or datetime.now(UTC)
    facts = list(overdue_facts(at - SWEEP_AFTER))
    waited = max((at - fact.parked_at for fact in facts), default=timedelta())
    count("ParkedOldestAgeSeconds", int(waited.total_seconds()))
    mails = list(overdue_mails(at - SWEEP_AFTER))
    send_mails(mails)
    wake(facts)
    for fact in facts:
        postpone(fact, at + min(at - fact.parked_at, LONGEST_REST))
    mirrors = list(due_mirrors(at))
    # A mail that is overdue may be waiting for a card that Shopify was never told of.
    waiting = mails if shop_settings().create_cards else []
    send_cards(dict.fromkeys([*mirrors, *waiting]))
    orders = [(work.order_id, work.task) for work in overdue_orders(at - SWEEP_AFTER)]
    send_orders(orders)
    told = {"parked": len(facts), "mails": len(mails), "mirrors": len(mirrors)}
    logger().info("sweep", extra={"operation": "sweep", "orders": len(orders), **told})


def wake(facts: Iterable[ParkedFact]) -> None:
    """Queue parked facts again, each with the key it waited under."""
    for fact in facts:
        queue = next(name for name in QUEUES if name == fact.queue)
        send(queue, [fact.body], parked_under=fact.key)


def send_mails(gift_card_ids: Iterable[str]) -> None:
    """Ask delivery for the gift mail of these cards."""
    bodies = [json.dumps({"gift_card_id": gift_card_id}) for gift_card_id in gift_card_ids]
    if bodies:
        send("delivery", bodies)


def send_cards(gift_card_ids: Iterable[str]) -> None:
    """Ask for these cards to be brought to where they stand, in Shopify."""
    bodies = [
        json.dumps({"kind": "card", "gift_card_id": gift_card_id}) for gift_card_id in gift_card_ids
    ]
    if bodies:
        send("shopify_sync", bodies)


def send_orders(tasks: Iterable[tuple[str, str]]) -> None:
    """Ask for these tasks on orders of the shop: the order's digits and the task."""
    bodies = [
        json.dumps({"kind": "order", "order_id": order_id, "task": task})
        for order_id, task in tasks
    ]
    if bodies:
        send("shopify_sync", bodies)


def _card_id(image: dict[str, Any]) -> str:
    return str(image["pk"]).removeprefix("CARD#")
