"""The items of the ledger table, which is put-only: cards, entries, aliases, choices."""

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    DiscriminatorAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import AllProjection, LocalSecondaryIndex
from pynamodb.models import Model

from giftledger.store.items.base import TableMeta


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

    class Meta(TableMeta):
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
    holds = ListAttribute[Any](default=list)
    """Id, minor units left, epoch seconds until when (0: no end) and owner's mark (or "") in turn:
    ten holds have to fit into the card's one write unit."""
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
    loaded_minor = NumberAttribute(default=0)
    transferred_minor = NumberAttribute(null=True)
    sale_undone = BooleanAttribute(null=True)
    owed_minor = NumberAttribute(null=True)
    mirrored = BooleanAttribute(null=True, attr_name="mirror")
    """The name is short, because of those ten holds."""
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
    status = UnicodeAttribute(null=True)
    loaded_minor = NumberAttribute(null=True)
    owed_minor = NumberAttribute(null=True)
    hold = ListAttribute[Any](null=True)
    """Like a hold of the card: id, minor units left, and where it was taken until and owner."""
    expires_on = UnicodeAttribute(null=True)
    successor_id = UnicodeAttribute(null=True)
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
    mirrored = BooleanAttribute(null=True)
    mail = BooleanAttribute(null=True)
    """True where the fact asks for a gift mail: the entry is the intent."""


class AliasItem(LedgerItem, discriminator="alias"):
    """`ALIAS#<kind>#<value>` / `ALIAS`: leads to one card, for ever."""

    gift_card_id = UnicodeAttribute()


class ChoiceItem(LedgerItem, discriminator="choice"):
    """`CHOICE#<command id>` / `CHOICE`: what a command that left something open was given."""

    gift_card_id = UnicodeAttribute(null=True)
    """Of version 0.1, which knew one card per choice."""
    cards = ListAttribute[Any](default=list)
    """Card ids without `gc_`, so that 25 of them fit into one write unit."""
    amounts = ListAttribute[Any](default=list)
    """What each of them pays or gets."""
    others = ListAttribute[Any](null=True)
    """Other tenders and what is planned for them, in turn."""
    intent = UnicodeAttribute(null=True)
    """Of a command on several cards, whose receipt this is."""
    rejection = UnicodeAttribute(null=True)
