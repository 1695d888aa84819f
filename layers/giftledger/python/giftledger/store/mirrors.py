"""How far a card has come in Shopify, and what is being done there, in the work table.

No person and no code: of a card, its ids, amounts and states.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from giftledger.store.faults import translated
from giftledger.store.items import ByTodo, WorkItem
from giftledger.store.mirror_parts import Intent, IntentKind, Mirror, MirrorState

__all__ = [
    "MIRROR_TODO",
    "OPERATOR_TODO",
    "Intent",
    "IntentKind",
    "Mirror",
    "MirrorState",
    "due_mirrors",
    "mirrors",
    "mirrors_for_a_person",
    "mirrors_in_doubt",
    "read_mirror",
    "save_mirror",
]

MIRROR_TODO = "mirror"
OPERATOR_TODO = "shopify_operator"
"""The todo under which a person finds what did not come through by itself."""

SWEEP_LIMIT = 1_000
"""How many due mirrors a sweep picks up at a time."""

PREFIX = "MIRROR#"
SORT = "SHOPIFY"


class MirrorItem(WorkItem, discriminator="mirror"):
    """`MIRROR#<gift card id>` / `SHOPIFY`: one card of ours as Shopify has it."""

    version = NumberAttribute()
    state = UnicodeAttribute()
    shopify_gift_card_id = UnicodeAttribute(null=True)
    customer_id = UnicodeAttribute(null=True)
    refusal = UnicodeAttribute(null=True)
    words = UnicodeAttribute(null=True)
    believed_minor = NumberAttribute()
    seq = NumberAttribute()
    last_day = UnicodeAttribute(null=True)
    intent = UnicodeAttribute(null=True)
    captures = ListAttribute[Any](default=list)
    mail_told = BooleanAttribute(null=True)
    notified = BooleanAttribute(null=True)
    short_since = UnicodeAttribute(null=True)
    since = UnicodeAttribute()


def read_mirror(gift_card_id: str) -> Mirror | None:
    """The mirror of a card, read consistently. Raises UnavailableError."""
    with translated():
        try:
            return _mirror(MirrorItem.get(_partition(gift_card_id), SORT, consistent_read=True))
        except MirrorItem.DoesNotExist:
            return None


def save_mirror(mirror: Mirror) -> Mirror:
    """Store a mirror on condition that it is at its version; returns it at the next one.

    Raises Conflict where somebody else wrote it meanwhile, UnavailableError.
    """
    saved = replace(mirror, version=mirror.version + 1)
    with translated():
        _item(saved).save(condition=_unchanged(mirror.version))
    return saved


def save_mirrors(changed: Sequence[Mirror]) -> list[Mirror]:
    """Store up to 100 mirrors like `save_mirror`, all of them or none."""
    saved = [replace(mirror, version=mirror.version + 1) for mirror in changed]
    connection = MirrorItem._get_connection().connection
    with translated(), TransactWrite(connection=connection) as transaction:
        for before, after in zip(changed, saved, strict=True):
            transaction.save(_item(after), condition=_unchanged(before.version))
    return saved


def mirrors() -> Iterator[Mirror]:
    """Every mirror there is, in no order: for what a person asks for, as it walks the table."""
    with translated():
        for item in MirrorItem.scan(consistent_read=True):
            yield _mirror(item)


def due_mirrors(before: datetime) -> Iterator[str]:
    """The gift cards to look at again, because it was due before this time; oldest first.

    What waits for a person is among it: its cause may be gone.
    """
    for todo in (MIRROR_TODO, OPERATOR_TODO):
        with translated():
            found = MirrorItem.by_todo.query(
                todo, ByTodo.due_at < before.isoformat(), limit=SWEEP_LIMIT
            )
            for item in found:
                if isinstance(item, MirrorItem):
                    yield _gift_card_id(item)


def mirrors_for_a_person() -> Iterator[Mirror]:
    """What does not come through by itself, the longest due first."""
    with translated():
        for item in MirrorItem.by_todo.query(OPERATOR_TODO):
            if isinstance(item, MirrorItem):
                yield _mirror(item)


def mirrors_in_doubt() -> list[Mirror]:
    """Those for a person of which nobody knows whether what was asked was done."""
    found = mirrors_for_a_person()
    return [one for one in found if one.intent is not None and one.intent.doubt]


def _unchanged(version: int) -> Condition:
    return MirrorItem.pk.does_not_exist() if version == 0 else MirrorItem.version == version


def _partition(gift_card_id: str) -> str:
    return f"{PREFIX}{gift_card_id}"


def _gift_card_id(item: MirrorItem) -> str:
    return str(item.pk).removeprefix(PREFIX)


def _item(mirror: Mirror) -> MirrorItem:
    return MirrorItem(
        _partition(mirror.gift_card_id),
        SORT,
        version=mirror.version,
        state=mirror.state,
        shopify_gift_card_id=mirror.shopify_gift_card_id,
        customer_id=mirror.customer_id,
        refusal=mirror.refusal or None,
        words=mirror.words or None,
        believed_minor=mirror.believed_minor,
        seq=mirror.seq,
        last_day=mirror.expires_on,
        intent=mirror.intent.model_dump_json() if mirror.intent else None,
        captures=list(mirror.captures),
        mail_told=mirror.mail_told or None,
        notified=mirror.notified or None,
        short_since=_text(mirror.short_since),
        since=mirror.since.isoformat(),
        todo=mirror.todo,
        due_at=_text(mirror.due_at),
    )


def _mirror(item: MirrorItem) -> Mirror:
    state = next(each for each in get_args(MirrorState) if each == item.state)
    return Mirror(
        gift_card_id=_gift_card_id(item),
        version=int(item.version),
        state=state,
        shopify_gift_card_id=item.shopify_gift_card_id,
        customer_id=item.customer_id,
        refusal=item.refusal or "",
        words=item.words or "",
        believed_minor=int(item.believed_minor),
        seq=int(item.seq),
        expires_on=item.last_day,
        intent=Intent.model_validate_json(item.intent) if item.intent else None,
        captures=tuple(str(command_id) for command_id in item.captures),
        mail_told=bool(item.mail_told),
        notified=bool(item.notified),
        short_since=_time(item.short_since),
        since=datetime.fromisoformat(item.since),
        todo=item.todo,
        due_at=_time(item.due_at),
    )


def _text(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
