"""Receipts: free-form objects of a fulfilment or a payment that name native gift cards.

They arrive as an object, as an empty list (PHP's empty array) or as JSON text, even encoded twice.
"""

import json
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from giftledger.ledger.commands import Issue
from giftledger.ledger.parts import Form, Sale
from giftledger.platforms.findings import Findings, NotUnderstood
from giftledger.platforms.shopify.inbound import Fulfillment, LineItem, id_text
from giftledger.platforms.shopify.sales import MAX_UNITS, Rules, is_native, price_of

_ENCODINGS = 3
_LAST_FOUR = re.compile(r"([A-Za-z0-9]{1,4})$")


def receipt_of(value: object) -> dict[str, Any]:
    """A receipt as an object; empty where there is none. Raises NotUnderstood."""
    for _ in range(_ENCODINGS):
        if not isinstance(value, str) or not value.strip():
            break
        try:
            value = json.loads(value, parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            raise NotUnderstood("receipt is not JSON") from error
    if isinstance(value, dict):
        return value
    if not value:
        return {}
    raise NotUnderstood("receipt is not an object")


def card_id(value: object) -> str:
    """A gift card id in a receipt. Raises NotUnderstood for a float or no id at all."""
    try:
        return id_text(value)
    except ValueError as error:
        raise NotUnderstood("gift card id not understood") from error


@dataclass(slots=True)
class NativeCards:
    """Issues the native cards of one body's fulfilments, counting units per line as they come."""

    lines: dict[str, LineItem]
    """The order's lines by id, where the body has them; a fulfilment's own lines come second."""
    currency: str | None
    rules: Rules
    _seen: set[str] = field(default_factory=set)
    _units: Counter[str] = field(default_factory=Counter)

    def issue(self, fulfillment: Fulfillment, findings: Findings) -> None:
        """Note one Issue per card that the fulfilment's receipt names."""
        with findings.part(f"fulfilment {fulfillment.id}"):
            receipt = receipt_of(fulfillment.receipt)
            cards = receipt.get("gift_cards") or []
            if not isinstance(cards, list):
                raise NotUnderstood("gift cards of the receipt are not a list")
            if len(self._seen) + len(cards) > MAX_UNITS:
                raise NotUnderstood(f"more than {MAX_UNITS} gift cards")
            lines = _own_lines(fulfillment) | self.lines
            test = receipt.get("testcase") is True
            for number, card in enumerate(cards, start=1):
                with findings.part(f"fulfilment {fulfillment.id} card {number}"):
                    self._issue_card(card, fulfillment, lines, findings, test=test)

    def _issue_card(
        self,
        card: object,
        fulfillment: Fulfillment,
        lines: dict[str, LineItem],
        findings: Findings,
        *,
        test: bool,
    ) -> None:
        if not isinstance(card, dict):
            raise NotUnderstood("not an object")
        shopify_id = card_id(card.get("id"))
        line_id = card_id(card.get("line_item_id"))
        if shopify_id in self._seen:
            return
        line = lines.get(line_id)
        if line is None:
            raise NotUnderstood("its line is not in the body")
        if not is_native(line):
            # Its line issues our own card already: a second one would double the money.
            raise NotUnderstood("its line is not a gift card that Shopify mints")
        price = price_of(line, self.currency)
        unit = self._units[line_id] + 1
        findings.add(
            Issue(
                command_id=f"shopify.gift_card.{shopify_id}",
                occurred_at=fulfillment.created_at or self.rules.received_at,
                source="shopify",
                order_reference=f"shopify:{fulfillment.order_id}",
                test=test,
                amount_minor=price.face_minor,
                currency=price.currency,
                paid_minor=price.paid_minor(unit),
                form=Form.NATIVE,
                programme=self.rules.programme_of(line),
                sale=Sale(
                    order_id=f"shopify:{fulfillment.order_id}", line_item_id=line_id, unit=unit
                ),
                shopify_gift_card_id=shopify_id,
                last_four=_last_four(card.get("masked_code")),
            )
        )
        self._seen.add(shopify_id)
        self._units[line_id] = unit


def _own_lines(fulfillment: Fulfillment) -> dict[str, LineItem]:
    lines = {}
    for value in fulfillment.line_items:
        # A line that can't be read is missed by its card, if it has one: that is the problem.
        with suppress(ValidationError):
            line = LineItem.model_validate(value)
            lines[line.id] = line
    return lines


def _last_four(masked: object) -> str | None:
    found = _LAST_FOUR.search(masked) if isinstance(masked, str) else None
    return found.group(1) if found else None
