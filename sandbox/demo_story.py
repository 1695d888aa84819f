"""How the demo tells its stories: a line per step that held, an end where one did not."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from giftledger.store.reading import CardView
from sandbox.client import Stack, settled


class StepError(Exception):
    """A step of the story did not hold."""


@dataclass
class Story:
    """Prints each step when it holds: what came in, what the ledger did, the balance after."""

    stack: Stack
    started: float = field(default_factory=time.monotonic)

    def say(self, came_in: str, ledger_did: str, balance: str) -> None:
        """One line of the story."""
        seconds = time.monotonic() - self.started
        print(f"  {seconds:6.1f}s  {came_in:<44} {ledger_did:<52} {balance:>12}", flush=True)

    def card(self, reference: str, holds: Callable[[CardView], bool], *, what: str) -> CardView:
        """The one card of a reference, once it is as the story says."""

        def look() -> CardView | None:
            cards = self.stack.cards(reference)
            return cards[0] if len(cards) == 1 and holds(cards[0]) else None

        found = settled(look, what=what)
        assert found is not None
        return found


def amount(card: CardView) -> str:
    """The balance as the story prints it."""
    return f"{card.balance_minor / 100:.2f} {card.currency}"


def check(holds: object, what: str) -> None:
    """Go on only if it holds."""
    if not holds:
        raise StepError(what)


def expect(answer: Any, status: int) -> Any:  # noqa: ANN401  whatever JSON the step answers
    """The JSON of an answer with the expected status."""
    if answer.status != status:
        raise StepError(f"HTTP {answer.status} instead of {status}: {answer.data[:300]!r}")
    return answer.json()
