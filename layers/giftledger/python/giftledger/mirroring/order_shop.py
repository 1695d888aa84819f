"""The shop's orders as the work on them asks for them: the calls of the Admin API."""

from collections.abc import Mapping, Sequence

from giftledger.platforms.shopify.admin import order_marks, order_states
from giftledger.platforms.shopify.admin.order_marks import FulfillmentOrderThere
from giftledger.platforms.shopify.admin.order_states import OrderStateThere


class Shop:
    """Stands for `order_desk.OrderDesk`; its methods say there what they do."""

    def state(self, order_id: str, /) -> OrderStateThere | None:
        """See OrderDesk."""
        return order_states.order_state(order_id)

    def fulfillment_orders(self, order_id: str, /) -> Sequence[FulfillmentOrderThere]:
        """See OrderDesk."""
        return order_marks.fulfillment_orders(order_id)

    def create_fulfillment(
        self, fulfillment_order_id: str, quantities: Mapping[str, int], /
    ) -> None:
        """See OrderDesk. The customer is told by the gift mail, not by a shipping notice."""
        order_marks.create_fulfillment(
            fulfillment_order_id=fulfillment_order_id, quantities=quantities
        )

    def cancel_fulfillment_order(self, fulfillment_order_id: str, /) -> None:
        """See OrderDesk."""
        order_marks.cancel_fulfillment_order(fulfillment_order_id)

    def hold_fulfillment_order(self, fulfillment_order_id: str, note: str, /) -> None:
        """See OrderDesk."""
        order_states.hold_fulfillment_order(fulfillment_order_id, note)

    def add_tags(self, order_id: str, tags: Sequence[str], /) -> None:
        """See OrderDesk."""
        order_marks.add_tags(order_id, tags)

    def set_metafields(self, order_id: str, values: Mapping[str, str], /) -> None:
        """See OrderDesk."""
        order_marks.set_metafields(order_id, values, kind="json")

    def set_note(self, order_id: str, note: str, /) -> None:
        """See OrderDesk."""
        order_marks.set_note(order_id, note)
