"""What a commit puts, and on which conditions."""

from collections.abc import Iterator
from datetime import UTC

from pynamodb.transactions import TransactWrite

from giftledger.ledger import keys
from giftledger.ledger.card import Card, last_day_ends_at
from giftledger.ledger.parts import Recipient, SealedCode
from giftledger.store import items
from giftledger.store.choices import choice_item
from giftledger.store.mapping import card_item, entry_item
from giftledger.store.protocol import Commit, ParkedFact, Place

PARKED_TODO = "parked"
"""What the sweep looks for in the work table."""

MAIL_TODO = "mail"
"""What the sweep looks for in the people table."""

EXPIRY_TODO = "expiry"
"""What the sweep looks for in the work table: cards whose last day may have passed."""


def write(commit: Commit, transaction: TransactWrite) -> None:
    """Add one card's part of a commit to a transaction."""
    if commit.card is not None:
        version = items.CardItem.version
        expected = commit.expected_version
        unchanged = items.CardItem.pk.does_not_exist() if expected is None else version == expected
        transaction.save(card_item(commit.card), condition=unchanged)
    elif commit.expected_version is not None:
        transaction.condition_check(
            items.CardItem,
            keys.card_partition(commit.gift_card_id),
            "CARD",
            condition=items.CardItem.version == commit.expected_version,
        )
    for gift_card_id, entry in commit.unanswered:
        transaction.condition_check(
            items.EntryItem,
            keys.card_partition(gift_card_id),
            entry,
            condition=items.EntryItem.pk.does_not_exist(),
        )
    for item in new_items(commit):
        transaction.save(item, condition=type(item).pk.does_not_exist())
    for claim in commit.claims:
        unclaimed = items.PlaceItem.claimed_by.does_not_exist()
        transaction.save(place_item(claim), condition=unclaimed)
    if commit.mail_due:
        due_at = items.GiftItem.send_at | commit.entries[0].recorded_at.isoformat()
        transaction.update(
            items.GiftItem(keys.card_partition(commit.gift_card_id), "GIFT"),
            actions=[items.GiftItem.todo.set(MAIL_TODO), items.GiftItem.due_at.set(due_at)],
            condition=items.GiftItem.pk.exists(),
        )
    if commit.uncancelled_order_id is not None:
        transaction.condition_check(
            items.CancelledItem,
            keys.order_partition(commit.uncancelled_order_id),
            "CANCELLED",
            condition=items.CancelledItem.pk.does_not_exist(),
        )


def new_items(commit: Commit) -> Iterator[items.LedgerItem | items.WorkItem | items.PersonItem]:
    """Everything that must not be there yet."""
    gift_card_id = commit.gift_card_id
    for entry in commit.entries:
        yield entry_item(gift_card_id, entry)
    for alias in commit.aliases:
        partition, sort = keys.alias_key(alias).split("|")
        yield items.AliasItem(partition, sort, gift_card_id=gift_card_id)
    if commit.choice is not None:
        yield choice_item(commit.choice)
    if commit.card is not None and commit.card.expires_on and commit.expected_version is None:
        yield expiry_item(commit.card)
    for place in commit.places:
        yield place_item(place)
    if commit.code is not None:
        yield _code_item(gift_card_id, commit.code)
    if commit.gift is not None:
        yield _gift_item(commit, commit.gift)


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


def expiry_item(card: Card) -> items.ExpiryItem:
    """A reminder to look at a card once its last day has ended."""
    return items.ExpiryItem(
        f"EXPIRY#{card.gift_card_id}",
        "EXPIRY",
        todo=EXPIRY_TODO,
        due_at=last_day_ends_at(card.expires_on or "").isoformat(),
    )


def _code_item(gift_card_id: str, code: SealedCode) -> items.CodeItem:
    return items.CodeItem(
        keys.card_partition(gift_card_id),
        "CODE",
        code_hash=code.hash,
        ciphertext=code.ciphertext,
    )


def _gift_item(commit: Commit, gift: Recipient) -> items.GiftItem:
    send_at = gift.send_at.astimezone(UTC).isoformat() if gift.send_at else None
    due_at = send_at or commit.entries[0].recorded_at.isoformat()
    return items.GiftItem(
        keys.card_partition(commit.gift_card_id),
        "GIFT",
        gift_card_id=commit.gift_card_id,
        email=gift.email,
        name=gift.name,
        giver=gift.giver,
        message=gift.message,
        locale=gift.locale,
        consent=gift.consent or None,
        send_at=send_at,
        state="queued",
        todo=None if commit.mail_kept_back else MAIL_TODO,
        due_at=None if commit.mail_kept_back else due_at,
    )
