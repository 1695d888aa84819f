"""What happened in a schedule: what was told, what was heard, and when which of it was written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from giftledger.ledger.commands import CancelOrder, Capture, CardCommand, Deactivate, Redeem
from giftledger.ledger.parts import Mode
from giftledger.ledger.programme import Switch
from giftledger.outcomes import Outcome
from giftledger.store.protocol import Commit

Off = frozenset[tuple[str, Switch]]


@dataclass(frozen=True, slots=True)
class Settings:
    """Of all programmes, as somebody who decides has read them."""

    off: Off = frozenset()
    dead_codes: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Telling:
    """One execution of a command, from its beginning to its answer. Without one, who knows?"""

    command: CardCommand | CancelOrder
    began: int
    now: datetime
    settings: Settings
    reads: list[int] = field(default_factory=list)
    """Steps of its reads."""
    ended: int | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A commit that was applied."""

    step: int
    by: Telling
    reads: tuple[int, ...]
    commits: tuple[Commit, ...]


Receipt = tuple[str, str]
"""Card and sort key of an entry; or an empty card, and the command id of a choice."""


@dataclass(slots=True)
class History:
    """Everything that was told and written."""

    tellings: list[Telling] = field(default_factory=list)
    written: dict[Receipt, Written] = field(default_factory=dict)
    cancelled: dict[str, int] = field(default_factory=dict)
    """Since which step an order is cancelled."""

    def wrote(self, step: int, by: Telling, commits: Sequence[Commit]) -> None:
        """Note a commit under every receipt in it."""
        written = Written(step, by, tuple(by.reads), tuple(commits))
        for commit in commits:
            for entry in commit.entries:
                self.written[commit.gift_card_id, entry.key] = written
            if commit.choice is not None:
                self.written["", commit.choice.command_id] = written


def name_of(command: CardCommand | CancelOrder) -> str:
    """One for every command: the cards of a cancelled order share its id."""
    target = command.target if isinstance(command, Deactivate) else ""
    return f"{command.command_id}|{target}"


def is_same(one: CardCommand | CancelOrder, other: CardCommand | CancelOrder) -> bool:
    """Whether two commands of one name ask the same."""
    return one is other or one == other


def is_by_checkout(command: CardCommand | CancelOrder) -> bool:
    """Whether a till or shop asks for it, which may have the payment given back by its id."""
    return isinstance(command, Capture) or (
        isinstance(command, Redeem) and command.mode is Mode.REQUESTED
    )
