"""Faults on demand: the next calls of an operation fail in a chosen way."""

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Kind = Literal[
    "timeout_after_applying",
    "timeout_before",
    "cut_after_applying",
    "cut_before",
    "429",
    "throttled",
    "500",
    "500_after_applying",
    "html",
    "html_after_applying",
    "access_denied",
    "plan",
    "401",
    "retired_version",
    "unknown_shop",
]
KINDS: tuple[str, ...] = get_args(Kind)


class UnknownFaultError(Exception):
    """No fault of this kind."""


@dataclass(slots=True)
class Fault:
    """One wish: `times` calls of `operation` (a root field, `token`, or `*`) fail."""

    operation: str
    kind: str
    times: int


@dataclass(slots=True)
class Faults:
    """All wishes, oldest first."""

    wishes: list[Fault] = field(default_factory=list)

    def add(self, told: dict[str, Any]) -> Fault:
        """Note a wish as the control API takes it.

        Raises:
            UnknownFaultError: no such kind.
        """
        fault = Fault(
            str(told.get("operation", "*")), str(told.get("kind")), int(told.get("times", 1))
        )
        if fault.kind not in KINDS:
            raise UnknownFaultError(f"kind is one of {', '.join(KINDS)}")
        self.wishes.append(fault)
        return fault

    def next_for(self, operations: list[str]) -> str | None:
        """The kind of the first wish that meets one of these; it is used up by one."""
        for fault in self.wishes:
            if fault.times > 0 and _meets(fault, operations):
                fault.times -= 1
                return fault.kind
        return None

    def clear(self) -> None:
        """Forget all wishes."""
        self.wishes.clear()


def _meets(fault: Fault, operations: list[str]) -> bool:
    """`*` is every call of the API, but neither a token nor a line of a bulk mutation."""
    is_api = not {"token", "bulkLine"} & set(operations)
    return fault.operation in operations or (fault.operation == "*" and is_api)
