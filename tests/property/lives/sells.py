"""Rules that put value on cards: selling, binding serials, importing, loading."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from giftledger.ledger.commands import Activate, ImportCard, Issue, Reload
from giftledger.ledger.parts import Form, Funding, Mode, Sale
from tests.fakes.commands import sealed
from tests.property.lives import hands
from tests.property.lives.hands import Hands

MOST_CARDS = 12
ORDERS = st.sampled_from(("shopify:1", "shopify:2"))
SERIALS = st.integers(0, 15)
LINES = {Form.NATIVE: "minted", Form.DIGITAL: "mailed", Form.PHYSICAL: "sent"}
"""A line is either minted by the platform or by us: units of both never share one."""

SALES = st.fixed_dictionaries(
    {
        "amount_minor": hands.FACES,
        "currency": hands.CURRENCIES,
        "funding": hands.FUNDINGS,
        "test": hands.TESTS,
        "programme": hands.PROGRAMMES,
    }
)


class Shop(Hands):
    """It can sell a card. Every card of it is new, so there are only so many."""

    def has_room(self) -> bool:
        return len(self.book.cards) < MOST_CARDS

    def sell(self, sale: dict[str, Any], order_id: str, per_cent: int) -> None:
        facts = self.facts("issue", None) | sale
        number = self.number()
        line = LINES[sale["form"]]
        unit = len(self.book.units.get((order_id, line), {})) + 1
        plastic = sale["form"] is Form.PHYSICAL
        of_that_value = (order_id, sale["currency"], sale["amount_minor"])
        slot = len(self.book.slots.get(of_that_value, [])) + 1 if plastic else None
        # Half of the plastic is known to the platform before it has a serial.
        by_platform = sale["form"] is Form.NATIVE or (plastic and number % 2 == 0)
        # Some of what we mail looks risky.
        risky = sale["form"] is Form.DIGITAL and number % 3 == 0
        command = Issue(
            **facts,
            review="high_risk" if risky else None,
            paid_minor=sale["amount_minor"] * per_cent // 100,
            sale=Sale(order_id=order_id, line_item_id=line, unit=unit, slot=slot),
            shopify_gift_card_id=str(number) if by_platform else None,
        )
        self.say(command)


class Sells(Shop):
    """Cards of every kind."""

    @initialize(first=SALES, second=SALES)
    def begin(self, first: dict[str, Any], second: dict[str, Any]) -> None:
        for sale in (first, second):
            self.sell(sale | {"form": Form.NATIVE, "mode": Mode.REPORTED}, "shopify:1", 100)

    @precondition(Shop.has_room)
    @rule(
        sale=SALES,
        form=st.sampled_from(Form),
        mode=hands.MODES,
        per_cent=hands.PER_CENTS,
        order_id=ORDERS,
    )
    def sell_a_unit(
        self, sale: dict[str, Any], form: Form, mode: Mode, per_cent: int, order_id: str
    ) -> None:
        self.sell(sale | {"form": form, "mode": mode}, order_id, per_cent)

    @rule(
        which=st.integers(0, 5), order_id=ORDERS, serial=SERIALS, mode=hands.MODES, test=hands.TESTS
    )
    def activate(self, which: int, order_id: str, serial: int, mode: Mode, test: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
        waiting = [
            slot
            for slot, names in self.book.slots.items()
            if any(self.book.cards[name].status == "pending" for name in names)
        ] or [(order_id, "USD", 5000)]
        order_id, currency, value = waiting[which % len(waiting)]
        command = Activate(
            **self.facts("activate", None) | {"test": test},
            order_id=order_id,
            amount_minor=value,
            currency=currency,
            code=sealed(f"{serial:x}", last_four="0017"),
            mode=mode,
        )
        self.say(command)

    @precondition(Shop.has_room)
    @rule(
        sale=SALES, balance=hands.VALUES, serial=SERIALS, days=st.sampled_from((None, 0, 10, 400))
    )
    def bring(self, sale: dict[str, Any], balance: int, serial: int, days: int | None) -> None:
        last = None if days is None else self.in_days(days)
        command = ImportCard(
            **self.facts("import", None) | sale,
            balance_minor=balance if serial else 0,
            paid_minor=sale["amount_minor"],
            # Of what the platform minted nobody knows the code.
            code=None if serial % 4 == 3 else sealed(f"{serial:x}"),
            issued_at=self.book.now,
            expires_on=last,
            shopify_gift_card_id=str(1000 + serial) if serial % 2 else None,
        )
        self.say(command)


class SoldAlike(Shop):
    """A few cards that differ in nothing but their code: all can be used together."""

    @initialize(sale=SALES, number=st.integers(2, 4))
    def begin(self, sale: dict[str, Any], number: int) -> None:
        self.sale = sale | {"form": Form.NATIVE, "mode": Mode.REPORTED}
        for _ in range(number):
            self.sell_another()

    @precondition(Shop.has_room)
    @rule()
    def sell_another(self) -> None:
        self.sell(self.sale, "shopify:1", 100)


class Loads(Hands):
    """Cards are loaded again."""

    @rule(
        card=hands.CARDS,
        amount=hands.VALUES,
        given=st.booleans(),
        slip=hands.SLIPS,
        fits=hands.MOSTLY,
    )
    def reload(self, card: int, amount: int, given: bool, slip: str | None, fits: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
        picked = self.pick(card)
        own = picked.funding if picked else Funding.SOLD
        other = Funding.SOLD if own is Funding.PROMOTIONAL else Funding.PROMOTIONAL
        command = Reload(
            **self.money("reload", picked, slip),
            target=self.name(card),
            amount_minor=amount,
            paid_minor=0 if given else amount,
            funding=own if fits else other,
        )
        self.say(command)
