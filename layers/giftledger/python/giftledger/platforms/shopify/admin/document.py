"""A document of the Admin API with the type of its answer, and what all answers share."""

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from giftledger.amounts import InvalidAmount, digits, parse_decimal

_GID = re.compile(r"gid://shopify/([A-Za-z]+)/([0-9]{1,20})(?:\?.*)?")

Answer = TypeVar("Answer", bound=BaseModel)

PAGE = 50
"""Items of one page: a page of cards stays far below the 1,000 points that one query may ask."""


@dataclass(frozen=True, slots=True)
class Document(Generic[Answer]):
    """A query or mutation; `answer` reads what stands under `data`."""

    name: str
    """The name of the operation, as the text has it."""
    text: str
    answer: type[Answer]
    older: str = ""
    """The text for versions before 2026-07, where it differs."""
    cost: int = 10
    """Points it is taken to ask for until Shopify has said so: a mutation costs 10 or more."""

    def text_for(self, version: str) -> str:
        """The text that an API version understands."""
        return self.older if self.older and version < "2026-07" else self.text

    @property
    def is_query(self) -> bool:
        """Whether it only reads, and may be repeated after an unknown outcome."""
        return self.text.lstrip().startswith("query")


class Part(BaseModel):
    """A part of an answer: camel case there, snake case here; new fields are ignored."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        populate_by_name=True,
        # What did not fit may be an address: it must not get into a log.
        hide_input_in_errors=True,
    )


class Money(Part):
    """An amount as decimal text in the currency's major unit, for example `5.0`."""

    amount: str
    currency_code: str

    @property
    def minor(self) -> int:
        """Minor units, signed. Raises InvalidAmount or UnknownCurrency."""
        if self.amount.startswith("-"):
            return -parse_decimal(self.amount[1:], self.currency_code)
        return parse_decimal(self.amount, self.currency_code)


class PageInfo(Part):
    """Where a connection goes on."""

    has_next_page: bool
    end_cursor: str | None = None


class Node(Part):
    """Something of which only the id was asked."""

    id: str


def gid(kind: str, digits_text: str) -> str:
    """The Admin API's id of a thing. Raises ValueError for anything but 1 to 20 digits."""
    made = f"gid://shopify/{kind}/{digits_text}"
    if _GID.fullmatch(made) is None or "?" in digits_text:
        raise ValueError("an id is made of digits")
    return made


def id_digits(told: str) -> str:
    """The digits of a gid. Raises ValueError where it is none."""
    found = _GID.fullmatch(told)
    if found is None:
        raise ValueError("not an id of Shopify")
    return found.group(2)


def decimal_text(minor: int, currency: str) -> str:
    """Minor units as the decimal text that Shopify reads: 1050 USD is `10.50`, 5 JPY is `5`.

    Raises InvalidAmount for a negative amount, UnknownCurrency for the currency.
    """
    if minor < 0:
        raise InvalidAmount("amount is negative")
    exponent = digits(currency)
    if exponent == 0:
        return str(minor)
    whole, fraction = divmod(minor, 10**exponent)
    return f"{whole}.{fraction:0{exponent}d}"


def money_input(minor: int, currency: str) -> dict[str, str]:
    """A MoneyInput."""
    return {"amount": decimal_text(minor, currency), "currencyCode": currency}
