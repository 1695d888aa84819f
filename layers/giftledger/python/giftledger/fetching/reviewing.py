"""Orders whose digital cards wait for the risk: held while it is high, released, or rejected.

What was decided stands in the work table; the decision of a person counts more than Shopify's
judgement. The commands are sent for cards that are there: those still to come follow when the
order is looked at again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from giftledger.ledger import keys
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import Deactivate, Release
from giftledger.ledger.parts import Form, Reason
from giftledger.observability import count, logger
from giftledger.platforms.shopify.sales import ORDER_RISK
from giftledger.queues import send_commands
from giftledger.settings import RiskHold
from giftledger.store.opening import store
from giftledger.store.reviews import Review, State, read_review, save_review, unfinished_reviews

LONGEST_WAIT = timedelta(days=1)
"""A judgement that does not come in this time is a person's to make."""

NEXT_LOOK = timedelta(minutes=1)
"""For a judgement or a card that is still to come; the poll makes it no sooner than it runs."""

HELD_LOOK = timedelta(hours=1)
"""For a held order: a judgement may be changed, and not every change is told."""

CARDS_PER_READ = 100
"""The most that one BatchGetItem takes."""

_HELD: dict[RiskHold, frozenset[str]] = {
    "off": frozenset(),
    "high": frozenset({"high"}),
    "medium": frozenset({"medium", "high"}),
}


class UnknownReviewError(Exception):
    """No card of this order waits for a review."""


def orders_in_review() -> tuple[Review, ...]:
    """The orders that wait for a person, the longest waiting first. Raises UnavailableError."""
    held = [review for review in unfinished_reviews() if review.state == "held"]
    return tuple(sorted(held, key=lambda review: review.since))


def release_order(order_id: str, actor: str) -> int:
    """Release the cards of an order (its digits) whatever its risk; how many are released now.

    Cards that are issued later are released as they come. Raises UnknownReviewError,
    NotQueuedError, Conflict (somebody decides at this moment), UnavailableError.
    """
    return _decided(order_id, "released", actor)


def reject_order(order_id: str, actor: str) -> int:
    """Close the waiting cards of an order for good; how many are closed now.

    Nothing is paid back by this: that is the shop's own refund. Raises as `release_order`.
    """
    return _decided(order_id, "rejected", actor)


def judge(
    order_id: str,
    level: str,
    card_ids: Sequence[str],
    *,
    hold: RiskHold,
    is_over: bool,
    judged_at: datetime,
    now: datetime,
) -> Review | None:
    """Act on Shopify's judgement of an order; None where none of its cards is concerned.

    `card_ids` are the digital cards that the order sells, also those that are not issued yet.
    `is_over`: the order is cancelled, which closes them. `judged_at`: when the order last changed
    there, so that a second telling says the same. Raises NotQueuedError, Conflict,
    UnavailableError.
    """
    before = read_review(order_id)
    if not card_ids or (before is None and hold == "off"):
        return before
    review = before or Review(order_id=order_id, level=level, since=now)
    cards = _cards(card_ids)
    all_there = len(cards) == len(card_ids)
    if before is None and all_there and not _waiting(cards):
        return None
    state = _state(review, level, hold=hold, is_over=is_over, now=now)
    if state in {"released", "rejected"} and not is_over:
        _send(review.order_id, _waiting(cards), state, actor=review.actor, at=judged_at)
    done = is_over or (state in {"released", "rejected"} and all_there)
    look = HELD_LOOK if state == "held" else NEXT_LOOK
    if state == "held" and review.state != "held":
        count("OrdersInReview")
    line = {"operation": "shopify_risk", "order_id": order_id, "outcome": state, "level": level}
    logger().info("risk", extra=line)
    after = replace(review, level=level, state=state, due_at=None if done else now + look)
    return review if after == before else save_review(after)


def _state(review: Review, level: str, *, hold: RiskHold, is_over: bool, now: datetime) -> State:
    if is_over:
        return "rejected"
    if review.state in {"released", "rejected"}:
        return review.state
    if level in _HELD[hold]:
        return "held"
    if level != "pending" or hold == "off":
        return "released"
    return "held" if now - review.since >= LONGEST_WAIT else "waiting"


def _decided(order_id: str, decision: Literal["released", "rejected"], actor: str) -> int:
    now = datetime.now(UTC)
    review = read_review(order_id)
    if review is None or review.state in {"released", "rejected"}:
        raise UnknownReviewError(order_id)
    # Durable first: what is sent and lost is sent again when the order is looked at next.
    save_review(replace(review, state=decision, actor=actor, due_at=now + NEXT_LOOK))
    places = store().places(f"shopify:{order_id}", keys.UNIT)
    waiting = _waiting(_cards([place.gift_card_id for place in places]))
    _send(order_id, waiting, decision, actor=actor, at=now)
    extra = {"operation": "shopify_review", "order_id": order_id, "outcome": decision}
    logger().info("review", extra={**extra, "cards": len(waiting)})
    return len(waiting)


def _send(
    order_id: str, cards: Sequence[Card], decision: State, *, actor: str | None, at: datetime
) -> None:
    commands: list[Release | Deactivate] = []
    for card in cards:
        common = {
            "command_id": f"shopify.order.{order_id}.{decision}.{card.gift_card_id}",
            "occurred_at": at,
            "source": "shopify",
            "actor": actor,
            "order_reference": f"shopify:{order_id}",
            "test": card.test,
            "target": card.gift_card_id,
        }
        if decision == "released":
            commands.append(Release.model_validate({**common, "reason": ORDER_RISK}))
        else:
            commands.append(Deactivate.model_validate({**common, "reason": Reason.CANCELLED}))
    send_commands(commands)


def _waiting(cards: Sequence[Card]) -> list[Card]:
    """Only a review keeps a digital card pending; plastic waits for its serial."""
    return [card for card in cards if card.status is Status.PENDING and card.form is Form.DIGITAL]


def _cards(card_ids: Sequence[str]) -> list[Card]:
    found: list[Card] = []
    for start in range(0, len(card_ids), CARDS_PER_READ):
        found += store().cards(list(card_ids[start : start + CARDS_PER_READ])).values()
    return found
