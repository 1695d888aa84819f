"""The look at gift cards that changed there since the last one, the last changed first.

No webhook tells of a card that is made or adjusted by hand: this is the only way to hear of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from giftledger.fetching.cards import is_to_be_taken
from giftledger.fetching.messages import FetchOrder, Message, TakeCard, ask
from giftledger.fetching.order_look import begin_of, first_cursor
from giftledger.ledger import keys
from giftledger.ledger.card import Card, Status
from giftledger.observability import logger
from giftledger.platforms.shopify.admin import cards as shop
from giftledger.platforms.shopify.admin.card_shapes import CardThere
from giftledger.store.cursors import read_cursor, save_cursor
from giftledger.store.mirrors import Mirror, read_mirror
from giftledger.store.opening import store
from giftledger.store.protocol import Conflict
from giftledger.store.reading import card_ids_of

CURSOR = "shopify_cards"

CARDS = 5_000
"""How many cards one look examines; the next one goes on below them."""

PASSED = 10_000
"""How many changed cards a look comes past again on its way down to where the last was broken off.

Shopify lists them by their last change and from its end alone: below that, the way takes longer
than a function may run, and points that debits need.
"""

CHUNK = 100
"""The most that one BatchGetItem takes."""

ORDER_CARDS = 50
"""The most cards that one message names."""

AGAIN = timedelta(minutes=10)
"""A card is looked at until its change is so old that nothing of it can be in flight."""

IN_FLIGHT = timedelta(minutes=5)


@dataclass(slots=True)
class CardLook:
    """What came of it."""

    looked_at: int = 0
    unknown: int = 0
    """Cards that the ledger did not know, and was asked to take."""
    drifting: list[str] = field(default_factory=list)
    """Mirrored cards whose balance there is another than the one that the mirror knows of."""
    unexplained: list[str] = field(default_factory=list)
    """Cards that nothing of ours follows there, whose balance is another one than here."""


def look_at_cards(now: datetime, *, missed_webhooks: bool) -> CardLook:
    """Examine the cards that changed since the last look.

    Raises what the Admin client raises, NotQueuedError, UnavailableError: then the next look
    begins where this one did.
    """
    before = read_cursor(CURSOR)
    cursor = before or first_cursor(CURSOR, now)
    since = min(begin_of(cursor, now, missed_webhooks=missed_webhooks), cursor.seen_until - AGAIN)
    new_from = before.seen_until if before else now
    look = CardLook()
    for chunk in _chunks(_below(shop.cards_changed_since(since), cursor.down_to)):
        _examine(chunk, look, new_from=new_from, now=now)
        if look.looked_at >= CARDS:
            began_at = cursor.began_at or now
            cursor = replace(cursor, down_to=chunk[-1].updated_at, began_at=began_at)
            break
    else:
        seen_until = cursor.began_at or now
        cursor = replace(cursor, seen_until=seen_until, began_at=None, down_to=None)
    with suppress(Conflict):
        save_cursor(replace(cursor, looked_at=now), instead_of=before)
    return look


def _below(cards: Iterator[CardThere], down_to: datetime | None) -> Iterator[CardThere]:
    """Without those that the look, when it was broken off, had come past already.

    None at all where those are too many: what is left is for the daily comparison and an import.
    """
    passed = 0
    for card in cards:
        if down_to is None or card.updated_at <= down_to:
            yield card
            continue
        passed += 1
        if passed > PASSED:
            extra = {"operation": "shopify_poll", "outcome": "given_up", "down_to": str(down_to)}
            logger().error("cards not looked at", extra=extra)
            return


def _chunks(cards: Iterable[CardThere]) -> Iterator[list[CardThere]]:
    chunk: list[CardThere] = []
    for card in cards:
        chunk.append(card)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _examine(
    chunk: Sequence[CardThere], look: CardLook, *, new_from: datetime, now: datetime
) -> None:
    ids = card_ids_of([(keys.shopify_alias(there.shopify_gift_card_id),) for there in chunk])
    here = store().cards(sorted({one for one in ids if one}))
    unknown: list[CardThere] = []
    for there, gift_card_id in zip(chunk, ids, strict=True):
        if gift_card_id is None:
            unknown.append(there)
        else:
            _compare(here[gift_card_id], there, look, now)
    messages = [*_of_orders(unknown), *_by_hand(unknown, new_from=new_from)]
    ask(*messages)
    look.unknown += sum(
        len(message.cards) if isinstance(message, FetchOrder) else 1 for message in messages
    )
    look.looked_at += len(chunk)


def _of_orders(unknown: Iterable[CardThere]) -> list[FetchOrder]:
    sold: dict[str, list[str]] = {}
    for card in unknown:
        if card.order_id is not None:
            sold.setdefault(card.order_id, []).append(card.shopify_gift_card_id)
    return [
        FetchOrder(order_id=order_id, polled=True, cards=tuple(cards[start : start + ORDER_CARDS]))
        for order_id, cards in sold.items()
        for start in range(0, len(cards), ORDER_CARDS)
    ]


def _by_hand(unknown: Iterable[CardThere], *, new_from: datetime) -> list[Message]:
    return [
        TakeCard(shopify_gift_card_id=card.shopify_gift_card_id, is_new=card.created_at >= new_from)
        for card in unknown
        if is_to_be_taken(card)
    ]


def _compare(card: Card, there: CardThere, look: CardLook, now: datetime) -> None:
    """Note a card whose balance there is one that nothing on its way explains."""
    if card.test or there.updated_at > now - IN_FLIGHT:
        return
    mirror = read_mirror(card.gift_card_id)
    if mirror is None:
        if there.enabled and there.balance_minor != _worth(card, now):
            look.unexplained.append(card.gift_card_id)
    elif (
        mirror.state == "live"
        and not _is_at_work(mirror, card)
        and there.balance_minor != mirror.believed_minor
    ):
        look.drifting.append(card.gift_card_id)


def _is_at_work(mirror: Mirror, card: Card) -> bool:
    return mirror.intent is not None or mirror.seq < card.last_seq


def _worth(card: Card, now: datetime) -> int:
    return card.at(now).available_minor if card.status is Status.ACTIVE else 0
