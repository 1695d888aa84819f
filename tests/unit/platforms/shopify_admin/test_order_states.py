"""How an order stands, read small, and what is held of it."""

import pytest

from giftledger.platforms.shopify.admin.faults import Refused
from giftledger.platforms.shopify.admin.order_states import hold_fulfillment_order, order_state
from tests.unit.platforms.shopify_admin.conftest import Open
from tests.unit.platforms.shopify_admin.shop import answer, refusal

ORDER = {
    "displayFinancialStatus": "REFUNDED",
    "requiresShipping": True,
    "tags": ["gift"],
    "note": None,
    "fulfillments": [
        {"status": "SUCCESS", "requiresShipping": False},
        {"status": "CANCELLED", "requiresShipping": True},
    ],
}


def test_a_cancelled_fulfilment_has_not_shipped_anything(open_shop: Open) -> None:
    open_shop(answer({"order": ORDER}))
    found = order_state("1001")
    assert found is not None
    assert (found.is_refunded, found.needs_shipping) == (True, True)
    assert (found.has_left, found.has_shipped) == (True, False)
    assert found.tags == ("gift",)


def test_an_order_that_is_not_there_is_none(open_shop: Open) -> None:
    open_shop(answer({"order": None}))
    assert order_state("1001") is None


def test_a_hold_says_why_and_is_ours_by_its_handle(open_shop: Open) -> None:
    shop = open_shop(
        answer({"fulfillmentOrderHold": {"fulfillmentOrder": {"id": "x"}, "userErrors": []}}),
        refusal(
            "fulfillmentOrderHold",
            {"field": ["handle"], "code": "DUPLICATE_FULFILLMENT_HOLD_HANDLE", "message": "taken"},
        ),
    )
    hold_fulfillment_order("4", "refunded")
    told = {"reason": "OTHER", "reasonNotes": "refunded", "handle": "giftledger"}
    assert shop.sent[0] == {"id": "gid://shopify/FulfillmentOrder/4", "fulfillmentHold": told}
    with pytest.raises(Refused):
        hold_fulfillment_order("4", "refunded")
