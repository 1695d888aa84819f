"""The items of the work table: orders, parked facts, idempotency keys."""

from pynamodb.attributes import DiscriminatorAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from giftledger.store.items.base import ByTodo, TableMeta


class WorkItem(Model):
    """Any item of the work table."""

    class Meta(TableMeta):
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
    """`KEY#<command id>` / `KEY`: what an idempotency key was first used for."""

    use = UnicodeAttribute()
    """The card, and a hash of the order reference."""


class ParkedItem(WorkItem, discriminator="parked"):
    """`PARKED#<awaited key>` / `<command id>`: a fact that waits for its predecessor."""

    command = UnicodeAttribute()
    queue = UnicodeAttribute()
    parked_at = UnicodeAttribute()


class ExpiryItem(WorkItem, discriminator="expiry"):
    """`EXPIRY#<card id>` / `EXPIRY`: a reminder for the sweep; the card says its last day."""
