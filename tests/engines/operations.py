"""A thousand operations on few cards, by a seed: every verb that value moves by."""

import random
from collections.abc import Callable

from giftledger.ledger.commands import Authorize, CardCommand, Pay
from giftledger.ledger.parts import Mode
from tests.fakes import verbs
from tests.fakes.commands import digital_issue, native_issue, redemption, refund

CARDS = 8
"""So few that most commands meet others on their card."""

SPARES_AHEAD = 3
"""Cards that wait for being merged, split, replaced or closed."""

AMOUNTS = (1, 100, 250, 400, 999, 2500)
WEIGHTS = {
    "reload": 12,
    "spend": 16,
    "report": 9,
    "authorize": 12,
    "capture": 9,
    "void": 4,
    "refund": 10,
    "adjust": 6,
    "correct": 2,
    "pay": 9,
    "refund_payment": 6,
    "block": 2,
    "move": 3,
}


def operations(count: int, seed: int) -> list[CardCommand]:
    """So many commands, each with an id of its own; the cards' issues come first."""
    return _Till(seed).commands(count)


class _Till:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.told: list[CardCommand] = []
        self.paid: list[tuple[int, str]] = []
        self.holds: list[tuple[str, Authorize]] = []
        self.payments: list[Pay] = []
        self.loads: list[tuple[str, CardCommand]] = []
        self.spares: list[str] = []

    def commands(self, count: int) -> list[CardCommand]:
        self.told = [native_issue(str(number)) for number in range(1, CARDS + 1)]
        self.cards = [native_issue(str(number)).gift_card_id for number in range(1, CARDS + 1)]
        steps: dict[str, Callable[[], None]] = {name: getattr(self, name) for name in WEIGHTS}
        while len(self.told) < count:
            (name,) = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))
            steps[name]()
        return self.told[:count]

    @property
    def number(self) -> int:
        return 1000 + len(self.told)

    def alias(self) -> str:
        return f"shopify#{self.random.randint(1, CARDS)}"

    def card(self) -> str:
        return self.random.choice(self.cards)

    def amount(self) -> int:
        return self.random.choice(AMOUNTS)

    def reload(self) -> None:
        card = self.card()
        self.told.append(verbs.reload(self.number, self.amount(), target=card))
        self.loads.append((card, self.told[-1]))

    def spend(self) -> None:
        self._redeem(Mode.REQUESTED)

    def report(self) -> None:
        self._redeem(Mode.REPORTED)

    def _redeem(self, mode: Mode) -> None:
        alias = self.alias()
        self.paid.append((self.number, alias))
        self.told.append(redemption(self.number, self.amount(), aliases=(alias,), mode=mode))

    def authorize(self) -> None:
        number = self.random.randint(1, CARDS)
        amount = self.random.choice((None, *AMOUNTS))
        facts = {"aliases": (f"shopify#{number}",), "timeout_seconds": None}
        hold = verbs.authorization(self.number, amount, **facts)
        self.holds.append((self.cards[number - 1], hold))
        self.told.append(hold)

    def capture(self) -> None:
        if self.holds:
            card, hold = self._picked(self.holds)
            amount = self.random.choice((None, None, 1, 100))
            self.told.append(verbs.capture(self.number, hold, target=card, amount_minor=amount))

    def void(self) -> None:
        if self.holds:
            card, hold = self._picked(self.holds)
            self.told.append(verbs.void(self.number, hold, target=card))

    def _picked(self, holds: list[tuple[str, Authorize]]) -> tuple[str, Authorize]:
        """One of the last holds; now and then two commands want to resolve the same one."""
        at = self.random.randrange(max(0, len(holds) - CARDS), len(holds))
        return holds[at] if self.random.random() < 0.2 else holds.pop(at)

    def refund(self) -> None:
        if self.paid:
            of, alias = self.random.choice(self.paid[-20:])
            self.told.append(refund(self.number, of=of, amount_minor=100, aliases=(alias,)))

    def adjust(self) -> None:
        amount = self.random.choice((-1, 1)) * self.amount()
        self.told.append(verbs.adjustment(self.number, amount, target=self.card()))

    def correct(self) -> None:
        if self.loads:
            card, load = self.random.choice(self.loads[-10:])
            self.told.append(verbs.correction(self.number, load, target=card))

    def pay(self) -> None:
        targets = self.random.sample(self.cards, self.random.randint(2, 4))
        self.payments.append(verbs.payment(self.number, targets, self.amount()))
        self.told.append(self.payments[-1])

    def refund_payment(self) -> None:
        if self.payments:
            payment = self.random.choice(self.payments[-10:])
            amount = self.random.choice((None, 1, 50))
            self.told.append(verbs.payment_refund(self.number, payment, amount))

    def block(self) -> None:
        """Not for long: what comes between is refused."""
        card = self.card()
        self.told.append(verbs.blocking(self.number, target=card))
        for step in (self.spend, self.refund, self.pay):
            step()
        self.told.append(verbs.unblocking(self.number, target=card))

    def move(self) -> None:
        """A card is sold; one that was sold some time ago is merged, split, replaced or closed."""
        number = self.number
        unit = digital_issue(number, amount_minor=700, paid_minor=700)
        self.told.append(unit)
        self.spares.append(unit.gift_card_id)
        if len(self.spares) <= SPARES_AHEAD:
            return
        card = self.spares.pop(0)
        self.told.append(
            self.random.choice(
                (
                    verbs.consolidation(self.number, [card], target=self.card()),
                    verbs.splitting(self.number, 200, 300, target=card),
                    verbs.replacement(self.number, target=card),
                    verbs.closing(self.number, target=card),
                )
            )
        )
