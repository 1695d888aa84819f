"""The body of the item-fulfilment contract that our own NetSuite script sends (version 1).

Senders add fields: what is not named here is ignored.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _id_text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("id is neither an integer nor text")  # noqa: TRY004  pydantic's protocol
    text = str(value)
    if _ID.fullmatch(text) is None:
        raise ValueError("id has other characters than an id")
    return text


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


Id = Annotated[str, BeforeValidator(_id_text)]


class _Inbound(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class GiftCardRow(_Inbound):
    """One plastic card of the fulfilment."""

    fulfillment_line: Id
    """NetSuite's own line number: it is no number of Shopify's order."""
    serial: Annotated[str, Field(strict=True)]
    """Text alone: a number would have lost its leading zeros."""
    value_minor: Annotated[int, Field(strict=True, gt=0)]


class FulfillmentPart(_Inbound):
    """The NetSuite record."""

    internal_id: Id


class OrderPart(_Inbound):
    """The order it ships."""

    shopify_order_id: Annotated[Id, StringConstraints(pattern=r"^[0-9]{1,20}$")]


class ItemFulfillment(_Inbound):
    """A shipped item fulfilment."""

    version: Literal[1]
    account: Id
    occurred_at: Annotated[AwareDatetime, AfterValidator(_utc)]
    fulfillment: FulfillmentPart
    order: OrderPart
    currency: Annotated[str, Field(strict=True)]
    gift_cards: list[Any]
    """Read row by row, so that a bad row does not hold up the others."""
