"""What to do next about a card in Shopify. Pure, and asked again after every step."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from giftledger.ledger.card import Status
from giftledger.mirroring.card_doubts import REST_OF_STUCK
from giftledger.mirroring.card_standing import Standing, Waiting, ref_for
from giftledger.store.mirrors import MIRROR_TODO, OPERATOR_TODO, Intent, IntentKind, Mirror


@dataclass(frozen=True, slots=True)
class Link:
    """Let Shopify's id lead to the card, which is mirrored from then on."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Finish redemptions here that are paid there, or that nobody can spend there any more."""

    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class Create:
    """See whether Shopify takes the card, and make it there."""


@dataclass(frozen=True, slots=True)
class Move:
    """Credit or debit the card there by this intent."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class SetLastDay:
    """Give the card its last day there."""

    intent: Intent

    @property
    def day(self) -> date | None:
        """None: it never expires."""
        told = self.intent.expires_on
        return date.fromisoformat(told) if told else None


@dataclass(frozen=True, slots=True)
class Deactivate:
    """End the card there."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class Notify:
    """Have Shopify mail the card to its holder."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing is to be done now."""

    mirror: Mirror
    """As it is to be kept."""


Step = Link | Capture | Create | Move | SetLastDay | Deactivate | Notify | Rest


def next_step(
    mirror: Mirror, seen: Standing, *, now: datetime, notifies_at: datetime | None
) -> Step:
    """The next step for a card whose last call has a known end.

    `notifies_at`: from when on its holder is to be told by Shopify; None: not by Shopify.
    """
    match mirror.state:
        case "creating":
            return Create()
        case "refused":
            if seen.waiting:
                return Capture(seen.waiting)
            changed = seen.last_seq > mirror.seq and seen.card.status is Status.ACTIVE
            return Create() if changed else Rest(_unmoved(mirror, now))
        case "ended":
            # Nobody can spend it there: what waits has nothing to wait for.
            return Capture(seen.waiting) if seen.waiting else Rest(_unmoved(mirror, now))
        case "live":
            return _of_a_live_one(mirror, seen, now, notifies_at)
        case _:
            assert_never(mirror.state)


def _of_a_live_one(
    mirror: Mirror, seen: Standing, now: datetime, notifies_at: datetime | None
) -> Step:
    card, delta = seen.card, seen.delta_minor
    over = card.is_past_its_last_day(now)
    if card.status is Status.CLOSED:
        # What was spent there in between can't be debited: then ending it is all the more urgent.
        if delta < 0 and not over and mirror.short_since is None:
            return Move(_intent("delta", mirror, seen, now, amount_minor=delta))
        return Deactivate(_intent("deactivate", mirror, seen, now))
    if not card.mirrored:
        return Link()
    if card.expires_on != mirror.expires_on:
        return SetLastDay(_intent("expiry", mirror, seen, now, expires_on=card.expires_on))
    if seen.waiting and (delta >= 0 or over):
        return Capture(seen.waiting)
    if delta != 0 and not over:
        return Move(_intent("delta", mirror, seen, now, amount_minor=delta))
    if notifies_at is not None and notifies_at <= now and not mirror.notified:
        return Notify()
    return Rest(_in_step(mirror, seen, notifies_at))


def _in_step(mirror: Mirror, seen: Standing, notifies_at: datetime | None) -> Mirror:
    """All there is as it is here, until a hold's time is over or the holder is to be told."""
    due = [hold.expires_at for hold in seen.card.holds if hold.expires_at is not None]
    if notifies_at is not None and not mirror.notified:
        due.append(notifies_at)
    rested = _resting(mirror, min(due, default=None))
    if seen.delta_minor != 0:
        return rested
    return replace(
        rested,
        believed_minor=seen.believed_minor,
        seq=seen.last_seq,
        short_since=None,
        refusal="",
        words="",
    )


def creation(mirror: Mirror, seen: Standing, now: datetime) -> Intent:
    """The intent of making the card with all that is available on it."""
    return _intent("create", mirror, seen, now, amount_minor=seen.desired_minor)


def _intent(
    kind: IntentKind,
    mirror: Mirror,
    seen: Standing,
    now: datetime,
    *,
    amount_minor: int = 0,
    expires_on: str | None = None,
) -> Intent:
    return Intent(
        kind=kind,
        ref=ref_for(mirror.gift_card_id, seen.last_seq, amount_minor, version=mirror.version),
        amount_minor=amount_minor,
        seq=seen.last_seq,
        believed_after_minor=seen.desired_minor,
        asked_at=now,
        expires_on=expires_on if kind == "expiry" else seen.card.expires_on,
        holds=tuple(one.command_id for one in seen.waiting) if kind in {"create", "delta"} else (),
    )


def _unmoved(mirror: Mirror, now: datetime) -> Mirror:
    """As it was. What waits for a person makes room in the sweep for what is due after it."""
    if mirror.todo is None or mirror.due_at is None or mirror.due_at > now:
        return mirror
    if mirror.todo != OPERATOR_TODO:
        return _resting(mirror, None)
    return replace(mirror, due_at=now + REST_OF_STUCK)


def _resting(mirror: Mirror, due_at: datetime | None) -> Mirror:
    return replace(mirror, todo=MIRROR_TODO if due_at else None, due_at=due_at)
