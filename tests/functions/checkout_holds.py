"""Taking, capturing and voiding holds, as a till does."""

from typing import Any

from tests.functions.checkout_world import Heard, Shop
from tests.functions.queue_world import CODE

BODY = {"code": CODE, "amount_minor": 2000, "currency": "USD", "order_reference": "order-1"}


def hold(shop: Shop, key: str = "hold-1", **change: Any) -> Heard:
    return shop.call("/v1/holds", BODY | change, key=key)


def held(shop: Shop, key: str = "hold-1", **change: Any) -> str:
    """The public id of a new hold."""
    heard = hold(shop, key, **change)
    assert heard.status == 201, heard.body
    return str(heard.body["hold_id"])


def capture(shop: Shop, hold_id: str, key: str = "capture-1", **change: Any) -> Heard:
    client = change.pop("client", "till")
    body = {"currency": "USD"} | change
    return shop.call(f"/v1/holds/{hold_id}/capture", body, key=key, client=client)


def void(shop: Shop, hold_id: str, key: str = "void-1", client: str = "till") -> Heard:
    return shop.call(f"/v1/holds/{hold_id}/void", key=key, client=client)


def available(shop: Shop, code: str = CODE) -> int:
    return int(shop.call("/v1/balance-inquiries", {"code": code}).body["available_minor"])
