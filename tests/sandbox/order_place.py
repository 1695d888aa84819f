"""A shop, a ledger, and the line between them, on which chosen calls fail."""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from giftledger.ledger.parts import Sale
from giftledger.mirroring.orders import sync_order
from giftledger.store.order_work import Task, read_work
from tests.fakes.commands import digital_issue
from tests.fakes.faults import Fault, Killed
from tests.functions.queue_world import World
from tests.sandbox.conftest import Town

AT = datetime.now(UTC)
AGAIN = timedelta(seconds=90)
READS = {"orderState", "fulfillmentOrders", "fulfillmentOrderLines"}


@dataclass
class Line:
    """The way to the shop: counts what goes over it, and fails where it is told to."""

    town: Town
    faults: dict[int, Fault] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def carry(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(json.loads(request.content)["operationName"])
        fault = self.faults.get(len(self.asked) - 1)
        self.town.now[0] += 1
        if fault is Fault.KILLED_BEFORE:
            raise Killed
        if fault is Fault.NEVER_DELIVERED:
            raise httpx.ConnectError("no way")
        answer = self.town.http.request(
            request.method, request.url.path, content=request.content, headers=request.headers
        )
        if fault is Fault.KILLED_AFTER:
            raise Killed
        if fault is Fault.REPLY_LOST:
            raise httpx.ReadTimeout("silence")
        return httpx.Response(answer.status_code, content=answer.content)


@dataclass
class Place:
    """Shop, ledger, and the line between them."""

    town: Town
    aws: World
    line: Line
    codes: int = 0

    def order(self, *lines: dict[str, Any], **wishes: Any) -> str:
        placed = self.town.post("/orders", lines=list(lines), email="ann@example.com", **wishes)
        return str(placed["order_id"])

    def order_by_card(self, *lines: dict[str, Any], **wishes: Any) -> str:
        """An order that a gift card pays."""
        card = self.town.post("/cards", value="100.00")
        return self.order(*lines, gift_card_codes=[card["code"]], **wishes)

    def issue(self, number: str) -> None:
        """Both units of the order's first line, as the purchase queue would."""
        line = str(self.shown(number)["line_items"][0]["id"])
        order = f"shopify:{number}"
        for unit in (1, 2):
            self.codes += 1
            command = digital_issue(
                command_id=f"shopify.order.{number}.line.{line}.unit.{unit}",
                order_reference=order,
                sale=Sale(order_id=order, line_item_id=line, unit=unit),
            )
            self.aws.tell(command, code=f"ABCDEFGH2345{self.codes:04d}")

    def refund(self, number: str) -> None:
        """Everything, and nothing goes back into the shelves: the shop still wants to ship."""
        shown = self.shown(number)
        lines = [
            {"line_item_id": line["id"], "quantity": line["quantity"]}
            for line in shown["line_items"]
        ]
        money = [
            {"parent_id": paid["id"], "amount": paid["amount"]} for paid in shown["transactions"]
        ]
        path = f"/orders/{number}/refund"
        self.town.post(path, lines=lines, transactions=money, restock=False)

    def shown(self, number: str) -> dict[str, Any]:
        return dict(self.town.get(f"/orders/{number}"))

    def live(self, number: str, task: Task, faults: dict[int, Fault]) -> None:
        """The message with its faults, then again until it is finished."""
        self.line.faults, self.line.asked = faults, []
        with suppress(Killed):
            sync_order(number, task, now=AT)
        asked = list(self.line.asked)
        self.line.faults = {}
        for again in range(1, 6):
            found = read_work(number, task)
            if found is not None and found.is_complete:
                break
            sync_order(number, task, now=AT + again * AGAIN)
        found = read_work(number, task)
        assert found is not None
        assert (found.state, found.todo) == ("done", None)
        self.line.asked = asked

    def picture(self, number: str) -> Any:
        """What is seen of the order, without ids."""
        shown = self.shown(number)
        kept = self.town.shop.orders[int(number)]
        parts = [(part.status, len(part.holds)) for part in kept.fulfillment_orders]
        cards = json.loads(shown["metafields"].get("giftledger.cards", "[]"))
        lines = [(line["sku"], line["fulfillment_status"]) for line in shown["line_items"]]
        note = "".join(sign for sign in shown["note"] or "" if not sign.isdigit())
        values = [(card["value"], card["currency"]) for card in cards]
        return len(shown["fulfillments"]), sorted(parts), shown["tags"], note, values, lines
