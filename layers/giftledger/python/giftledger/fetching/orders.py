"""An order as Shopify has it now: its payments, its native cards, its risk, told to the ledger.

It goes through the translation of webhooks, so it is the same facts under the same ids.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from giftledger import quarantine
from giftledger.fetching.messages import FetchOrder, ask_again, ask_to_deny
from giftledger.fetching.reviewing import judge
from giftledger.fetching.told import Fact, untold
from giftledger.ledger.commands import CancelOrder, Issue
from giftledger.ledger.parts import Form
from giftledger.observability import count, logger
from giftledger.platforms.shopify.admin import cards as shop_cards
from giftledger.platforms.shopify.admin import orders as shop
from giftledger.platforms.shopify.admin.card_shapes import CardThere
from giftledger.platforms.shopify.admin.orders import OrderThere
from giftledger.platforms.shopify.denials import denials
from giftledger.platforms.shopify.translate import translate
from giftledger.platforms.translation import Translation
from giftledger.queues import send_commands
from giftledger.settings import settings

TOPIC = "orders/updated"
"""An order that was asked for says what a body under this topic says, and its payments besides."""


def fetch_order(message: FetchOrder, now: datetime) -> str:
    """Tell the ledger what it lacks of an order; the outcome, in one word.

    Raises what the Admin client raises, NotQueuedError, Conflict, UnavailableError: then the
    message comes again.
    """
    there = shop.order(message.order_id)
    if there is None:
        _log(message, "unknown_order")
        return "unknown_order"
    body = _body(there, _native_cards(message, there))
    found = _translated(body, now)
    new = untold(found.commands)
    send_commands(new)
    _keep_problems(found, body, now)
    for order_id in denials(TOPIC, body):
        ask_to_deny(order_id)
    _measure(new, polled=message.polled, now=now)
    waits = _judge(message.order_id, there, found, now)
    if waits:
        ask_again(message)
    outcome = "waiting" if waits else ("queued" if new else "nothing_new")
    _log(message, outcome, commands=len(new), problems=len(found.problems), risk=there.risk)
    return outcome


def _body(there: OrderThere, natives: Sequence[CardThere]) -> dict[str, Any]:
    fulfilled = shop.native_fulfillments(there.order_id, natives)
    for one in fulfilled:
        # No receipt can be asked for. A test order takes no money, so its cards owe none.
        one["receipt"]["testcase"] = there.body["test"] is True
    return {
        **there.body,
        "transactions": list(there.transactions),
        "fulfillments": [*there.body["fulfillments"], *fulfilled],
    }


def _native_cards(message: FetchOrder, there: OrderThere) -> list[CardThere]:
    """The cards that the message names, each with the line that sold it, where that is certain."""
    lines = [
        str(line["id"])
        for line in there.body["line_items"]
        if line["gift_card"] and not line["requires_shipping"]
    ]
    found = [card for name in message.cards if (card := shop_cards.card(name)) is not None]
    only_line = lines[0] if len(lines) == 1 else None
    told = [replace(card, line_item_id=card.line_item_id or only_line) for card in found]
    missing = sum(card.line_item_id is None for card in told)
    if missing:
        # API versions before 2026-07 do not tell the line.
        count("ShopifyCardsWithoutLine", missing)
    return told


def _translated(body: dict[str, Any], now: datetime) -> Translation:
    names = settings()
    return translate(
        TOPIC,
        body,
        sku_prefix=names.sku_prefix,
        received_at=now,
        products=names.shopify_products,
        risk_hold=names.shopify_risk_hold,
    )


def _keep_problems(found: Translation, body: dict[str, Any], now: datetime) -> None:
    if not found.problems:
        return
    quarantine.keep(
        platform="shopify",
        reasons=found.problems,
        raw=json.dumps(body, default=str, ensure_ascii=False).encode(),
        topic=TOPIC,
        now=now,
        carries_codes=False,
    )
    count("WebhooksQuarantined", platform="shopify")


def _measure(new: Sequence[Fact], *, polled: bool, now: datetime) -> None:
    """How late the facts come that this told first."""
    if not new:
        return
    latest = max(fact.occurred_at for fact in new)
    count("ShopifyInboundLagSeconds", max(0, int((now - latest).total_seconds())))
    if polled:
        count("ShopifyMissedByWebhooks", len(new))


def _judge(order_id: str, there: OrderThere, found: Translation, now: datetime) -> bool:
    """Whether cards of this order wait for a judgement, or for being issued."""
    review = judge(
        order_id,
        there.risk,
        [
            command.gift_card_id
            for command in found.commands
            if isinstance(command, Issue) and command.form is Form.DIGITAL
        ],
        hold=settings().shopify_risk_hold,
        is_over=any(isinstance(command, CancelOrder) for command in found.commands),
        judged_at=there.updated_at,
        now=now,
    )
    return review is not None and review.state != "held" and review.due_at is not None


def _log(message: FetchOrder, outcome: str, **facts: object) -> None:
    line = {"operation": "shopify_fetch", "order_id": message.order_id, "outcome": outcome}
    logger().info("order", extra={**line, "attempt": message.attempt, **facts})
