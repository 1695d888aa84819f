"""The bounded field types that every command, card and entry is built from."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

MAX_AMOUNT_MINOR = 10**12
"""Largest amount of one command, in minor units: far above any card, far below 64 bits."""

MAX_REFERENCE_CHARACTERS = 255
"""Longest order reference kept: an entry must stay within one 1 KB write unit."""

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217 alphabetic code. Which codes exist is checked at the border (giftledger.amounts)."""

AmountMinor = Annotated[int, Field(ge=1, le=MAX_AMOUNT_MINOR)]
"""A positive number of minor units (cents, yen, fils). Zero is never an amount to move."""

AmountOrZeroMinor = Annotated[int, Field(ge=0, le=MAX_AMOUNT_MINOR)]

CommandId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,159}$")]
"""Made from the business fact, never from a delivery. `#` separates keys and is not allowed;
no character sorts before `#`, so a key range over one id never holds another one."""

GiftCardId = Annotated[str, StringConstraints(pattern=r"^gc_[a-z2-7]{26}$")]

OrderId = Annotated[str, StringConstraints(pattern=r"^[a-z]+:[A-Za-z0-9_-]{1,64}$")]
"""Platform and its order id, e.g. `shopify:5222608863485`."""

LineItemId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]

Reference = Annotated[str, StringConstraints(min_length=1, max_length=MAX_REFERENCE_CHARACTERS)]

LastFour = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,4}$")]


LAST_YEAR = 9000
"""Later days would leave no room to count on from them; who means "never" leaves the day out."""


def _calendar_day(text: str) -> str:
    if date.fromisoformat(text).year > LAST_YEAR:
        raise ValueError(f"a day after the year {LAST_YEAR} means never: leave it out")
    return text


Day = Annotated[
    str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_calendar_day)
]
"""A day that the calendar has, e.g. `2028-11-24`."""

MAX_CARDS = 25
"""Cards in one payment or consolidation: two items each, well under DynamoDB's 100 per transaction
(developer guide, "Amazon DynamoDB transactions")."""
