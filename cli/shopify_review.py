"""`giftledger shopify review`: orders whose digital cards wait because of their risk."""

import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import redirect_stdout

from cli.asking import agreed
from cli.failing import FOUND, OK, RefusedError
from cli.layout import table
from giftledger.fetching.reviewing import (
    UnknownReviewError,
    orders_in_review,
    reject_order,
    release_order,
)


def run_list(_: Namespace) -> int:
    """What waits for a person; 1 where something does."""
    found = orders_in_review()
    if not found:
        print("no order waits for a review")
        return OK
    lines = [("order", "risk", "since")]
    lines += [(each.order_id, each.level, f"{each.since:%Y-%m-%d %H:%M} UTC") for each in found]
    print("\n".join(table(lines)))
    return FOUND


def run_release(asked: Namespace) -> int:
    """Let the cards of an order be used, and their mails leave."""
    question = f"release the cards of order {asked.order}? Their mails leave."
    return _decide(asked, question, release_order, "released")


def run_reject(asked: Namespace) -> int:
    """Close the cards of an order for good."""
    question = f"close the cards of order {asked.order} for good? Nothing is paid back by this."
    return _decide(asked, question, reject_order, "closed")


def _decide(asked: Namespace, question: str, decide: Callable[[str, str], int], became: str) -> int:
    if not agreed(asked, question):
        print("nothing was changed")
        return OK
    try:
        with redirect_stdout(sys.stderr):  # what a function would log
            number = decide(asked.order, asked.actor)
    except UnknownReviewError as error:
        raise RefusedError(f"no card of order {asked.order} waits for a review") from error
    print(f"{number} cards are being {became}; those that are issued later follow")
    return OK
