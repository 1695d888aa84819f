"""Counts the requests and capacity units of a command, against a real engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

READS = ("GetItem", "BatchGetItem", "Query")
READ_UNIT_BYTES = 4096
"""Of a consistent read."""


@dataclass(slots=True)
class Meter:
    """What one command used."""

    requests: list[str] = field(default_factory=list)
    read_units: float = 0
    table_write_units: float = 0
    index_write_units: float = 0

    @property
    def write_units(self) -> float:
        """Of tables and indexes together."""
        return self.table_write_units + self.index_write_units

    def ask(
        self,
        params: dict[str, Any],
        model: Any,  # noqa: ANN401
        context: dict[str, Any],
        **_: object,
    ) -> None:
        """Have the engine say what a call consumed. Called by botocore before each call."""
        self.requests.append(model.name)
        params["ReturnConsumedCapacity"] = "INDEXES"
        tables = params.get("RequestItems", {}).values()
        context["asked_items"] = sum(len(one.get("Keys", ())) for one in tables)

    def add(
        self,
        parsed: dict[str, Any],
        model: Any,  # noqa: ANN401
        context: dict[str, Any],
        **_: object,
    ) -> None:
        """Add what the engine says. Called by botocore after each call."""
        consumed = parsed.get("ConsumedCapacity", [])
        if model.name == "BatchGetItem" and not consumed:
            self.read_units += _batch_units(parsed, context["asked_items"])
        for one in consumed if isinstance(consumed, list) else [consumed]:
            if model.name in READS:
                self.read_units += one["CapacityUnits"]
                continue
            table = one.get("Table", {}).get("CapacityUnits", one["CapacityUnits"])
            self.table_write_units += table
            self.index_write_units += one["CapacityUnits"] - table


@contextmanager
def metered(clients: list[Any]) -> Iterator[Meter]:
    """Meter every call of these DynamoDB clients."""
    meter = Meter()
    for client in clients:
        client.meta.events.register("provide-client-params.dynamodb", meter.ask)
        client.meta.events.register("after-call.dynamodb", meter.add)
    try:
        yield meter
    finally:
        for client in clients:
            client.meta.events.unregister("provide-client-params.dynamodb", meter.ask)
            client.meta.events.unregister("after-call.dynamodb", meter.add)


def _batch_units(parsed: dict[str, Any], asked_items: int) -> int:
    """Of an engine that says nothing: each item by itself, and one unit for each that is absent."""
    found = [item for items in parsed["Responses"].values() for item in items]
    units = sum(-(-item_bytes(item) // READ_UNIT_BYTES) for item in found)
    return units + asked_items - len(found)


def item_bytes(item: dict[str, Any]) -> int:
    """The size of a stored item as DynamoDB counts it.

    Source: DynamoDB developer guide, "Item sizes and formats".
    """
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return len(content.lstrip("-").strip("0")) // 2 + 2
        case "L":
            return 3 + sum(1 + _value_bytes(each) for each in content)
        case "M":
            return 3 + len(content) + item_bytes(content)
        case _:
            return 1
