"""What a person decides about cards in Shopify that do not come along by themselves."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from giftledger.mirroring.card_desk import CardDesk, desks
from giftledger.mirroring.card_doubts import DOUBT_LASTS
from giftledger.mirroring.card_history import is_in_history
from giftledger.mirroring.card_standing import confirmed
from giftledger.store.mirrors import (
    MIRROR_TODO,
    Mirror,
    mirrors_for_a_person,
    read_mirror,
    save_mirror,
)


class Resolution(StrEnum):
    """What became of a person's word."""

    FOUND = "found"
    """Shopify's history has it by now: it counts as done, whatever was said."""
    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    """It is asked again."""
    NOTHING_TO_DECIDE = "nothing_to_decide"
    """Nothing of this card is in doubt: it came through by itself, or is still young."""


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A card that waits for a person."""

    gift_card_id: str
    shopify_gift_card_id: str | None
    reason: str
    """`in_doubt`: decide by `resolve`. `spent_there` and refusals: nothing to resolve here."""
    kind: str
    """What was asked: create, delta, expiry, deactivate, note; empty where nothing was."""
    ref: str
    """Look for it in the notes of the card's history."""
    amount_minor: int
    """Signed: negative was to be taken off there."""
    since: datetime


def list_in_doubt() -> list[InDoubt]:
    """All cards that wait for a person, the longest due first. Raises UnavailableError."""
    return [_in_doubt(mirror) for mirror in mirrors_for_a_person()]


def resolve(
    gift_card_id: str,
    applied: Literal["applied", "not_applied"],
    *,
    now: datetime,
    desk: CardDesk | None = None,
) -> Resolution:
    """Take a person's word for what was in doubt, unless Shopify's history tells it itself.

    The card is looked at again within minutes. `desk` is the module
    `giftledger.platforms.shopify.admin.cards` unless another one is given.
    Raises Conflict where the mirror changes meanwhile, UnavailableError, and what reading the
    history may raise (giftledger.platforms.shopify.admin.faults).
    """
    mirror = read_mirror(gift_card_id)
    if mirror is None or mirror.intent is None or not mirror.intent.doubt:
        return Resolution.NOTHING_TO_DECIDE
    if now - mirror.intent.asked_at < DOUBT_LASTS:
        # It may still be on its way: asking again could do it twice.
        return Resolution.NOTHING_TO_DECIDE
    done = replace(confirmed(mirror, mirror.intent), todo=MIRROR_TODO, due_at=now)
    if mirror.intent.kind == "delta" and is_in_history(
        mirror, mirror.intent, desk or desks().cards
    ):
        save_mirror(done)
        return Resolution.FOUND
    if applied == "applied" and mirror.intent.kind != "create":
        save_mirror(done)
        return Resolution.APPLIED
    # A card's making keeps its intent: its code is unique there, so that it is found, not doubled.
    intent = mirror.intent if mirror.intent.kind == "create" else None
    save_mirror(replace(mirror, intent=intent, todo=MIRROR_TODO, due_at=now))
    return Resolution.NOT_APPLIED


def _in_doubt(mirror: Mirror) -> InDoubt:
    intent = mirror.intent
    return InDoubt(
        gift_card_id=mirror.gift_card_id,
        shopify_gift_card_id=mirror.shopify_gift_card_id,
        reason="in_doubt" if intent is not None else mirror.refusal,
        kind=intent.kind if intent else "",
        ref=intent.ref if intent else "",
        amount_minor=intent.amount_minor if intent else 0,
        since=intent.asked_at if intent else mirror.short_since or mirror.since,
    )
