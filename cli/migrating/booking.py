"""Booking one result row: the card is there, was there already, or was refused and says why."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from cli.migrating.files import Code
from cli.migrating.taking import link
from giftledger.mirroring.card_refusals import (
    CODE_AMBIGUOUS,
    CODE_TAKEN,
    Refusal,
    told_by_shopify,
)
from giftledger.platforms.shopify.admin import cards
from giftledger.platforms.shopify.admin.document import id_digits
from giftledger.platforms.shopify.admin.documents.card_changes import CREATE
from giftledger.platforms.shopify.admin.faults import AmbiguousCodeError, Refused, UserError
from giftledger.store.mirrors import Mirror, save_mirror, save_mirrors
from giftledger.store.protocol import Conflict

BUSY = "somebody else is making it: look at it again later"


@dataclass(frozen=True, slots=True)
class Booked:
    """What a row meant."""

    is_there: bool = False
    adopted: bool = False
    why: str = ""
    """Why the card is not there; for a person."""


def book(mirror: Mirror | None, row: dict[str, Any], code_of: Code, *, now: datetime) -> Booked:
    """Keep what a row says about a card. A row that was booked before changes nothing."""
    if mirror is not None and mirror.state == "live" and mirror.shopify_gift_card_id:
        return _linked(mirror, now)
    if mirror is None or not _is_being_made(mirror):
        return Booked(why=BUSY)
    try:
        made = _made(row)
        if made is not None:
            return _linked(save_mirror(_alive(mirror, made, now)), now)
        refused = _refusal_of(row)
        if not refused.errors:
            return Booked(why="Shopify gave no answer for it: run the upload again")
        return _refused(mirror, refused, code_of, now)
    except Conflict:
        return Booked(why=BUSY)


def made_alive(
    pairs: Iterable[tuple[Mirror | None, dict[str, Any]]], *, now: datetime
) -> dict[str, Mirror]:
    """Keep in one go those of up to 100 rows that made their card; none where one has moved."""
    alive = [
        _alive(mirror, made, now)
        for mirror, row in pairs
        if mirror is not None and _is_being_made(mirror) and (made := _made(row)) is not None
    ]
    with suppress(Conflict):
        return {mirror.gift_card_id: mirror for mirror in save_mirrors(alive)} if alive else {}
    return {}


def _is_being_made(mirror: Mirror) -> bool:
    return mirror.intent is not None and mirror.intent.kind == "create"


def _made(row: dict[str, Any]) -> str | None:
    """Shopify's id of the card; None where it was not made."""
    try:
        card = CREATE.answer.model_validate(row.get("data")).gift_card_create.gift_card
    except ValidationError:
        return None
    return None if card is None else id_digits(card.id)


def _refusal_of(row: dict[str, Any]) -> Refused:
    data = row.get("data")
    payload = data.get("giftCardCreate") if isinstance(data, dict) else None
    told = payload.get("userErrors") if isinstance(payload, dict) else None
    errors = [error for error in told or () if isinstance(error, dict)]
    return Refused(
        tuple(
            UserError(
                field=tuple(str(step) for step in error.get("field") or ()),
                code=error.get("code"),
                message=str(error.get("message", "")),
            )
            for error in errors
        )
    )


def _refused(mirror: Mirror, refused: Refused, code_of: Code, now: datetime) -> Booked:
    if not refused.is_code_taken:
        return _kept(mirror, told_by_shopify(refused, "make"), now)
    code, intent = code_of(mirror.gift_card_id), mirror.intent
    assert code is not None
    assert intent is not None
    try:
        found = cards.find_by_code(code, length=len(code))
    except AmbiguousCodeError:
        return _kept(mirror, CODE_AMBIGUOUS, now)
    if found is None:
        return Booked(why="made before, but Shopify's search does not know it yet: run it again")
    is_ours = mirror.gift_card_id in (found.note or "")
    if not is_ours or found.initial_minor != intent.amount_minor:
        return _kept(mirror, CODE_TAKEN, now)
    live = save_mirror(_alive(mirror, found.shopify_gift_card_id, now))
    return replace(_linked(live, now), adopted=True)


def _alive(mirror: Mirror, shopify_gift_card_id: str, now: datetime) -> Mirror:
    intent = mirror.intent
    assert intent is not None
    return replace(
        mirror,
        state="live",
        since=now,
        shopify_gift_card_id=shopify_gift_card_id,
        believed_minor=intent.believed_after_minor,
        seq=intent.seq,
        expires_on=intent.expires_on,
        intent=None,
        refusal="",
        words="",
        notified=True,  # its holder has had it for long
        todo=None,
        due_at=None,
    )


def _linked(mirror: Mirror, now: datetime) -> Booked:
    assert mirror.shopify_gift_card_id is not None
    why = link(mirror.gift_card_id, mirror.shopify_gift_card_id, now=now)
    return Booked(is_there=True) if why is None else Booked(why=f"the ledger refuses its id: {why}")


def _kept(mirror: Mirror, refusal: Refusal, now: datetime) -> Booked:
    assert mirror.intent is not None
    save_mirror(
        replace(
            mirror,
            state="refused",
            since=now,
            seq=mirror.intent.seq,
            intent=None,
            refusal=refusal.code,
            words=refusal.words,
            todo=None,
            due_at=None,
        )
    )
    return Booked(why=refusal.words)
