"""An order of the Admin API in the shape of a webhook's body, so that both mean the same.

Pure. What `platforms.shopify.inbound` reads is here and nothing that it ignores, except what
tells a person which order it is.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from giftledger.platforms.shopify.admin.card_shapes import CardThere
from giftledger.platforms.shopify.admin.document import Money, id_digits
from giftledger.platforms.shopify.admin.documents.order_parts import OrderTransaction, RefundThere
from giftledger.platforms.shopify.admin.documents.orders import Bag, Customer, OrderHead, OrderLine

Rest = dict[str, Any]

_RANK = ("high", "medium", "pending", "low", "none")


def risk_level(head: OrderHead) -> str:
    """The gravest of all assessments: high, medium, pending, low or none; none yet is pending."""
    if not head.risk.assessments:
        return "pending"
    levels = {assessment.risk_level.lower() for assessment in head.risk.assessments}
    return next((level for level in _RANK if level in levels), "none")


def order_body(
    head: OrderHead,
    lines: Iterable[OrderLine],
    refunds: Iterable[Rest],
) -> Rest:
    """The body of an orders/paid or orders/cancelled webhook."""
    customer = head.customer
    return {
        "id": int(id_digits(head.id)),
        "name": head.name,
        "email": head.email,
        "contact_email": None,
        "test": head.test,
        "note": head.note,
        "created_at": _time(head.created_at),
        "updated_at": _time(head.updated_at),
        "processed_at": _time(head.processed_at),
        "cancelled_at": _time(head.cancelled_at),
        "cancel_reason": head.cancel_reason.lower() if head.cancel_reason else None,
        "currency": head.currency_code,
        "presentment_currency": head.presentment_currency_code,
        "customer_locale": head.customer_locale,
        "financial_status": (head.display_financial_status or "").lower() or None,
        "payment_gateway_names": list(head.payment_gateway_names),
        "customer": _customer(customer) if customer else None,
        "billing_address": head.billing_address.model_dump() if head.billing_address else None,
        "line_items": [line_body(line) for line in lines],
        "fulfillments": [],
        "refunds": list(refunds),
    }


def line_body(line: OrderLine) -> Rest:
    """A line item."""
    product = line.product
    return {
        "id": int(id_digits(line.id)),
        "product_id": int(id_digits(product.id)) if product else None,
        "title": line.title,
        "quantity": line.quantity,
        "current_quantity": line.current_quantity,
        "sku": line.sku,
        "gift_card": line.is_gift_card,
        "requires_shipping": line.requires_shipping,
        "price": line.original_unit_price_set.shop_money.amount,
        "price_set": _bag(line.original_unit_price_set),
        "total_discount": line.total_discount_set.shop_money.amount,
        "total_discount_set": _bag(line.total_discount_set),
        "discount_allocations": [
            {
                "amount": share.allocated_amount_set.shop_money.amount,
                "amount_set": _bag(share.allocated_amount_set),
            }
            for share in line.discount_allocations
        ],
        "properties": [
            {"name": attribute.key, "value": attribute.value}
            for attribute in line.custom_attributes
        ],
    }


def transaction_body(told: OrderTransaction, order_id: str) -> Rest:
    """The body of an order_transactions/create webhook, with the amount in both currencies."""
    money = told.amount_set.presentment_money or told.amount_set.shop_money
    parent = told.parent_transaction
    return {
        "id": int(id_digits(told.id)),
        "order_id": int(order_id),
        "kind": told.kind.lower(),
        "status": told.status.lower(),
        "gateway": told.gateway,
        "parent_id": int(id_digits(parent.id)) if parent else None,
        "amount": money.amount,
        "currency": money.currency_code,
        "amount_set": _bag(told.amount_set),
        "receipt": told.receipt_json,
        "test": told.test,
        "created_at": _time(told.created_at),
        "processed_at": _time(told.processed_at),
    }


def refund_body(
    told: RefundThere, order_id: str, items: Iterable[Rest], payments: Iterable[Rest]
) -> Rest:
    """A refund, as an order's body and a refunds/create webhook hold it."""
    mine = {id_digits(node.id) for node in told.transactions.nodes}
    return {
        "id": int(id_digits(told.id)),
        "order_id": int(order_id),
        "created_at": _time(told.created_at),
        "processed_at": _time(told.processed_at),
        "refund_line_items": list(items),
        "transactions": [payment for payment in payments if str(payment["id"]) in mine],
    }


def native_fulfillments(order_id: str, cards: Iterable[CardThere]) -> list[Rest]:
    """The fulfilments that issued these cards of Shopify's own, for `order_body()["fulfillments"]`.

    GraphQL tells no receipts: the card tells its order and line instead (2026-07 on). A card
    counts as a unit of its line in the order of its id, as receipts list them.
    """
    found = sorted(
        (card for card in cards if card.order_id == order_id and card.line_item_id),
        key=lambda card: int(card.shopify_gift_card_id),
    )
    return [
        {
            "id": int(card.shopify_gift_card_id),
            "order_id": int(order_id),
            "service": "gift_card",
            "created_at": _time(card.created_at),
            "line_items": [],
            "receipt": {
                "gift_cards": [
                    {
                        "id": int(card.shopify_gift_card_id),
                        "line_item_id": int(card.line_item_id or 0),
                        "masked_code": card.last_characters,
                    }
                ]
            },
        }
        for card in found
    ]


def _customer(customer: Customer) -> Rest:
    address = customer.default_email_address
    return {
        "id": int(id_digits(customer.id)),
        "email": address.email_address if address else None,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
    }


def _bag(bag: Bag) -> Rest:
    told = {"shop_money": _money(bag.shop_money)}
    if bag.presentment_money is not None:
        told["presentment_money"] = _money(bag.presentment_money)
    return told


def _money(money: Money) -> dict[str, str]:
    return {"amount": money.amount, "currency_code": money.currency_code}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
