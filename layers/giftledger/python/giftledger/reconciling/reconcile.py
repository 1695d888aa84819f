"""Comparing all mirrored cards with Shopify's, and keeping what a person has to decide."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from giftledger.observability import count, logger
from giftledger.platforms.shopify.admin import cards
from giftledger.platforms.shopify.admin.card_shapes import CardThere
from giftledger.reconciling.compare import compare, is_behind, lacking, needs_history
from giftledger.reconciling.facts import DriftClass, Movement, Ours, Theirs
from giftledger.reconciling.keeping import kept, settle
from giftledger.reconciling.orders import OrderBook
from giftledger.reconciling.ours import ours
from giftledger.store.mirrors import MIRROR_TODO, Mirror, mirrors, read_mirror, save_mirror
from giftledger.store.opening import store
from giftledger.store.proposals import Proposal
from giftledger.store.protocol import Conflict
from giftledger.store.walking import SeenEntry, walk_card

HISTORY_UNTOLD = timedelta(days=1)
"""How far back orders are read where the card's own history does not tell of them."""


@dataclass(slots=True)
class Reconciliation:
    """What came of one run."""

    compared: int = 0
    woken: int = 0
    """Cards that are ahead of their mirror: they are told again."""
    found: Counter[DriftClass] = field(default_factory=Counter)
    proposals: list[Proposal] = field(default_factory=list)
    """Open now, of the cards that differ."""
    settled: int = 0
    """Open before, whose difference is gone."""


def reconcile(
    *, clock: Callable[[], datetime], told: Callable[[int], None] = lambda _: None
) -> Reconciliation:
    """Compare every live mirror. Changes no balance, here or there.

    Raises what the Admin client raises, and UnavailableError.
    """
    run, book = Reconciliation(), OrderBook()
    waiting = {
        mirror.shopify_gift_card_id: mirror
        for mirror in mirrors()
        if mirror.state == "live" and mirror.shopify_gift_card_id
    }
    for page in cards.all_cards():
        there = {one.shopify_gift_card_id: one for one in page}
        here = {name: waiting.pop(name) for name in there if name in waiting}
        _examine(((mirror, there[name]) for name, mirror in here.items()), run, book, clock())
        told(run.compared)
    _examine(((mirror, None) for mirror in waiting.values()), run, book, clock())
    run.settled = settle(run.proposals)
    _count(run)
    return run


def reconcile_card(gift_card_id: str, *, now: datetime) -> DriftClass | None:
    """Compare one card closely; the class of its difference, None where there is none.

    Raises what the Admin client raises, and UnavailableError.
    """
    run = Reconciliation()
    _look_closely(gift_card_id, run, OrderBook(), now)
    _count(run)
    return next(iter(run.found), None)


def _examine(
    pairs: Iterable[tuple[Mirror, CardThere | None]],
    run: Reconciliation,
    book: OrderBook,
    now: datetime,
) -> None:
    looked = list(pairs)
    known = store().cards([mirror.gift_card_id for mirror, _ in looked]) if looked else {}
    for mirror, there in looked:
        card = known.get(mirror.gift_card_id)
        if card is None:
            continue  # an import that was broken off: it goes on by itself
        run.compared += 1
        seen_all = mirror.seq == card.last_seq and mirror.intent is None
        first = ours(card, mirror, now=now)
        if seen_all and there is not None and compare(first, _theirs(there), now=now) is None:
            continue
        _look_closely(mirror.gift_card_id, run, book, now)


def _look_closely(gift_card_id: str, run: Reconciliation, book: OrderBook, now: datetime) -> None:
    """Both sides read anew, with what moved them: a card that moves was never wrong."""
    mirror = read_mirror(gift_card_id)
    if mirror is None or mirror.shopify_gift_card_id is None or mirror.state != "live":
        return
    entries = [seen.stored.entry for seen in walk_card(gift_card_id) if isinstance(seen, SeenEntry)]
    card = store().cards([gift_card_id])[gift_card_id]
    mine = ours(card, mirror, now=now, entries=entries)
    there = cards.card(mirror.shopify_gift_card_id)
    theirs = _theirs(there) if there else None
    if theirs is not None and needs_history(mine, theirs):
        theirs = _with_history(theirs, mine, book, now)
    drift = compare(mine, theirs, now=now)
    if is_behind(mine) and mirror.intent is None and _is_rested(mine, now):
        run.woken += wake(mirror, now)
    if drift is None:
        return
    run.found[drift.kind] += 1
    found = kept(mine, theirs, drift, now)
    if found is not None and found.decision == "open":
        run.proposals.append(found)


def wake(mirror: Mirror, now: datetime) -> bool:
    """Have the sweep tell a card to its mirror again; False where somebody is at it already."""
    try:
        save_mirror(replace(mirror, todo=mirror.todo or MIRROR_TODO, due_at=now))
    except Conflict:
        return False
    return True


def _is_rested(mine: Ours, now: datetime) -> bool:
    """Younger entries are still on their ordinary way."""
    return mine.moved_at is None or mine.moved_at < now - timedelta(minutes=1)


def _theirs(there: CardThere) -> Theirs:
    return Theirs(
        shopify_gift_card_id=there.shopify_gift_card_id,
        currency=there.currency,
        balance_minor=there.balance_minor,
        enabled=there.enabled,
        expires_on=there.expires_on,
        updated_at=there.updated_at,
    )


def _with_history(theirs: Theirs, mine: Ours, book: OrderBook, now: datetime) -> Theirs:
    movements = tuple(
        Movement(
            id=one.id,
            amount_minor=one.amount_minor,
            note=one.note,
            processed_at=one.processed_at,
        )
        for one in cards.transactions(theirs.shopify_gift_card_id)
    )
    told = replace(theirs, movements=movements)
    since = _unexplained_since(told, mine, now)
    return replace(told, orders=book.of(theirs.shopify_gift_card_id, since=since))


def _unexplained_since(theirs: Theirs, mine: Ours, now: datetime) -> datetime:
    """From when on orders may tell what the ledger lacks."""
    movements, _ = lacking(mine, theirs)
    times = [one.processed_at for one in movements]
    return min(times, default=min(theirs.updated_at, now) - HISTORY_UNTOLD)


def _count(run: Reconciliation) -> None:
    """What nobody has decided yet: a difference that was left as it is rings no alarm."""
    count("ShopifyDrift", len(run.proposals))
    for kind, number in Counter(each.kind for each in run.proposals).items():
        count("ShopifyDriftFound", number, class_=kind)
    facts = {kind.value: number for kind, number in run.found.items()}
    line = {"operation": "reconcile", "compared": run.compared, "woken": run.woken}
    logger().info("reconciled", extra={**line, **facts})
