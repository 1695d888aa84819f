"""A shop's side of one order: it does what Shopify does, and fails where it is told to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from giftledger.ledger.card import Card, Status
from giftledger.ledger.parts import Form
from giftledger.mirroring.order_units import Readiness, SoldCard
from giftledger.platforms.shopify.admin.faults import (
    NotAppliedError,
    Refused,
    UnknownOutcomeError,
    UserError,
)
from giftledger.platforms.shopify.admin.order_states import OrderStateThere
from tests.fakes.faults import Fault, Killed

STATE = OrderStateThere(
    is_refunded=False,
    paid_by_gift_card=True,
    needs_shipping=False,
    has_left=False,
    has_shipped=False,
    tags=(),
    note=None,
)
CARD = Card(
    gift_card_id="gc_1",
    status=Status.ACTIVE,
    currency="USD",
    balance_minor=5000,
    version=1,
    last_seq=1,
    face_minor=5000,
    paid_minor=5000,
    form=Form.DIGITAL,
    issued_at=datetime(2026, 11, 20, tzinfo=UTC),
)

REFUSED = Refused((UserError(field=(), code=None, message="Not in this state."),))
LEFT = ("OPEN", "IN_PROGRESS", "SCHEDULED", "ON_HOLD")


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A line of a fulfilment order."""

    id: str
    line_item_id: str
    remaining: int = 1


@dataclass(frozen=True, slots=True)
class DeskOrder:
    """A fulfilment order."""

    id: str
    lines: tuple[DeskLine, ...]
    status: str = "OPEN"
    is_asked_for: bool = False
    """A fulfilment service was asked to do it, and may be asked to stop."""


@dataclass(slots=True)
class Desk:
    """One order. `effects` is what came of the calls, `calls` what was called."""

    told: OrderStateThere | None = STATE
    there: list[DeskOrder] = field(default_factory=list)
    metafields: dict[str, str] = field(default_factory=dict)
    effects: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    faults: dict[int, Fault | Exception] = field(default_factory=dict)
    """What happens to the call with this number, from 0."""
    asks_again: bool = False
    """What is opened in the place of a cancelled order is asked for at once."""

    def state(self, _: str, /) -> OrderStateThere | None:
        self._begin("state")
        self._end()
        return self.told

    def fulfillment_orders(self, _: str, /) -> Sequence[DeskOrder]:
        self._begin("orders")
        self._end()
        return tuple(self.there)

    def create_fulfillment(self, number: str, quantities: Mapping[str, int], /) -> None:
        self._begin("create")
        found = self._open(number, ("OPEN", "IN_PROGRESS"))
        kept = [self._fulfilled(line, quantities) for line in found.lines]
        is_over = all(line.remaining == 0 for line in kept)
        status = "CLOSED" if is_over else found.status
        self._put(replace(found, lines=tuple(kept), status=status))
        self.effects.append(f"fulfilled {number}")
        self._end()

    def cancel_fulfillment_order(self, number: str, /) -> None:
        self._begin("cancel")
        found = self._open(number, LEFT)
        if not found.is_asked_for:
            raise REFUSED
        self._put(replace(found, status="CLOSED"))
        self.there.append(replace(found, id=f"{number}9", is_asked_for=self.asks_again))
        self.effects.append(f"cancelled {number}")
        self._end()

    def hold_fulfillment_order(self, number: str, _: str, /) -> None:
        self._begin("hold")
        self._put(replace(self._open(number, ("OPEN", "SCHEDULED")), status="ON_HOLD"))
        self.effects.append(f"held {number}")
        self._end()

    def add_tags(self, _: str, tags: Sequence[str], /) -> None:
        self._begin("tag")
        assert self.told is not None
        self.told = replace(self.told, tags=(*self.told.tags, *tags))
        self.effects += [f"tagged {tag}" for tag in tags]
        self._end()

    def set_metafields(self, _: str, values: Mapping[str, str], /) -> None:
        self._begin("metafield")
        self.metafields |= values
        self._end()

    def set_note(self, _: str, note: str, /) -> None:
        self._begin("note")
        assert self.told is not None
        self.told = replace(self.told, note=note)
        self.effects.append("noted")
        self._end()

    def _begin(self, name: str) -> None:
        self.calls.append(name)
        match self.faults.get(len(self.calls) - 1):
            case Fault.KILLED_BEFORE:
                raise Killed
            case Fault.NEVER_DELIVERED:
                raise NotAppliedError("no connection")
            case Exception() as fault:
                raise fault

    def _end(self) -> None:
        match self.faults.get(len(self.calls) - 1):
            case Fault.KILLED_AFTER:
                raise Killed
            case Fault.REPLY_LOST:
                raise UnknownOutcomeError("reply lost")

    def _open(self, number: str, statuses: Sequence[str]) -> DeskOrder:
        for found in self.there:
            if found.id == number and found.status in statuses:
                return found
        raise REFUSED

    def _put(self, became: DeskOrder) -> None:
        self.there = [became if found.id == became.id else found for found in self.there]

    def _fulfilled(self, line: DeskLine, wanted: Mapping[str, int]) -> DeskLine:
        quantity = wanted.get(line.id, 0)
        if quantity > line.remaining:
            raise REFUSED
        return replace(line, remaining=line.remaining - quantity)


def opened(number: str = "71", *lines: DeskLine, **facts: object) -> DeskOrder:
    """A fulfilment order of these lines, or of the one line that the builders sell."""
    one = DeskOrder(number, lines or (DeskLine(f"{number}1", "9001"),))
    return replace(one, **facts)  # type: ignore[arg-type]


def sold(line: str, *readiness: Readiness) -> list[SoldCard]:
    """Units of one line, as far as each is."""
    return [SoldCard(CARD, line, one) for one in readiness]
