"""Paying with cards and refunding it, as a shop does."""

from typing import Any

from tests.functions.checkout_world import Heard, Shop


def paid(shop: Shop, *codes: str, **change: Any) -> str:
    body = {"codes": codes, "currency": "USD", "order_reference": "order-1"} | change
    heard = shop.call("/v1/payments", body)
    assert heard.status == 201, heard.body
    return str(heard.body["payment_id"])


def refund(shop: Shop, payment_id: str, key: str = "refund-1", **change: Any) -> Heard:
    body = {"payment_id": payment_id, "currency": "USD"} | change
    return shop.call("/v1/refunds", body, key=key)


def shares(heard: Heard) -> tuple[list[int], list[int]]:
    """What the cards and the other tenders get."""
    assert heard.status == 201, heard.body
    cards = [card["amount_minor"] for card in heard.body["cards"]]
    return cards, [other["amount_minor"] for other in heard.body["other_tenders"]]
