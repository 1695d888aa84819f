"""Sweep: finds in the tables what the stream or a schedule may have lost."""

from typing import Any

from giftledger.outbox import sweep


def handler(event: dict[str, Any], context: Any) -> None:  # noqa: ANN401, ARG001
    """Run by a schedule."""
    sweep()
