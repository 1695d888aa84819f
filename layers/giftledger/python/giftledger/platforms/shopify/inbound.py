"""The parts of Shopify's webhook bodies that the ledger reads (REST shapes, API 2025-01 on).

Only what decides shape and identity is typed here. Amounts, receipts and properties stay as they
came: the translation reads them part by part, so that one odd part costs only itself.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_DIGITS = re.compile(r"[0-9]{1,20}")


def id_text(value: object) -> str:
    """An id as text. Raises ValueError for anything but digits: a float would round large ids."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("id is neither an integer nor text")  # noqa: TRY004  pydantic's protocol
    text = str(value)
    if _DIGITS.fullmatch(text) is None:
        raise ValueError("id is not made of digits")
    return text


def _id_at_the_end(value: object) -> str:
    """An id that may be told in its long form, `gid://shopify/Order/820982911946154508`."""
    return id_text(value.rpartition("/")[2] if isinstance(value, str) else value)


def read_time(value: object) -> datetime | None:
    """A time with its offset, in UTC; None where it is absent or unreadable."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        return read.astimezone(UTC) if read.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


Id = Annotated[str, BeforeValidator(id_text)]
Time = Annotated[datetime | None, BeforeValidator(read_time)]
"""UTC; None where it is absent or unreadable, because no fact depends on it."""

Flag = Annotated[bool, BeforeValidator(lambda value: value is True)]
Text = Annotated[str | None, BeforeValidator(lambda v: v if isinstance(v, str) else None)]
Many = Annotated[list[Any], BeforeValidator(lambda value: [] if value is None else value)]


class _Inbound(BaseModel):
    """Senders add fields: what is not named here is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class LineItem(_Inbound):
    """A sold line, as it stands in orders, fulfilments and refunds."""

    id: Id
    quantity: Annotated[int, Field(strict=True, ge=0)]
    current_quantity: Any = None
    """What is left of it after edits and refunds; not in every body."""
    product_id: Any = None
    gift_card: Flag = False
    requires_shipping: Flag = False
    sku: Text = None
    price: Any = None
    price_set: Any = None
    total_discount: Any = None
    total_discount_set: Any = None
    discount_allocations: Any = None
    properties: Any = None


class Transaction(_Inbound):
    """Money that moved or should have: order_transactions/create and inline in refunds."""

    id: Id
    order_id: Id | None = None
    kind: str
    gateway: str | None
    status: str | None
    parent_id: Any = None
    amount: Any = None
    currency: Text = None
    amount_set: Any = None
    total_unsettled_set: Any = None
    receipt: Any = None
    test: Flag = False
    processed_at: Time = None
    created_at: Time = None


class Fulfillment(_Inbound):
    """What was shipped or, for native gift cards, issued."""

    id: Id
    order_id: Id
    line_items: Many
    receipt: Any = None
    created_at: Time = None


class RefundLine(_Inbound):
    """How many of a line were refunded."""

    id: Id
    quantity: Annotated[int, Field(strict=True, ge=0)]
    line_item_id: Id
    line_item: Any = None


class Refund(_Inbound):
    """A refund of lines, of money, or of both."""

    id: Id
    order_id: Id
    refund_line_items: Many = []
    transactions: Many = []
    processed_at: Time = None
    created_at: Time = None


class OrderEdit(_Inbound):
    """What orders/edited tells of an edit: not the order, only which one it was."""

    order_id: Id


class RiskChange(_Inbound):
    """A judgement of the risk on an order was made or changed."""

    order_id: Annotated[str | None, BeforeValidator(_id_at_the_end)] = None
    admin_graphql_api_order_id: Annotated[str | None, BeforeValidator(_id_at_the_end)] = None


class Order(_Inbound):
    """A whole order; its transactions are there only where we have asked for them."""

    id: Id
    financial_status: str | None
    line_items: list[Any]
    currency: Text = None
    cancelled_at: Any = None
    fulfillments: Many = []
    refunds: Many = []
    transactions: list[Any] | None = None
    payment_gateway_names: Any = None
    test: Flag = False
    processed_at: Time = None
    created_at: Time = None
    email: Text = None
    contact_email: Text = None
    customer: Any = None
    billing_address: Any = None
    customer_locale: Text = None
