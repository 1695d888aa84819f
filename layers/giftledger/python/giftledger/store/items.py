"""The stored items of the three tables, one model per kind of item (docs/architecture.md, Data).

Keys: `pk` and `sk` are strings in every table. Attribute names are part of the stored format.
"""

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    DiscriminatorAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, LocalSecondaryIndex
from pynamodb.models import Model

from giftledger.settings import Settings

CONNECT_TIMEOUT_SECONDS = 2
READ_TIMEOUT_SECONDS = 5


class _Meta:
    """Shared by every table: one attempt, because the service decides what is safe to repeat."""

    table_name: str
    connect_timeout_seconds = CONNECT_TIMEOUT_SECONDS
    read_timeout_seconds = READ_TIMEOUT_SECONDS
    max_retry_attempts = 0


class BySeq(LocalSecondaryIndex["EntryItem"]):  # type: ignore[no-untyped-call]
    """A card's posted entries in ledger order; rejections have no `seq` and are not in it."""

    class Meta:
        """The index of the first deploy: a local index can't be added later."""

        index_name = "by_seq"
        projection = AllProjection()

    pk = UnicodeAttribute(hash_key=True)
    seq = NumberAttribute(range_key=True)


class LedgerItem(Model):
    """Any item of the ledger table, which is put-only."""

    class Meta(_Meta):
        """Bound to a table by `bind`."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    type = DiscriminatorAttribute()


class CardItem(LedgerItem, discriminator="card"):
    """`CARD#<id>` / `CARD`: what the card is worth now. No person, no code."""

    status = UnicodeAttribute()
    closed_reason = UnicodeAttribute(null=True)
    currency = UnicodeAttribute()
    balance_minor = NumberAttribute()
    held_minor = NumberAttribute(default=0)
    version = NumberAttribute()
    last_seq = NumberAttribute()
    face_minor = NumberAttribute()
    paid_minor = NumberAttribute()
    funding = UnicodeAttribute()
    programme = UnicodeAttribute()
    form = UnicodeAttribute()
    test = BooleanAttribute(default=False)
    last_four = UnicodeAttribute(null=True)
    expires_on = UnicodeAttribute(null=True)
    successor_id = UnicodeAttribute(null=True)
    order_reference = UnicodeAttribute(null=True)
    issued_at = UnicodeAttribute()


class EntryItem(LedgerItem, discriminator="entry"):
    """`CARD#<id>` / `ENTRY#<command id>`: one immutable fact, and the receipt of its command."""

    by_seq = BySeq()

    command_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    amount_minor = NumberAttribute()
    currency = UnicodeAttribute()
    legs = ListAttribute[Any](default=list)
    """Accounts and signed minor amounts in turn: [account, amount, account, amount]."""
    asked_minor = NumberAttribute()
    shortfall_minor = NumberAttribute(default=0)
    balance_after_minor = NumberAttribute()
    seq = NumberAttribute(null=True)
    occurred_at = UnicodeAttribute()
    recorded_at = UnicodeAttribute()
    order_reference = UnicodeAttribute(null=True)
    source = UnicodeAttribute()
    actor = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    intent = UnicodeAttribute()
    rejection = UnicodeAttribute(null=True)
    """The code of the refusal; such an entry has no `seq` and moved nothing."""
    parent_id = UnicodeAttribute(null=True)
    wakes = ListAttribute[Any](default=list)
    """Keys that exist since this commit: facts parked under them can be told again."""
    mail = BooleanAttribute(null=True)
    """True where the fact asks for a gift mail: the entry is the intent."""


class AliasItem(LedgerItem, discriminator="alias"):
    """`ALIAS#<kind>#<value>` / `ALIAS`: leads to one card, for ever."""

    gift_card_id = UnicodeAttribute()


class ChoiceItem(LedgerItem, discriminator="choice"):
    """`CHOICE#<command id>` / `CHOICE`: which card a command that left it open was given."""

    gift_card_id = UnicodeAttribute()


class ByTodo(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """What is still to be done, oldest first; an item that is done leaves it."""

    class Meta:
        """Sparse: only items with a `todo`."""

        index_name = "by_todo"
        projection = AllProjection()

    todo = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class WorkItem(Model):
    """Any item of the work table."""

    class Meta(_Meta):
        """Bound to a table by `bind`."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    type = DiscriminatorAttribute()
    by_todo = ByTodo()
    todo = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class PlaceItem(WorkItem, discriminator="place"):
    """A sold unit of an order: under its line, and under its value while it waits for a serial.

    `ORDER#<id>` / `UNIT#<line>#<n>` and, for plastic, `SLOT#<currency>#<value>#<n>`.
    """

    gift_card_id = UnicodeAttribute()
    claimed_by = UnicodeAttribute(null=True)
    """The command that took the unit out again, or that bound a serial to the slot."""


class CancelledItem(WorkItem, discriminator="cancelled"):
    """`ORDER#<id>` / `CANCELLED`: what is sold by this order later is closed at once."""

    command_id = UnicodeAttribute()
    occurred_at = UnicodeAttribute()


class KeyItem(WorkItem, discriminator="key"):
    """`KEY#<command id>` / `KEY`: the card that an idempotency key was first used on."""

    gift_card_id = UnicodeAttribute()


class ParkedItem(WorkItem, discriminator="parked"):
    """`PARKED#<awaited key>` / `<command id>`: a fact that waits for its predecessor."""

    command = UnicodeAttribute()
    queue = UnicodeAttribute()
    parked_at = UnicodeAttribute()


class PersonItem(Model):
    """Any item of the people table: all that must be erasable without touching the ledger."""

    class Meta(_Meta):
        """Bound to a table by `bind`."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    type = DiscriminatorAttribute()
    by_todo = ByTodo()
    todo = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)


class CodeItem(PersonItem, discriminator="code"):
    """`CARD#<id>` / `CODE`: the code's ciphertext, which only delivery may decrypt."""

    code_hash = UnicodeAttribute()
    ciphertext = UnicodeAttribute()


class GiftItem(PersonItem, discriminator="gift"):
    """`CARD#<id>` / `GIFT`: the mail to send, and how far it has come.

    While not sent: `todo` is "mail" and `due_at` says when it may leave.
    """

    gift_card_id = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    giver = UnicodeAttribute(null=True)
    message = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(null=True)
    send_at = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    """queued, scheduled, sending, sent, opened, or suppressed (closed before it was sent)."""
    sending_until = UnicodeAttribute(null=True)
    """While `sending`: until when the attempt may run before another one takes over."""
    message_id = UnicodeAttribute(null=True)
    provider_message_id = UnicodeAttribute(null=True)
    sent_at = UnicodeAttribute(null=True)
    opened_at = UnicodeAttribute(null=True)


class LinkItem(PersonItem, discriminator="link"):
    """`LINK#<sha256 of the token>` / `LINK`: where a claim link leads. The token is not stored."""

    gift_card_id = UnicodeAttribute()


class OpenItem(PersonItem, discriminator="open"):
    """`OPEN#<sha256 of the token>` / `OPEN`: how often the mail's image was fetched."""

    gift_card_id = UnicodeAttribute()
    opened_at = UnicodeAttribute(null=True)
    """The first time."""
    opens = NumberAttribute(default=0)


def bind(names: Settings) -> None:
    """Point the models at the tables of a stage."""
    LedgerItem.Meta.table_name = names.ledger_table
    WorkItem.Meta.table_name = names.work_table
    PersonItem.Meta.table_name = names.people_table
