"""The shop's gift cards: `balance = initial value + sum of its transactions`, always."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
MINTED_LENGTH = 16


@dataclass(slots=True)
class CardTransaction:
    """One change of a balance; debits are negative. `by_order` where an order caused it."""

    id: int
    amount_minor: int
    note: str | None
    processed_at: datetime
    by_order: bool = False


@dataclass(slots=True)
class Recipient:
    """Whom a card is for."""

    customer_id: int
    preferred_name: str | None = None
    message: str | None = None
    send_at: datetime | None = None


@dataclass(slots=True)
class Card:
    """A native gift card. Its code is lower case; `source` says who made it."""

    id: int
    code: str
    currency: str
    initial_minor: int
    created_at: datetime
    updated_at: datetime
    source: str = "api_client"
    expires_on: date | None = None
    note: str | None = None
    template_suffix: str | None = None
    customer_id: int | None = None
    recipient: Recipient | None = None
    order_id: int | None = None
    line_item_id: int | None = None
    deactivated_at: datetime | None = None
    transactions: list[CardTransaction] = field(default_factory=list)
    notified: list[str] = field(default_factory=list)
    searchable_from: float = 0.0

    @property
    def balance_minor(self) -> int:
        """What it is worth."""
        return self.initial_minor + sum(one.amount_minor for one in self.transactions)

    @property
    def enabled(self) -> bool:
        """False for ever after deactivation."""
        return self.deactivated_at is None

    @property
    def last_characters(self) -> str:
        """All that is ever shown of its code again."""
        return self.code[-4:]

    @property
    def masked_code(self) -> str:
        """Three groups of dots and the last characters."""
        return f"•••• •••• •••• {self.last_characters}"

    def is_expired(self, today: date) -> bool:
        """Its last day is still a good one."""
        return self.expires_on is not None and self.expires_on < today


def normal(code: str) -> str:
    """A code as it is compared: without case, spaces and dashes."""
    return re.sub(r"[\s-]", "", code).lower()


def fresh_code() -> str:
    """A code as the shop itself mints it."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(MINTED_LENGTH))
