"""Whole lives of cards as webhooks, and what must be left of each, by a model of its own.

No life depends on the order in which its webhooks arrive, so any of them may come first.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.events import netsuite, shopify
from tests.events.shopify import Body, Kind, fresh_id

MOST_OF_A_LIFE = 9
"""Webhooks; where fewer are left to tell, cards are only sold."""

State = tuple[str, int, tuple[str, ...]]
"""Of a card: status, balance in minor units, and the kinds of its entries in alphabetical order."""

Ending = Literal["none", "refunded", "cancelled"]
ENDINGS: tuple[Ending, ...] = ("none", "none", "refunded", "cancelled")


@dataclass(frozen=True, slots=True)
class Told:
    """One webhook: its platform's topic (NetSuite has one only) and its body."""

    topic: str
    body: Body


@dataclass(slots=True)
class Lives:
    """What is told, and what it must lead to."""

    told: list[Told] = field(default_factory=list)
    cards: dict[str, Counter[State]] = field(default_factory=dict)
    """By the reference under which the cards are found."""
    mails: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By address: how many cards' mails at least and at most."""


def lives(count: int, seed: int, *, account: str) -> Lives:
    """Lives that are told in so many webhooks, without duplicates."""
    return _Teller(seed, account).lives(count)


class _Teller:
    def __init__(self, seed: int, account: str) -> None:
        self.random = random.Random(seed)
        self.account = account
        self.all = Lives()

    def lives(self, count: int) -> Lives:
        kinds: list[Callable[[], None]] = [self.native, self.native, self.digital, self.physical]
        while count - len(self.all.told) >= MOST_OF_A_LIFE:
            self.random.choice(kinds)()
        while len(self.all.told) < count:
            self.sold("digital", ending="none")
        return self.all

    def tell(self, topic: str, body: Body) -> None:
        self.all.told.append(Told(topic, body))

    def native(self) -> None:
        """Minted by Shopify; pays some orders, gets some of it back, and may end."""
        order_id, line_id, card_id = fresh_id(), fresh_id(), fresh_id()
        face = self.random.choice((2500, 4000, 10_000))
        item = shopify.line(line_id, _amount(face), kind="native")
        shown = [(card_id, line_id, "22bf")]
        self.tell(
            "fulfillments/create", shopify.fulfillment(fresh_id(), order_id, [item], cards=shown)
        )
        unspent = balance = face
        kinds = ["issue"]
        for _ in range(self.random.randint(1, 4)):
            # Never what was refunded: a payment told before that refund would have a shortfall.
            drawn = self.random.randint(1, unspent // 2)
            back = self.random.choice((0, 0, drawn, drawn // 2))
            unspent -= drawn
            balance += back - drawn
            kinds += ["redeem"] + ["refund"] * (back > 0)
            self._spent(card_id, drawn, back)
        ending = self.random.choice(ENDINGS)
        if ending == "none":
            self.tell("orders/paid", shopify.order(order_id, [item]))
        self._end(ending, order_id, item)
        ended = ending != "none"
        state = _state("closed" if ended else "active", 0 if ended else balance, kinds, ended=ended)
        self.all.cards[f"shopify:{card_id}"] = Counter([state])

    def _spent(self, card_id: int, drawn: int, back: int) -> None:
        payment, order_id = fresh_id(), fresh_id()
        debit = shopify.transaction(payment, order_id, _amount(drawn), gift_card_id=card_id)
        self.tell("order_transactions/create", debit)
        if back:
            credit = shopify.transaction(
                fresh_id(),
                order_id,
                _amount(back),
                gift_card_id=card_id,
                kind="refund",
                parent_id=payment,
            )
            self.tell("refunds/create", shopify.refund(fresh_id(), order_id, transactions=[credit]))

    def digital(self) -> None:
        """Minted by us and mailed; may end before or after its mail."""
        self.sold("digital", ending=self.random.choice(ENDINGS))

    def physical(self) -> None:
        """Plastic: shipped with its serial, or cancelled before that."""
        self.sold("physical", ending=self.random.choice(("none", "none", "cancelled")))

    def sold(self, kind: Kind, *, ending: Ending) -> None:
        """An order of one line of one to three cards; a refund is of one of them."""
        order_id, units, face = fresh_id(), self.random.randint(1, 3), 3000
        to = f"life.{order_id}@example.com"
        item = shopify.line(
            fresh_id(),
            _amount(face),
            kind=kind,
            quantity=units,
            properties=shopify.recipient(to) if kind == "digital" else (),
        )
        if ending != "cancelled" or self.random.random() < 0.5:
            self.tell("orders/paid", shopify.order(order_id, [item]))
        self._end(ending, order_id, item)
        ended = {"none": 0, "refunded": 1, "cancelled": units}[ending]
        kinds = ["issue"]
        if kind == "digital":
            self.all.mails[to] = (units - ended, units)
        elif not ended:
            kinds.append("activate")
            self._shipped(order_id, units, face)
        self.all.cards[f"order:shopify:{order_id}"] = Counter(
            [_state("closed", 0, kinds, ended=True)] * ended
            + [_state("active", face, kinds, ended=False)] * (units - ended)
        )

    def _shipped(self, order_id: int, units: int, face: int) -> None:
        rows = [netsuite.row(_serial(), face, fulfillment_line=n + 1) for n in range(units)]
        shipped = netsuite.item_fulfillment(str(fresh_id()), order_id, rows, account=self.account)
        self.tell("netsuite", shipped)

    def _end(self, ending: Ending, order_id: int, item: Body) -> None:
        if ending == "refunded":
            lines = [(fresh_id(), item, 1)]
            self.tell("refunds/create", shopify.refund(fresh_id(), order_id, lines=lines))
        elif ending == "cancelled":
            self.tell("orders/cancelled", shopify.cancelled(shopify.order(order_id, [item])))


def _serial() -> str:
    """Sixteen digits, new each time."""
    return str(6_034_000_000_000_000 + fresh_id() % 10**12)


def _amount(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def _state(status: str, balance_minor: int, kinds: list[str], *, ended: bool) -> State:
    return status, balance_minor, tuple(sorted(kinds + ["deactivate"] * ended))
