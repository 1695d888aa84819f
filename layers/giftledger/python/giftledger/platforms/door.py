"""What the intake needs to know of a platform: a new one is a folder that offers a `DOOR`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from giftledger.platforms.translation import Translation
from giftledger.settings import Settings


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook call as it came."""

    raw: bytes
    headers: Mapping[str, str]
    """By lower-case name."""
    received_at: datetime

    def header(self, name: str) -> str:
        """A header by its lower-case name; empty where it is absent."""
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True)
class Door:
    """A platform's way in."""

    platform: str
    secret_name: Callable[[Settings], str]
    is_authentic: Callable[[Delivery, Mapping[str, Any]], bool]
    """Against the values of its secret."""
    topic: Callable[[Delivery, object], str]
    translate: Callable[[Delivery, object, Settings], Translation]
    """Of a body that parsed as JSON."""
    carries_codes: bool = False
    """Its bodies hold codes or serials in clear, so a kept one is encrypted whole."""
