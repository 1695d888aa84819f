"""The ledger's side of a mirrored card, put together from its card, entries and mirror."""

from collections.abc import Sequence
from datetime import date, datetime

from giftledger.ledger.card import Card
from giftledger.ledger.entry import Entry
from giftledger.ledger.mirrored import is_spendable, moved_there_minor, wanted_minor
from giftledger.reconciling.facts import Ours, Reported
from giftledger.store.mirrors import Mirror

SHOPIFY = "shopify"


def ours(
    card: Card, mirror: Mirror, *, now: datetime, entries: Sequence[Entry] | None = None
) -> Ours:
    """A card as it is compared. Without its entries: only if the mirror has seen all of them."""
    posted = [entry for entry in entries or () if entry.seq is not None]
    later = [entry for entry in posted if (entry.seq or 0) > mirror.seq]
    reported = tuple(told for entry in posted for told in _reported(entry))
    moved = sum(told.amount_minor for entry in later for told in _reported(entry))
    return Ours(
        gift_card_id=card.gift_card_id,
        currency=card.currency,
        desired_minor=wanted_minor(card, now),
        believed_minor=mirror.believed_minor + moved,
        seq=mirror.seq,
        last_seq=card.last_seq,
        spendable=is_spendable(card, now),
        expires_on=date.fromisoformat(card.expires_on) if card.expires_on else None,
        moved_at=max((entry.recorded_at for entry in later), default=None),
        asking=mirror.intent is not None,
        mirrored_at=_imported_at(posted),
        reported=reported,
    )


def _reported(entry: Entry) -> list[Reported]:
    """What it says about Shopify's balance; nothing where it did not happen there."""
    moved_minor = moved_there_minor(entry, SHOPIFY)
    return [Reported(command_id=entry.command_id, amount_minor=moved_minor)] if moved_minor else []


def _imported_at(posted: Sequence[Entry]) -> datetime | None:
    """When the balance was read with which it came from there."""
    return next(
        (one.occurred_at for one in posted if one.kind == "import" and one.source == SHOPIFY),
        None,
    )
