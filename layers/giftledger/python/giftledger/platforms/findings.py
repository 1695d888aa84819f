"""Collects what a body turns out to say: commands, and the parts that could not be understood."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic import ValidationError

from giftledger.amounts import InvalidAmount, UnknownCurrency
from giftledger.ledger.commands import CancelOrder, CardCommand
from giftledger.platforms.translation import Translation

MAX_PROBLEMS = 50
"""More than these say nothing new; the whole body is in quarantine anyway."""


class NotUnderstood(ValueError):  # noqa: N818  a sender's odd input, not a fault
    """A part of a body says something that has no meaning for the ledger."""


@dataclass(slots=True)
class Findings:
    """One body's commands, each once, and its problems."""

    commands: dict[str, CardCommand | CancelOrder] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    fetches: dict[str, None] = field(default_factory=dict)

    def add(self, command: CardCommand | CancelOrder) -> None:
        """Note a command; the same fact told twice in one body counts once."""
        self.commands.setdefault(command.command_id, command)

    def fetch(self, order_id: str) -> None:
        """Note that the platform has to be asked about an order."""
        self.fetches[order_id] = None

    def problem(self, text: str) -> None:
        """Note what was not understood: in our words, without a value of the body."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(text)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Read one part: what is wrong with it costs this part alone."""
        try:
            yield
        except ValidationError as error:
            places = {".".join(map(str, found["loc"])) for found in error.errors()}
            self.problem(f"{name}: {', '.join(sorted(places)) or 'its shape'} not understood")
        except (NotUnderstood, InvalidAmount, UnknownCurrency) as error:
            self.problem(f"{name}: {error}")

    def translation(self) -> Translation:
        """The result."""
        return Translation(
            tuple(self.commands.values()), tuple(self.problems), fetches=tuple(self.fetches)
        )
