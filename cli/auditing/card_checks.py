"""What must hold of one card: its numbers, its chain of balances, its states, its past."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import pairwise

from cli.auditing.entry_checks import check_entry
from cli.auditing.findings import Fault, Finding
from giftledger.ledger.card import ALLOWED, Card, Status
from giftledger.ledger.entry import Entry
from giftledger.ledger.hold import MAX_HOLDS
from giftledger.ledger.replay import State, passed_on_by, replay
from giftledger.store.stored import StoredEntry

PAYMENTS = {"redeem", "capture"}


def check_card(card: Card, posted: Sequence[StoredEntry]) -> list[Finding]:
    """Everything that does not hold. `posted` are all entries with a `seq`, in its order."""
    entries = [stored.entry for stored in posted]
    faults = [*_numbers(card, entries)]
    has_all_entries = not faults
    for stored in posted:
        faults += check_entry(card, stored)
    faults += _chain(entries)
    faults += _holds(card)
    faults += _states(card, entries)
    faults += _refunds(entries)
    if card.version != card.last_seq:
        faults.append(Fault("version of the card", card.last_seq, card.version))
    if has_all_entries:
        faults += _past(card, entries)
    return [Finding(card.gift_card_id, fault) for fault in faults]


def _numbers(card: Card, entries: Sequence[Entry]) -> Iterator[Fault]:
    """Entries are numbered without a gap, up to the card's last."""
    seen = Counter(entry.seq for entry in entries)
    for seq in range(1, card.last_seq + 1):
        if seen[seq] != 1:
            yield Fault("entries of this number", 1, seen[seq], seq)
    for entry in entries:
        if not 1 <= (entry.seq or 0) <= card.last_seq:
            yield Fault("number of an entry", f"1 to {card.last_seq}", entry.seq, entry.seq)


def _chain(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Each balance is the one before plus the amount. Where the chain breaks, it is said once."""
    before_minor, seq = 0, 0
    for entry in entries:
        after_minor = before_minor + entry.amount_minor
        if entry.seq == seq + 1 and entry.balance_after_minor != after_minor:
            yield Fault(
                "balance after the entry", after_minor, entry.balance_after_minor, entry.seq
            )
            return
        before_minor, seq = entry.balance_after_minor, entry.seq or 0


def _holds(card: Card) -> Iterator[Fault]:
    """Holds reserve no more than there is."""
    if card.balance_minor < 0:
        yield Fault("balance of the card", "0 or more", card.balance_minor)
    if not 0 <= card.held_minor <= max(0, card.balance_minor):
        yield Fault("sum of the holds", f"0 to {card.balance_minor}", card.held_minor)
    for hold in card.holds:
        if hold.remaining_minor <= 0:
            yield Fault(f"hold {hold.hold_id}", "more than 0", hold.remaining_minor)
    if len(card.holds) > MAX_HOLDS:
        yield Fault("number of holds", f"{MAX_HOLDS} at most", len(card.holds))


def _states(card: Card, entries: Sequence[Entry]) -> Iterator[Fault]:
    """States follow the table, and only an active or blocked card has a balance."""
    for before, entry in pairwise(entries):
        old, new = before.status, entry.status
        if old is not None and new is not None and new not in ALLOWED[old]:
            yield Fault(f"status after {old}", " or ".join(sorted(ALLOWED[old])), new, entry.seq)
    if card.status in {Status.PENDING, Status.CLOSED} and card.balance_minor:
        yield Fault(f"balance of a {card.status} card", 0, card.balance_minor)
    if (card.status is Status.CLOSED) != (card.closed_reason is not None):
        yield Fault(f"reason of a {card.status} card", "one if it is closed", card.closed_reason)


def _refunds(entries: Sequence[Entry]) -> Iterator[Fault]:
    """The refunds of a payment never exceed it."""
    paid = {entry.command_id: entry.asked_minor for entry in entries if entry.kind in PAYMENTS}
    refunded: Counter[str] = Counter()
    for entry in entries:
        if entry.kind == "refund" and passed_on_by(entry) is None:
            refunded[entry.parent_id or ""] += entry.asked_minor
    for parent_id, amount_minor in refunded.items():
        if amount_minor > paid.get(parent_id, 0):
            most = f"{paid.get(parent_id, 0)} at most"
            yield Fault(f"refunds of {parent_id}", most, amount_minor)


def _past(card: Card, entries: Sequence[Entry]) -> Iterator[Fault]:
    """Its entries alone give the card as it is."""
    told, stored = replay(card, entries), State.of(card)
    names = {"balance_minor": "balance of the card", "status": "status of the card"}
    for field in fields(State):
        expected, found = getattr(told, field.name), getattr(stored, field.name)
        if expected != found:
            yield Fault(names.get(field.name, f"{field.name} by the entries"), expected, found)
