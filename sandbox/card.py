"""`make -s card REF=…`: a card with its history as JSON, straight from the ledger.

REF is shopify:<gift card id>, order:shopify:<order id>, code:<code> or serial:<serial>.
"""

import json
import sys
from dataclasses import asdict
from typing import Any

from giftledger.codes import normalise
from giftledger.settings import settings
from giftledger.store.items import bind
from giftledger.store.reading import CardView, card_by_aliases, cards_of_order
from giftledger.vault import look_up
from sandbox.local_aws import use_local_stack

FIELDS = ("gift_card_id", "status", "currency", "balance_minor", "held_minor", "last_four", "test")
ENTRY_FIELDS = (
    "kind",
    "amount_minor",
    "balance_after_minor",
    "shortfall_minor",
    "command_id",
    "occurred_at",
    "order_reference",
)


def find_cards(reference: str) -> list[CardView]:
    """The cards that a reference means; none is an empty list.

    Raises:
        ValueError: the reference has none of the four forms.
    """
    bind(settings())
    kind, _, value = reference.partition(":")
    match kind:
        case "shopify" if value:
            card = card_by_aliases((f"shopify#{value}",))
        case "order" if value:
            return cards_of_order(value)
        case "code" | "serial":
            code = normalise(value)
            card = card_by_aliases(look_up(code).aliases()) if code else None
        case _:
            raise ValueError(__doc__ or "")
    return [] if card is None else [card]


def as_json(card: CardView) -> dict[str, Any]:
    """A card as scripts read it: amounts in minor units, times in RFC 3339."""
    facts = asdict(card)
    entries = [{name: entry[name] for name in ENTRY_FIELDS} for entry in facts["entries"]]
    return {name: facts[name] for name in FIELDS} | {"entries": entries}


def main(arguments: list[str]) -> int:
    """Print the cards; 2 where the reference can't be read."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        use_local_stack()
    except FileNotFoundError:
        print("no local stack is up: make up", file=sys.stderr)
        return 1
    try:
        cards = find_cards(arguments[0])
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps([as_json(card) for card in cards], default=lambda at: at.isoformat()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
