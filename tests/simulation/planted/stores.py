"""Stores that keep less than they promise."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from giftledger.ledger.entry import Entry
from giftledger.store.protocol import Awaited, Choice, Commit, Conflict, ParkedFact, Snapshot
from tests.fakes.memory_store import MemoryStore
from tests.simulation.shaky import others_first

TOKEN_LASTS = timedelta(minutes=10)
"""DynamoDB API reference, TransactWriteItems, ClientRequestToken."""


class WritesInTwoSteps(MemoryStore):
    """First the cards, then what says why."""

    def commit(self, *commits: Commit) -> None:
        if not all(self._holds(commit) for commit in commits):
            raise Conflict
        for commit in commits:
            if commit.card is not None:
                self.card_by_id[commit.gift_card_id] = commit.card
        others_first()
        super_apply = super()._apply
        for commit in commits:
            super_apply(replace(commit, card=None))


class ForgetsReceipts(MemoryStore):
    """A version condition, and nothing that remembers a command."""

    def read(self, gift_card_id: str, entry: str) -> Snapshot:
        return Snapshot(super().read(gift_card_id, entry).card, None)

    def choice(self, command_id: str) -> Choice | None:  # noqa: ARG002  forgotten, whatever it is
        return None

    def _holds(self, commit: Commit) -> bool:
        if commit.expected_version is None:
            return super()._holds(commit)
        return super()._holds(replace(commit, entries=(), choice=None))


class AddsWithoutReceipt(ForgetsReceipts):
    """UpdateItem ADD: never lost, and as often as it is told."""

    def _holds(self, commit: Commit) -> bool:
        if commit.card is None or commit.expected_version is None:
            return super()._holds(commit)
        return True

    def _apply(self, commit: Commit) -> None:
        now = self.card_by_id.get(commit.gift_card_id)
        if commit.card is not None and now is not None:
            moved = sum(entry.amount_minor for entry in commit.entries)
            balance, version = now.balance_minor + moved, now.version + 1
            card = replace(
                commit.card, balance_minor=balance, version=version, last_seq=now.last_seq + 1
            )
            commit = replace(commit, card=card)
        super()._apply(commit)


class TakesATokenForIt(ForgetsReceipts):
    """A repeated transaction is the same for ten minutes."""

    def __init__(self) -> None:
        super().__init__()
        self._tokens: dict[str, datetime] = {}

    def commit(self, *commits: Commit) -> None:
        entry = next((entry for commit in commits for entry in commit.entries), None)
        if entry is not None:
            told = self._tokens.get(entry.command_id)
            if told is not None and abs(entry.recorded_at - told) < TOKEN_LASTS:
                return
            super().commit(*commits)
            self._tokens[entry.command_id] = entry.recorded_at
            return
        super().commit(*commits)


class DropsEarlyRefunds(MemoryStore):
    """A refund of nothing that is known is acknowledged, and that is that."""

    def park(self, awaited: Awaited, fact: ParkedFact) -> None:
        if fact.queue != "refund":
            super().park(awaited, fact)


class RepointsAliases(MemoryStore):
    """The code of a merged card becomes one of its survivor."""

    def _apply(self, commit: Commit) -> None:
        super()._apply(commit)
        if commit.card is not None and commit.card.successor_id is not None:
            for alias, gift_card_id in self.aliases.items():
                if gift_card_id == commit.gift_card_id:
                    self.aliases[alias] = commit.card.successor_id


class TrustsTheRefusal(MemoryStore):
    """A no is kept whatever has become of the card meanwhile."""

    def _holds(self, commit: Commit) -> bool:
        if commit.card is None and commit.entries:
            return super()._holds(replace(commit, expected_version=None))
        return super()._holds(commit)


class KeepsANoElsewhere(TrustsTheRefusal):
    """A no has a key of its own, beside the one of a yes."""

    def __init__(self) -> None:
        super().__init__()
        self.noes: dict[tuple[str, str], Entry] = {}

    def read(self, gift_card_id: str, entry: str) -> Snapshot:
        found = super().read(gift_card_id, entry)
        return Snapshot(found.card, found.receipt or self.noes.get((gift_card_id, entry)))

    def _holds(self, commit: Commit) -> bool:
        noes = [(commit.gift_card_id, one.key) for one in commit.entries if one.rejection]
        if noes:
            return noes[0] not in self.noes and super()._holds(replace(commit, entries=()))
        return super()._holds(commit)

    def _apply(self, commit: Commit) -> None:
        yes = _yes(commit.entries)
        for entry in set(commit.entries) - set(yes):
            self.noes[commit.gift_card_id, entry.key] = entry
        super()._apply(replace(commit, entries=yes))


def _yes(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.rejection is None)
