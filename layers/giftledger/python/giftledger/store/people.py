"""The gift mails of the people table: how far each has come, its links and its opens.

Every step is one conditional write, so that a repeated or racing one changes nothing. All raise
UnavailableError when the table can't be asked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from giftledger.ledger.keys import card_partition
from giftledger.store.faults import translated
from giftledger.store.items import CodeItem, GiftItem, LinkItem, OpenItem, PersonItem
from giftledger.store.protocol import Conflict, UnavailableError

LEASE = timedelta(seconds=60)
"""How long an attempt to send owns the mail: longer than the function may run."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt's ownership of a mail."""

    message_id: str
    """Stored before anything is sent. Kept from an earlier attempt, so that the mails of a crash
    between sending and storing, two at most per crash, can be told to be one."""
    until: str


def gift(gift_card_id: str) -> GiftItem | None:
    """The mail of a card, read consistently."""
    with translated():
        try:
            return GiftItem.get(card_partition(gift_card_id), "GIFT", consistent_read=True)
        except GiftItem.DoesNotExist:
            return None


def code(gift_card_id: str) -> CodeItem | None:
    """The sealed code of a card."""
    with translated():
        try:
            return CodeItem.get(card_partition(gift_card_id), "CODE", consistent_read=True)
        except CodeItem.DoesNotExist:
            return None


def suppress(gift_card_id: str) -> bool:
    """Never send this mail. False where it has left already."""
    unsent = GiftItem.state.is_in("queued", "scheduled", "sending")
    return _change(gift_card_id, unsent, [GiftItem.state.set("suppressed"), *_DONE])


def mark_scheduled(gift_card_id: str, *, send_at: datetime) -> bool:
    """Something will wake the mail at `send_at`; the sweep looks for it from then on."""
    waiting = GiftItem.state.is_in("queued", "scheduled")
    actions = [GiftItem.state.set("scheduled"), GiftItem.due_at.set(send_at.isoformat())]
    return _change(gift_card_id, waiting, actions)


def claim(gift_card_id: str, *, now: datetime, message_id: str) -> Attempt | None:
    """Own the mail for one lease; None where it is not free."""
    until = (now + LEASE).isoformat()
    lapsed = (GiftItem.state == "sending") & (GiftItem.sending_until < now.isoformat())
    free = GiftItem.state.is_in("queued", "scheduled") | lapsed
    actions: list[Action] = [
        GiftItem.state.set("sending"),
        GiftItem.sending_until.set(until),
        GiftItem.due_at.set(until),
        GiftItem.message_id.set(GiftItem.message_id | message_id),
    ]
    item = GiftItem(card_partition(gift_card_id), "GIFT")
    return Attempt(str(item.message_id), until) if _updated(item, free, actions) else None


def release(gift_card_id: str, attempt: Attempt, *, now: datetime) -> bool:
    """Give the mail back after an attempt that failed before the provider took it."""
    ours = (GiftItem.state == "sending") & (GiftItem.sending_until == attempt.until)
    actions = [GiftItem.state.set("queued"), GiftItem.due_at.set(now.isoformat())]
    return _change(gift_card_id, ours, [*actions, GiftItem.sending_until.remove()])


def mark_sent(gift_card_id: str, *, sent_at: datetime, provider_message_id: str) -> bool:
    """The provider has taken the mail."""
    actions = [
        GiftItem.state.set("sent"),
        GiftItem.sent_at.set(sent_at.isoformat()),
        GiftItem.provider_message_id.set(provider_message_id),
        *_DONE,
    ]
    return _change(gift_card_id, GiftItem.state == "sending", actions)


def put_links(gift_card_id: str, *, claim_hash: str, open_hash: str) -> None:
    """Make both tokens known. What is there already stays: its opens are not forgotten."""
    items: tuple[PersonItem, ...] = (
        LinkItem(f"LINK#{claim_hash}", "LINK", gift_card_id=gift_card_id),
        OpenItem(f"OPEN#{open_hash}", "OPEN", gift_card_id=gift_card_id),
    )
    for item in items:
        try:
            with translated():
                item.save(condition=type(item).pk.does_not_exist())
        except Conflict:
            continue


def card_of_link(claim_hash: str) -> str | None:
    """The card that a claim link leads to."""
    with translated():
        try:
            item = LinkItem.get(f"LINK#{claim_hash}", "LINK", consistent_read=True)
        except LinkItem.DoesNotExist:
            return None
        return str(item.gift_card_id)


def record_open(open_hash: str, *, at: datetime) -> str | None:
    """Count one fetch of a mail's image. Answers its card, None for an unknown token.

    The mail becomes `opened` with the first fetch after it was marked as sent. Whatever storage
    refuses is an UnavailableError here: the image has to be answered all the same.
    """
    try:
        return _record_open(open_hash, at)
    except PynamoDBException as error:
        raise UnavailableError(type(error).__name__) from error


def _record_open(open_hash: str, at: datetime) -> str | None:
    item = OpenItem(f"OPEN#{open_hash}", "OPEN")
    first_at = OpenItem.opened_at.set(OpenItem.opened_at | at.isoformat())
    if not _updated(item, OpenItem.pk.exists(), [first_at, OpenItem.opens.add(1)]):
        return None
    gift_card_id = str(item.gift_card_id)
    opened: list[Action] = [
        GiftItem.state.set("opened"),
        GiftItem.opened_at.set(str(item.opened_at)),
    ]
    _change(gift_card_id, GiftItem.state == "sent", opened)
    return gift_card_id


_DONE = (GiftItem.todo.remove(), GiftItem.due_at.remove(), GiftItem.sending_until.remove())


def _change(gift_card_id: str, condition: Condition, actions: list[Any]) -> bool:
    return _updated(GiftItem(card_partition(gift_card_id), "GIFT"), condition, actions)


def _updated(item: PersonItem, condition: Condition, actions: list[Action]) -> bool:
    """Whether the condition held; the item then has its new content."""
    try:
        with translated():
            item.update(actions=actions, condition=condition)
    except Conflict:
        return False
    return True
