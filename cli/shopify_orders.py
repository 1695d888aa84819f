"""`giftledger shopify orders`: work on orders of the shop that is not finished."""

from argparse import Namespace
from datetime import UTC, datetime

from cli.failing import FOUND, OK
from cli.layout import table
from giftledger.mirroring import order_denying, order_issuing
from giftledger.store.order_work import OPERATOR_TODO, OrderWork, overdue_orders

EVER = datetime.max.replace(tzinfo=UTC)
WORDS = {"fulfil": "fulfil and mark", "deny": "deny shipping"}
STEPS = {"fulfil": order_issuing.STEPS, "deny": order_denying.STEPS}


def run(_: Namespace) -> int:
    """Name it, with what is left of it; 1 where a person has to act."""
    found = list(overdue_orders(EVER))
    if not found:
        print("no work on an order is unfinished")
        return OK
    lines: list[tuple[str, ...]] = [("order", "what", "done", "still to do", "since", "why")]
    lines += [_line(work) for work in found]
    print("\n".join(table(lines)))
    return FOUND if any(work.todo == OPERATOR_TODO for work in found) else OK


def _line(work: OrderWork) -> tuple[str, ...]:
    left = [step for step in STEPS[work.task] if step not in work.done]
    waits = "waits for a card, its mail, or the shop" if work.state == "waiting" else "under way"
    return (
        work.order_id,
        WORDS[work.task],
        ", ".join(work.done) or "-",
        ", ".join(left) or "-",
        f"{work.since:%Y-%m-%d %H:%M} UTC",
        work.fault or waits,
    )
