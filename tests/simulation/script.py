"""The lives that are told in a schedule: drawn from the seed, whole, before anything is answered.

Ids of cards and holds follow from the ids of commands, so that what comes later can name them.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from giftledger.ledger.commands import (
    Activate,
    Adjust,
    Authorize,
    BaseCommand,
    Block,
    CancelOrder,
    Capture,
    CardCommand,
    CashOut,
    Consolidate,
    Correct,
    Deactivate,
    Expire,
    Extend,
    ImportCard,
    Issue,
    OtherTender,
    Pay,
    Redeem,
    Refund,
    RefundPayment,
    Reload,
    Replace,
    SoldUnit,
    Split,
    SplitPart,
    Unblock,
    Void,
)
from giftledger.ledger.parts import Form, Funding, Mode, Reason, Remainder, Sale, SealedCode
from giftledger.ledger.refund_plan import Policy
from tests.fakes.commands import NOW

Command = CardCommand | CancelOrder
Built = TypeVar("Built", bound=BaseCommand)

AMOUNTS = (1, 100, 700, 700, 1000, 2500, 2500, 3000, 5000, 5001)
FACES = (5000, 5000, 5000, 3000, 1000)
SECONDS = (900, 900, 60, 7 * 24 * 3600, None)
TENDERS = (OtherTender(tender_id="visa", captured_minor=900),)
ORDERS = ("shopify:1", "shopify:1", "shopify:2")


@dataclass(slots=True)
class Known:
    """A card that may be there, and how it can be named."""

    name: str
    sale: Sale | None
    alias: str | None = None


@dataclass(slots=True)
class Script:
    """Commands in the order in which they happened, which is not that in which they are told."""

    dice: Random
    commands: list[Command] = field(default_factory=list)
    cards: list[Known] = field(default_factory=list)
    payments: list[tuple[Known, BaseCommand]] = field(default_factory=list)
    holds: list[tuple[Known, Authorize]] = field(default_factory=list)
    bookings: list[tuple[Known, BaseCommand]] = field(default_factory=list)
    numbers: Counter[object] = field(default_factory=Counter)
    plain: dict[str, Any] = field(default_factory=dict)
    """What most cards of this script are: programme and funding."""

    @classmethod
    def drawn(cls, dice: Random, *, length: int = 26) -> "Script":
        """The script of a seed."""
        script = cls(dice)
        funding = dice.choice((Funding.SOLD, Funding.SOLD, Funding.SOLD, Funding.PROMOTIONAL))
        programme = dice.choice(("default", "goods", "goods", "tight"))
        script.plain = {"funding": funding, "programme": programme}
        for _ in range(dice.randint(1, 4)):
            script.sell()
        verbs = dice.choices(list(VERBS), weights=list(VERBS.values()), k=dice.randint(8, length))
        for verb in verbs:
            verb(script)
            if dice.random() < 0.03:
                script.tell_otherwise()
        return script

    def say(self, command: Command) -> None:
        """Tell one more command."""
        self.commands.append(command)

    def build(self, model: type[Built], **facts: Any) -> Built:
        """A command with an id of its own."""
        number = len(self.commands)
        common: dict[str, Any] = {
            "command_id": f"{model.model_fields['verb'].default}.{number}",
            "occurred_at": NOW,
            "source": "till",
        }
        if "currency" in model.model_fields:
            common["currency"] = "USD" if self.dice.random() < 0.98 else "EUR"
        command = model(**common | facts)
        self.commands.append(command)  # type: ignore[arg-type]  # every model is of a command
        return command

    def card(self) -> Known:
        """One of the cards; the latest ones are in the middle of things."""
        return self.dice.choice(self.cards[-5:])

    def spendable(self) -> Known:
        """One that is named by its alias."""
        named = [card for card in self.cards if card.alias]
        return self.dice.choice(named) if named else self.issue(Form.NATIVE)

    def amount(self) -> int:
        return self.dice.choice(AMOUNTS)

    def sell(self) -> Known:
        form = self.dice.choice((Form.NATIVE, Form.NATIVE, Form.NATIVE, Form.DIGITAL))
        return self.issue(form)

    def issue(self, form: Form) -> Known:
        face = self.dice.choice(FACES)
        order_id = self.dice.choice(ORDERS)
        sale = Sale(
            order_id=order_id,
            line_item_id=form.value,
            unit=self.next(order_id, form.value),
            slot=self.next(order_id, face) if form is Form.PHYSICAL else None,
        )
        shopify = str(len(self.commands) + 1) if form is Form.NATIVE else None
        # Goods and funding may differ, so that what must not meet may try to.
        plain = self.plain if self.dice.random() < 0.9 else {}
        command = self.build(
            Issue,
            currency="USD",
            amount_minor=face,
            paid_minor=face,
            form=form,
            sale=sale,
            shopify_gift_card_id=shopify,
            test=self.dice.random() < 0.02,
            **plain,
        )
        alias = f"shopify#{shopify}" if shopify else None
        return self.know(Known(command.gift_card_id, sale, alias))

    def next(self, *what: object) -> int:
        """The units of a line, and the plastic cards of one value, are numbered from 1."""
        self.numbers[what] += 1
        return self.numbers[what]

    def know(self, card: Known) -> Known:
        self.cards.append(card)
        return card

    def sell_plastic(self) -> None:
        self.issue(Form.PHYSICAL)
        issued = self.commands[-1]
        assert isinstance(issued, Issue)
        if self.dice.random() < 0.8:
            self.build(
                Activate,
                order_id=issued.sale.order_id,
                amount_minor=issued.amount_minor,
                currency=issued.currency,
                code=self.code(),
            )

    def code(self) -> SealedCode:
        number = len(self.commands)
        return SealedCode(key_id="k1", hash=f"{number:064x}", ciphertext="Y2lw", last_four="0017")

    def take_over(self) -> None:
        balance = self.dice.choice((0, 2500, 5000))
        command = self.build(
            ImportCard,
            balance_minor=balance,
            amount_minor=5000,
            paid_minor=5000,
            code=self.code(),
            issued_at=NOW,
        )
        self.know(Known(command.gift_card_id, None, command.code.aliases()[0]))
        self.bookings.append((self.cards[-1], command))

    def reload(self) -> None:
        card, amount = self.card(), self.dice.choice((1000, 2500))
        funding = self.plain["funding"]
        paid = 0 if funding is Funding.PROMOTIONAL else amount
        command = self.build(
            Reload, target=card.name, amount_minor=amount, paid_minor=paid, funding=funding
        )
        self.bookings.append((card, command))

    def redeem(self) -> None:
        card = self.spendable()
        mode = self.dice.choice((Mode.REPORTED, Mode.REQUESTED))
        command = self.build(Redeem, aliases=(card.alias,), amount_minor=self.amount(), mode=mode)
        self.payments.append((card, command))

    def authorize(self) -> None:
        card = self.spendable()
        amount = self.dice.choice((None, self.amount()))
        seconds = self.dice.choice(SECONDS)
        command = self.build(
            Authorize, aliases=(card.alias,), amount_minor=amount, timeout_seconds=seconds
        )
        self.holds.append((card, command))

    def capture(self) -> None:
        if not self.holds:
            self.authorize()
        card, hold = self.dice.choice(self.holds)
        command = self.build(
            Capture,
            target=card.name,
            hold_id=hold.hold_id,
            amount_minor=self.dice.choice((None, 700)),
            remainder=self.dice.choice(list(Remainder)),
        )
        self.payments.append((card, command))

    def void(self) -> None:
        if not self.holds:
            self.authorize()
        card, hold = self.dice.choice(self.holds)
        self.build(Void, target=card.name, hold_id=hold.hold_id)

    def refund(self) -> None:
        if not self.payments:
            self.redeem()
        card, payment = self.dice.choice(self.payments)
        if card.alias is None or isinstance(payment, Pay):
            self.refund_payment()
            return
        self.build(
            Refund,
            aliases=(card.alias,),
            amount_minor=self.amount(),
            redemption_id=payment.command_id,
        )

    def pay(self) -> None:
        names = {self.card().name for _ in range(self.dice.randint(1, 4))}
        command = self.build(Pay, targets=tuple(sorted(names)), amount_minor=self.amount())
        self.payments.append((self.cards[0], command))

    def refund_payment(self) -> None:
        if not self.payments:
            self.pay()
        _, payment = self.dice.choice(self.payments)
        self.build(
            RefundPayment,
            redemption_id=payment.command_id,
            amount_minor=self.dice.choice((None, 1, 2500, 5000)),
            policy=self.dice.choice(list(Policy)),
            tenders=self.dice.choice(((), (), TENDERS)),
        )

    def adjust(self) -> None:
        card = self.card()
        amount = self.dice.choice((-2500, -700, 1, 2500))
        command = self.build(Adjust, target=card.name, amount_minor=amount, reason="goodwill")
        self.bookings.append((card, command))

    def correct(self) -> None:
        if self.bookings:
            card, booking = self.dice.choice(self.bookings)
            self.build(Correct, target=card.name, corrects=booking.command_id, reason="wrong")

    def stop(self) -> None:
        model: Any = self.dice.choice((Block, Unblock))
        self.build(model, target=self.card().name, reason="stolen")

    def extend(self) -> None:
        day = self.dice.choice(("2027-06-01", "2028-01-01"))
        self.build(Extend, target=self.card().name, expires_on=day, reason="goodwill")

    def expire(self) -> None:
        self.build(Expire, target=self.card().name)

    def cash_out(self) -> None:
        card = self.card()
        self.bookings.append((card, self.build(CashOut, target=card.name, reason="asked")))

    def deactivate(self) -> None:
        card = self.card()
        unit = card.sale and SoldUnit(
            order_id=card.sale.order_id, line_item_id=card.sale.line_item_id
        )
        reason = self.dice.choice((Reason.REFUNDED, Reason.REFUNDED, Reason.WRITTEN_OFF))
        target = unit if unit and reason is Reason.REFUNDED else card.name
        mode = self.dice.choice((Mode.REPORTED, Mode.REQUESTED))
        self.build(Deactivate, target=target, reason=reason, mode=mode)

    def cancel_order(self) -> None:
        order_id = self.dice.choice(ORDERS)
        command = CancelOrder(
            command_id=f"{order_id}.cancelled",
            occurred_at=NOW,
            source="shopify",
            order_id=order_id,
        )
        if command not in self.commands:
            self.say(command)

    def consolidate(self) -> None:
        survivor = self.card()
        sources = {self.card().name for _ in range(self.dice.randint(1, 2))} - {survivor.name}
        if sources:
            self.build(Consolidate, target=survivor.name, sources=tuple(sorted(sources)))

    def replace(self) -> None:
        command = self.build(Replace, target=self.card().name, reason="lost")
        self.know(Known(command.gift_card_id, None))

    def split(self) -> None:
        parts = [SplitPart(amount_minor=amount) for amount in self.dice.choice(((700,), (1, 2500)))]
        command = self.build(Split, target=self.card().name, parts=tuple(parts))
        for number in range(len(parts)):
            self.know(Known(command.gift_card_id(number), None))

    def tell_otherwise(self) -> None:
        """Another amount under an id that something has already."""
        command = self.dice.choice(self.commands)
        if isinstance(command, Redeem | Reload | Adjust | Pay):
            other = (command.amount_minor or 1) + 1
            self.say(command.model_copy(update={"amount_minor": other}))


VERBS: dict[Callable[[Script], object], int] = {
    Script.sell: 1,
    Script.sell_plastic: 2,
    Script.take_over: 1,
    Script.reload: 2,
    Script.redeem: 8,
    Script.authorize: 4,
    Script.capture: 4,
    Script.void: 2,
    Script.refund: 5,
    Script.pay: 4,
    Script.refund_payment: 3,
    Script.adjust: 2,
    Script.correct: 1,
    Script.stop: 2,
    Script.extend: 1,
    Script.expire: 1,
    Script.cash_out: 1,
    Script.deactivate: 3,
    Script.cancel_order: 1,
    Script.consolidate: 4,
    Script.replace: 1,
    Script.split: 1,
}
"""How often what happens."""
