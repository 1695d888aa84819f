"""Sweep: finds in the tables what the stream or a schedule may have lost, and what is due."""

from typing import Any

from giftledger.expiring import sweep_expiries
from giftledger.outbox import sweep


def handler(event: dict[str, Any], context: Any) -> None:  # noqa: ANN401, ARG001
    """Run by a schedule."""
    sweep()
    sweep_expiries()
