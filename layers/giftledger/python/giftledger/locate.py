"""Finding the card that a command means, through aliases, remembered choices and free units."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

from giftledger.ledger import keys
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import (
    Activate,
    Authorize,
    Deactivate,
    Issue,
    OnCard,
    Redeem,
    Refund,
    SoldUnit,
)
from giftledger.ledger.parts import Form
from giftledger.ledger.rejections import Rejection
from giftledger.store.protocol import Awaited, Choice, Conflict, Place, Store


@dataclass(frozen=True, slots=True)
class Located:
    """The card, and what choosing it must record in the same transaction."""

    gift_card_id: str
    target: str
    """The card as addressed, for the intent."""
    chosen: bool = False
    claims: tuple[Place, ...] = ()
    """Units that were open when they were chosen; a closed one is named, never claimed."""
    chosen_at: int | None = None
    """The version at which the card was chosen: as another one it might not have been."""
    serial_taken: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """No card yet: what the command has to wait for."""

    awaited: Awaited


def locate(command: OnCard, store: Store) -> Located | Missing | Rejection:
    """The card of a command. A choice that was made once is made again.

    An id that a command on several cards has is reused. Raises Conflict where what was read does
    not go together.
    """
    match command:
        case Activate():
            return _pending_unit(command, store)
        case Redeem() | Authorize() | Refund():
            gift_card_id = store.card_of_alias(command.aliases)
            if gift_card_id is None:
                return Missing(Awaited(keys.alias_key(command.aliases[0])))
            return Located(gift_card_id, gift_card_id)
        case Deactivate():
            if isinstance(command.target, SoldUnit):
                return _sold_unit(command, command.target, store)
            return Located(command.target, command.target)
        case _:
            return Located(command.target, command.target)


def new_places(command: Issue, store: Store) -> tuple[Place, ...]:
    """Where a new card stands in its order: its unit and, for plastic, its slot."""
    sale = command.sale
    units = keys.unit_prefix(sale.line_item_id)
    native = command.form is Form.NATIVE
    unit = _first_free(store, sale.order_id, units, sale.unit) if native else sale.unit
    places = [Place(sale.order_id, keys.numbered(units, unit), command.gift_card_id)]
    if command.form is Form.PHYSICAL:
        slots = keys.slot_prefix(command.currency, command.amount_minor)
        slot = _first_free(store, sale.order_id, slots, sale.slot or 1)
        places.append(Place(sale.order_id, keys.numbered(slots, slot), command.gift_card_id))
    return tuple(places)


def _pending_unit(command: Activate, store: Store) -> Located | Missing | Rejection:
    """The lowest unit of that value still without a serial; none is left of a cancelled order."""
    target = command.order_id
    chosen = store.choice(command.command_id)
    if chosen is not None:
        return _chosen_before(chosen, target)
    holder = store.card_of_alias(command.code.aliases())
    if holder is not None:
        return Located(holder, target, serial_taken=True)
    prefix = keys.slot_prefix(command.currency, command.amount_minor)
    slots = store.places(command.order_id, prefix)
    free = [slot for slot in slots if slot.claimed_by is None]
    cards = store.cards([slot.gift_card_id for slot in free])
    for slot in free:
        if cards[slot.gift_card_id].status is Status.PENDING:
            return _claimed(cards[slot.gift_card_id], slot, command, target)
    if slots and store.cancellation(command.order_id):
        return Located(slots[0].gift_card_id, target, chosen=True)
    return _chosen_meanwhile(command, target, store) or Missing(
        _lowest_absent(command.order_id, prefix, slots)
    )


def _sold_unit(command: Deactivate, unit: SoldUnit, store: Store) -> Located | Missing | Rejection:
    """A unit without a serial goes first, then the least spent: what is unused is returned.

    With the serials going to units that are not taken out, both orders of the two end alike.
    """
    target = f"{unit.order_id}#{unit.line_item_id}"
    chosen = store.choice(command.command_id)
    if chosen is not None:
        return _chosen_before(chosen, target)
    prefix = keys.unit_prefix(unit.line_item_id)
    units = store.places(unit.order_id, prefix)
    free = [place for place in units if place.claimed_by is None]
    if not free:
        return _chosen_meanwhile(command, target, store) or Missing(
            _lowest_absent(unit.order_id, prefix, units)
        )
    cards = store.cards([place.gift_card_id for place in free])

    def preference(place: Place) -> tuple[bool, bool, int, str]:
        card = cards[place.gift_card_id]
        pending = card.status is Status.PENDING
        return (card.sale_undone, not pending, card.face_minor - card.balance_minor, place.item)

    best = min(free, key=preference)
    card = cards[best.gift_card_id]
    if not card.sale_undone:
        return _claimed(card, best, command, target)
    if best not in store.places(unit.order_id, best.item):
        raise Conflict("it was taken out after the units were read: another one may be free")
    return Located(best.gift_card_id, target, chosen=True)


def _claimed(card: Card, place: Place, command: Activate | Deactivate, target: str) -> Located:
    claim = replace(place, claimed_by=command.command_id)
    return Located(card.gift_card_id, target, chosen=True, claims=(claim,), chosen_at=card.version)


def _chosen_meanwhile(
    command: Activate | Deactivate, target: str, store: Store
) -> Located | Rejection | None:
    """Nothing is left to choose, maybe because another telling of the command has just chosen."""
    chosen = store.choice(command.command_id)
    return None if chosen is None else _chosen_before(chosen, target)


def _chosen_before(choice: Choice, target: str) -> Located | Rejection:
    if choice.intent is not None:
        return Rejection.KEY_REUSED
    return Located(choice.cards[0].of, target)


def _first_free(store: Store, order_id: str, prefix: str, wish: int) -> int:
    taken = {place.item for place in store.places(order_id, prefix)}
    return next(n for n in count(wish) if keys.numbered(prefix, n) not in taken)


def _lowest_absent(order_id: str, prefix: str, known: Sequence[Place]) -> Awaited:
    taken = {place.item for place in known}
    absent = next(n for n in count(1) if keys.numbered(prefix, n) not in taken)
    return Awaited(keys.order_key(order_id, keys.numbered(prefix, absent)))
