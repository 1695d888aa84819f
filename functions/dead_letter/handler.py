"""Dead letters: watched by a schedule; `{"redrive": "<queue>"}` sends a queue's letters back."""

from typing import Any

from giftledger.dead_letters import redrive, watch
from giftledger.settings import QUEUES


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401, ARG001
    """Run by a schedule, or by an operator with the name of an operation's queue."""
    wanted = event.get("redrive")
    if wanted is None:
        watch()
        return {}
    queue = next((name for name in QUEUES if name == wanted), None)
    if queue is None:
        raise ValueError(f"no such queue: take one of {', '.join(QUEUES)}")
    return {"redriven": redrive(queue)}
