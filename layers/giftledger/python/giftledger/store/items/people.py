"""The items of the people table: all that must be erasable without touching the ledger."""

from pynamodb.attributes import (
    BooleanAttribute,
    DiscriminatorAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.models import Model

from giftledger.store.items.base import ByTodo, TableMeta


class PersonItem(Model):
    """Any item of the people table: all that must be erasable without touching the ledger."""

    class Meta(TableMeta):
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

    While not sent: `todo` is "mail" and `due_at` says when it may leave. The mail of a card under
    review has neither, so that nothing looks for it, until its card is released.
    """

    gift_card_id = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    giver = UnicodeAttribute(null=True)
    message = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(null=True)
    consent = BooleanAttribute(null=True)
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
