"""A script of what is told: every command with an id of its own, and what later ones can name.

Ids of cards and holds follow from the ids of commands, so that what comes later can name them.
"""

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from giftledger.ledger.commands import (
    Adjust,
    Authorize,
    BaseCommand,
    CancelOrder,
    CardCommand,
    Issue,
    Pay,
    Redeem,
    Reload,
)
from giftledger.ledger.parts import Form, Funding, Sale, SealedCode
from tests.fakes.commands import NOW

Command = CardCommand | CancelOrder
Built = TypeVar("Built", bound=BaseCommand)

AMOUNTS = (1, 100, 700, 700, 1000, 2500, 2500, 3000, 5000, 5001)
FACES = (5000, 5000, 5000, 3000, 1000)
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
    funding: Funding
    programme: str
    """Of most of its cards."""
    commands: list[Command] = field(default_factory=list)
    cards: list[Known] = field(default_factory=list)
    payments: list[tuple[Known, BaseCommand]] = field(default_factory=list)
    holds: list[tuple[Known, Authorize]] = field(default_factory=list)
    bookings: list[tuple[Known, BaseCommand]] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    """Held redemptions of which Shopify has been heard, by id."""
    numbers: Counter[object] = field(default_factory=Counter)

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
        form = self.dice.choice((*(Form.NATIVE,) * 3, Form.DIGITAL))
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
        like_most = {"funding": self.funding, "programme": self.programme}
        plain: dict[str, Any] = like_most if self.dice.random() < 0.9 else {}
        command = self.build(
            Issue,
            currency="USD",
            amount_minor=face,
            paid_minor=face,
            form=form,
            sale=sale,
            shopify_gift_card_id=shopify,
            review="risky" if form is Form.DIGITAL and self.dice.random() < 0.5 else None,
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

    def code(self) -> SealedCode:
        number = len(self.commands)
        return SealedCode(key_id="k1", hash=f"{number:064x}", ciphertext="Y2lw", last_four="0017")

    def tell_otherwise(self) -> None:
        """Another amount under an id that something has already."""
        command = self.dice.choice(self.commands)
        if isinstance(command, Redeem | Reload | Adjust | Pay):
            other = (command.amount_minor or 1) + 1
            self.say(command.model_copy(update={"amount_minor": other}))
