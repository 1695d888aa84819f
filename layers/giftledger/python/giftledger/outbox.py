"""What follows from a committed entry: mails to send, and parked facts that can go on.

The entry is the intent. The stream brings it here at least once; what the stream loses, the
sweep finds in the tables again.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from giftledger.observability import count, logger
from giftledger.queues import PARKED_UNDER, send
from giftledger.settings import QUEUES, settings
from giftledger.store.items import bind
from giftledger.store.protocol import ParkedFact
from giftledger.store.todo import overdue_facts, overdue_mails, parked_under, postpone

SWEEP_AFTER = timedelta(minutes=1)
"""Younger work is still on its ordinary way."""

LONGEST_REST = timedelta(minutes=10)
"""A fact that waits for long is told again this often; the alarm on its age looks back further."""


def follow_change(event_name: str, image: dict[str, Any] | None) -> None:
    """Act on one change of the ledger table. `image` is the new item in plain types."""
    if image is None or event_name != "INSERT":
        _check_untouched(event_name, image)
        return
    if image.get("type") != "entry":
        return
    bind(settings())
    if image["shortfall_minor"] > 0:
        # Here, not where it was decided: a consumer that dies in between would never say it.
        count("Shortfall")
        count("ShortfallValue", int(image["shortfall_minor"]), currency=image["currency"])
    own_key = f"{image['pk']}|{image['sk']}"
    for key in (own_key, *image.get("wakes", ())):
        wake(parked_under(key))
    if image.get("mail"):
        send_mails([image["pk"].removeprefix("CARD#")])


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
    logger().info("sweep", extra={"operation": "sweep", "parked": len(facts), "mails": len(mails)})


def wake(facts: Iterable[ParkedFact]) -> None:
    """Queue parked facts again, each with the key it waited under."""
    for fact in facts:
        queue = next(name for name in QUEUES if name == fact.queue)
        send(queue, [fact.body], **{PARKED_UNDER: fact.key})


def send_mails(gift_card_ids: Iterable[str]) -> None:
    """Ask delivery for the gift mail of these cards."""
    bodies = [json.dumps({"gift_card_id": gift_card_id}) for gift_card_id in gift_card_ids]
    if bodies:
        send("delivery", bodies)


def _check_untouched(event_name: str, image: dict[str, Any] | None) -> None:
    """Cards change; anything else in the ledger that changes or goes was not our doing."""
    if event_name == "MODIFY" and image is not None and image.get("type") == "card":
        return
    count("LedgerTampered")
    logger().error("ledger item changed or removed", extra={"operation": "outbox"})
