"""Turns a webhook's order body into what the Admin API answers for the same order."""

from collections.abc import Sequence
from typing import Any

import httpx

from tests.unit.platforms.shopify_admin.shop import NO_MORE, answer

Body = dict[str, Any]


def money(told: Body) -> Body:
    """A money of the Admin API: `50.00` is told as `50.0`, as recorded responses have it."""
    amount = told["amount"]
    short = amount[:-1] if amount[-1:] == "0" and len(amount.partition(".")[2]) > 1 else amount
    return {"amount": short, "currencyCode": told["currency_code"]}


def bag(told: Body) -> Body:
    return {
        "shopMoney": money(told["shop_money"]),
        "presentmentMoney": money(told["presentment_money"]),
    }


def line(told: Body) -> Body:
    return {
        "id": f"gid://shopify/LineItem/{told['id']}",
        "quantity": told["quantity"],
        "currentQuantity": told["current_quantity"],
        "sku": told["sku"],
        "title": told["title"],
        "isGiftCard": told["gift_card"],
        "requiresShipping": told["requires_shipping"],
        "originalUnitPriceSet": bag(told["price_set"]),
        "totalDiscountSet": bag(told["total_discount_set"]),
        "discountAllocations": [
            {"allocatedAmountSet": bag(share["amount_set"])}
            for share in told["discount_allocations"]
        ],
        "customAttributes": [
            {"key": found["name"], "value": found["value"]} for found in told["properties"]
        ],
        "product": {"id": "gid://shopify/Product/88"},
    }


def transaction(told: Body, receipt: object = None) -> Body:
    parent, amount = (
        told["parent_id"],
        {"amount": told["amount"], "currency_code": told["currency"]},
    )
    return {
        "id": f"gid://shopify/OrderTransaction/{told['id']}",
        "kind": told["kind"].upper(),
        "status": told["status"].upper(),
        "gateway": told["gateway"],
        "test": told["test"],
        "createdAt": told["created_at"],
        "processedAt": told["processed_at"],
        "receiptJson": told["receipt"] if receipt is None else receipt,
        "amountSet": {"shopMoney": money(amount), "presentmentMoney": money(amount)},
        "parentTransaction": parent and {"id": f"gid://shopify/OrderTransaction/{parent}"},
    }


def refund(told: Body) -> Body:
    return {
        "id": f"gid://shopify/Refund/{told['id']}",
        "createdAt": told["created_at"],
        "processedAt": told["processed_at"],
        "refundLineItems": {
            "nodes": [
                {
                    "id": f"gid://shopify/RefundLineItem/{item['id']}",
                    "quantity": item["quantity"],
                    "lineItem": {"id": f"gid://shopify/LineItem/{item['line_item_id']}"},
                }
                for item in told["refund_line_items"]
            ],
            "pageInfo": NO_MORE,
        },
        "transactions": {
            "nodes": [
                {"id": f"gid://shopify/OrderTransaction/{one['id']}"}
                for one in told["transactions"]
            ]
        },
    }


def head(told: Body, risks: Sequence[str] = ()) -> Body:
    buyer, bill = told["customer"], told["billing_address"]
    return {
        "id": f"gid://shopify/Order/{told['id']}",
        "name": told["name"],
        "email": told["email"],
        "test": told["test"],
        "note": "kept",
        "tags": ["a"],
        "createdAt": told["created_at"],
        "updatedAt": told["updated_at"],
        "processedAt": told["processed_at"],
        "cancelledAt": told["cancelled_at"],
        "cancelReason": (told["cancel_reason"] or "").upper() or None,
        "currencyCode": told["currency"],
        "presentmentCurrencyCode": told["presentment_currency"],
        "customerLocale": told["customer_locale"],
        "paymentGatewayNames": told["payment_gateway_names"],
        "displayFinancialStatus": told["financial_status"].upper(),
        "displayFulfillmentStatus": "UNFULFILLED",
        "risk": {"assessments": [{"riskLevel": level} for level in risks]},
        "customer": {
            "id": f"gid://shopify/Customer/{buyer['id']}",
            "firstName": buyer["first_name"],
            "lastName": buyer["last_name"],
            "defaultEmailAddress": {"emailAddress": buyer["email"]},
        },
        "billingAddress": {
            "firstName": bill["first_name"],
            "lastName": bill["last_name"],
            "name": bill["name"],
        },
        "refunds": [{"id": f"gid://shopify/Refund/{one['id']}"} for one in told["refunds"]],
    }


def answers(
    told: Body, payments: Sequence[Body] = (), risks: Sequence[str] = ()
) -> list[httpx.Response]:
    """The answers to the queries that read one order, in their order."""
    transactions = [transaction(one) for one in payments]
    return [
        answer({"order": head(told, risks)}),
        answer(
            {
                "order": {
                    "transactions": transactions,
                    "transactionsCount": {"count": len(transactions)},
                }
            }
        ),
        *[answer({"refund": refund(one)}) for one in told["refunds"]],
        answer(
            {
                "order": {
                    "updatedAt": told["updated_at"],
                    "lineItems": {
                        "nodes": [line(one) for one in told["line_items"]],
                        "pageInfo": NO_MORE,
                    },
                }
            }
        ),
    ]
