"""The items that a commit adds, beside its card."""

from collections.abc import Iterator
from datetime import UTC

from giftledger.ledger import keys
from giftledger.ledger.parts import Recipient, SealedCode
from giftledger.store import items
from giftledger.store.mapping import entry_item
from giftledger.store.protocol import Commit, ParkedFact, Place

PARKED_TODO = "parked"
"""What the sweep looks for in the work table."""

MAIL_TODO = "mail"
"""What the sweep looks for in the people table."""


def new_items(commit: Commit) -> Iterator[items.LedgerItem | items.WorkItem | items.PersonItem]:
    """Everything that must not be there yet."""
    gift_card_id = commit.gift_card_id
    for entry in commit.entries:
        yield entry_item(gift_card_id, entry)
    for alias in commit.aliases:
        partition, sort = keys.alias_key(alias).split("|")
        yield items.AliasItem(partition, sort, gift_card_id=gift_card_id)
    if commit.choice_of is not None:
        yield items.ChoiceItem(f"CHOICE#{commit.choice_of}", "CHOICE", gift_card_id=gift_card_id)
    for place in commit.places:
        yield place_item(place)
    if commit.code is not None:
        yield _code_item(gift_card_id, commit.code)
    if commit.gift is not None:
        yield _gift_item(gift_card_id, commit.gift, commit.entries[0].recorded_at.isoformat())


def place_item(place: Place) -> items.PlaceItem:
    """A unit or slot of an order, claimed or not."""
    return items.PlaceItem(
        keys.order_partition(place.order_id),
        place.item,
        gift_card_id=place.gift_card_id,
        claimed_by=place.claimed_by,
    )


def parked_item(fact: ParkedFact) -> items.ParkedItem:
    """A fact that waits, where the sweep finds it."""
    parked_at = fact.parked_at.isoformat()
    return items.ParkedItem(
        f"PARKED#{fact.key}",
        fact.command_id,
        command=fact.body,
        queue=fact.queue,
        parked_at=parked_at,
        todo=PARKED_TODO,
        due_at=parked_at,
    )


def _code_item(gift_card_id: str, code: SealedCode) -> items.CodeItem:
    return items.CodeItem(
        keys.card_partition(gift_card_id),
        "CODE",
        code_hash=code.hash,
        ciphertext=code.ciphertext,
    )


def _gift_item(gift_card_id: str, gift: Recipient, now: str) -> items.GiftItem:
    send_at = gift.send_at.astimezone(UTC).isoformat() if gift.send_at else None
    return items.GiftItem(
        keys.card_partition(gift_card_id),
        "GIFT",
        gift_card_id=gift_card_id,
        email=gift.email,
        name=gift.name,
        giver=gift.giver,
        message=gift.message,
        locale=gift.locale,
        send_at=send_at,
        state="queued",
        todo=MAIL_TODO,
        due_at=send_at or now,
    )
