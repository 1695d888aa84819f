"""The shop's customers."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Customer:
    """A person. `consent` is Shopify's state of e-mail marketing."""

    id: int
    created_at: datetime
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    locale: str = "en"
    note: str | None = None
    tags: list[str] = field(default_factory=list)
    consent: str = "NOT_SUBSCRIBED"
    phone: str | None = None

    @property
    def display_name(self) -> str:
        """The name, or else the address."""
        name = " ".join(part for part in (self.first_name, self.last_name) if part)
        return name or self.email or "Customer"


def same_address(one: str | None, other: str) -> bool:
    """Addresses are compared without case."""
    return one is not None and one.strip().lower() == other.strip().lower()
