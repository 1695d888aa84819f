"""Walking the whole ledger: every item as it is, also what no code of ours would have written.

For audits and reports that people ask for. Nothing on a request's path reads like this.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from giftledger.ledger import keys
from giftledger.ledger.card import Card
from giftledger.store.choices import choice_from
from giftledger.store.faults import translated
from giftledger.store.items import AliasItem, CardItem, ChoiceItem, EntryItem, LedgerItem
from giftledger.store.mapping import card_from
from giftledger.store.protocol import UnavailableError
from giftledger.store.stored import StoredEntry, stored_entry

PAGE_ATTEMPTS = 8
"""A walk of an hour is not given up for a minute of throttling."""

FIRST_PAUSE_SECONDS = 0.2

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SeenCard:
    """A card."""

    card: Card


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """An entry of a card, posted or refused."""

    gift_card_id: str
    stored: StoredEntry


@dataclass(frozen=True, slots=True)
class SeenNames:
    """What names cards: an alias, or the choice of a command."""

    name: str
    gift_card_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strange:
    """An item that does not belong here, or can't be read."""

    partition: str
    sort_key: str
    why: str


Seen = SeenCard | SeenEntry | SeenNames | Strange


def walk() -> Iterator[list[Seen]]:
    """Every item of the ledger table, page by page, each read consistently by itself.

    Raises UnavailableError where a page can't be read for a minute.
    """
    start = None
    while True:
        page = _page(start)
        yield [_seen(raw) for raw in page["Items"]]
        start = page.get("LastEvaluatedKey")
        if start is None:
            return


def walk_card(gift_card_id: str) -> list[Seen]:
    """Everything in a card's partition, read consistently now."""
    found: list[Seen] = []
    start = None
    while True:
        with translated():
            page = LedgerItem._get_connection().query(
                keys.card_partition(gift_card_id),
                consistent_read=True,
                exclusive_start_key=start,
            )
        found += [_seen(raw) for raw in page["Items"]]
        start = page.get("LastEvaluatedKey")
        if start is None:
            return found


def _page(start: Any) -> Any:  # noqa: ANN401  as DynamoDB answers
    for attempt in range(PAGE_ATTEMPTS):
        try:
            with translated():
                return LedgerItem._get_connection().scan(
                    consistent_read=True, exclusive_start_key=start
                )
        except UnavailableError:
            if attempt == PAGE_ATTEMPTS - 1:
                raise
            time.sleep(FIRST_PAUSE_SECONDS * 2**attempt)
    raise AssertionError("the last attempt returns or raises")


def _seen(raw: Raw) -> Seen:
    partition, sort_key = raw["pk"]["S"], raw["sk"]["S"]
    try:
        return _read(raw, partition, sort_key)
    except (ArithmeticError, AssertionError, AttributeError, LookupError) as error:
        return Strange(partition, sort_key, type(error).__name__)
    except (TypeError, ValueError) as error:
        return Strange(partition, sort_key, str(error))


def _read(raw: Raw, partition: str, sort_key: str) -> Seen:
    kind, _, name = partition.partition("#")
    match kind, raw["type"]["S"]:
        case "CARD", "card" if sort_key == "CARD":
            return SeenCard(card_from(CardItem.from_raw_data(dict(raw))))
        case "CARD", "entry" if sort_key.startswith("ENTRY#"):
            return SeenEntry(name, stored_entry(EntryItem.from_raw_data(dict(raw))))
        case "ALIAS", "alias" if sort_key == "ALIAS":
            return SeenNames(partition, (AliasItem.from_raw_data(dict(raw)).gift_card_id,))
        case "CHOICE", "choice" if sort_key == "CHOICE":
            choice = choice_from(ChoiceItem.from_raw_data(dict(raw)))
            return SeenNames(partition, tuple(share.of for share in choice.cards))
        case _:
            return Strange(partition, sort_key, "no such item belongs into the ledger")
