"""`giftledger shopify doubts`: calls to Shopify of which nobody knows whether they were applied."""

import sys
from argparse import Namespace
from contextlib import redirect_stdout
from datetime import UTC, datetime

from cli.asking import agreed
from cli.failing import FOUND, OK
from cli.layout import table
from giftledger.mirroring.operators import Resolution, list_in_doubt, resolve

WORDS = {
    Resolution.FOUND: "Shopify's history shows it: it counts as done",
    Resolution.APPLIED: "it counts as done",
    Resolution.NOT_APPLIED: "it counts as not done, and is asked again within minutes",
    Resolution.NOTHING_TO_DECIDE: "nothing of this card is in doubt",
}


def run_list(_: Namespace) -> int:
    """What waits for a person; 1 where something does."""
    found = list_in_doubt()
    if not found:
        print("nothing is in doubt")
        return OK
    lines = [("card", "Shopify", "what", "minor units", "why", "since", "look for the note")]
    lines += [
        (
            each.gift_card_id,
            each.shopify_gift_card_id or "-",
            each.kind or "-",
            str(each.amount_minor),
            each.reason,
            f"{each.since:%Y-%m-%d %H:%M} UTC",
            f"Giftledger {each.ref}" if each.ref else "-",
        )
        for each in found
    ]
    print("\n".join(table(lines)))
    return FOUND


def run_resolve(asked: Namespace) -> int:
    """Say whether a call was applied; Shopify's history is read first."""
    question = f"say that what was asked for {asked.card} was {asked.outcome.replace('_', ' ')}?"
    if not agreed(asked, question):
        print("nothing was changed")
        return OK
    with redirect_stdout(sys.stderr):  # what a function would log
        found = resolve(asked.card, asked.outcome, now=datetime.now(UTC))
    print(WORDS[found])
    return FOUND if found is Resolution.NOTHING_TO_DECIDE else OK
