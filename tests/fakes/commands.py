"""Builders of commands: what a test does not name has a plain default."""

from datetime import UTC, datetime
from typing import Any

from giftledger.ledger.commands import Activate, Deactivate, Issue, Redeem, Refund, SoldUnit
from giftledger.ledger.parts import Form, Mode, Reason, Recipient, Sale, SealedCode
from giftledger.ledger.programme import CodeProfile

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ORDER = "shopify:5001"
LINE = "9001"
GIFT_CARD = "544934756566"


def sealed(digit: str = "a", **facts: Any) -> SealedCode:
    return SealedCode.model_validate(
        {"key_id": "k1", "hash": digit * 64, "ciphertext": "Y2lwaGVy", "last_four": "A3C9"} | facts
    )


def mint(_: CodeProfile) -> SealedCode:
    """Always the same code: what is committed twice can be compared."""
    return sealed()


def native_issue(gift_card: str = GIFT_CARD, **facts: Any) -> Issue:
    """A card that Shopify minted."""
    return Issue.model_validate(
        {
            "command_id": f"shopify.gift_card.{gift_card}",
            "occurred_at": NOW,
            "source": "shopify",
            "order_reference": ORDER,
            "amount_minor": 5000,
            "paid_minor": 5000,
            "currency": "USD",
            "form": Form.NATIVE,
            "sale": Sale(order_id=ORDER, line_item_id=LINE, unit=1),
            "shopify_gift_card_id": gift_card,
            "last_four": "22bf",
        }
        | facts
    )


def digital_issue(unit: int = 1, **facts: Any) -> Issue:
    """A card whose code we mint and mail."""
    return native_issue(
        GIFT_CARD,
        **{
            "command_id": f"shopify.order.5001.line.{LINE}.unit.{unit}",
            "form": Form.DIGITAL,
            "sale": Sale(order_id=ORDER, line_item_id=LINE, unit=unit),
            "shopify_gift_card_id": None,
            "last_four": None,
            "recipient": Recipient(email="ada@example.com", name="Ada"),
        }
        | facts,
    )


def physical_issue(unit: int = 1, **facts: Any) -> Issue:
    """A plastic card that waits for its serial."""
    return digital_issue(
        unit,
        **{
            "form": Form.PHYSICAL,
            "sale": Sale(order_id=ORDER, line_item_id=LINE, unit=unit, slot=unit),
            "recipient": None,
        }
        | facts,
    )


def activation(number: int = 1, **facts: Any) -> Activate:
    digit = "0123456789abcdef"[number]
    return Activate.model_validate(
        {
            "command_id": f"netsuite.1234567.884213.{number}.{digit * 16}",
            "occurred_at": NOW,
            "source": "netsuite",
            "order_reference": ORDER,
            "order_id": ORDER,
            "amount_minor": 5000,
            "currency": "USD",
            "code": sealed(digit, last_four="0017"),
        }
        | facts
    )


def redemption(number: int = 1, amount_minor: int = 3000, **facts: Any) -> Redeem:
    return Redeem.model_validate(
        {
            "command_id": f"shopify.transaction.{number}",
            "occurred_at": NOW,
            "source": "shopify",
            "order_reference": "shopify:6001",
            "aliases": (f"shopify#{GIFT_CARD}",),
            "amount_minor": amount_minor,
            "currency": "USD",
            "mode": Mode.REPORTED,
        }
        | facts
    )


def refund(number: int = 101, *, of: int = 1, amount_minor: int = 1000, **facts: Any) -> Refund:
    return Refund.model_validate(
        {
            "command_id": f"shopify.transaction.{number}",
            "occurred_at": NOW,
            "source": "shopify",
            "order_reference": "shopify:6001",
            "aliases": (f"shopify#{GIFT_CARD}",),
            "amount_minor": amount_minor,
            "currency": "USD",
            "redemption_id": f"shopify.transaction.{of}",
        }
        | facts
    )


def sale_refund(number: int = 1, **facts: Any) -> Deactivate:
    """One unit of the sale is given back."""
    return Deactivate.model_validate(
        {
            "command_id": f"shopify.refund_line.{number}.unit.1",
            "occurred_at": NOW,
            "source": "shopify",
            "order_reference": ORDER,
            "target": SoldUnit(order_id=ORDER, line_item_id=LINE),
            "reason": Reason.REFUNDED,
        }
        | facts
    )
