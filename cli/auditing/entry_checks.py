"""What must hold of one entry: whose money it is, and that its legs balance."""

from collections.abc import Iterator

from cli.auditing.findings import Fault
from giftledger.ledger.accounts import LEGS, Account
from giftledger.ledger.card import Card
from giftledger.store.stored import StoredEntry


def check_entry(card: Card, stored: StoredEntry) -> Iterator[Fault]:
    """What does not hold of a posted entry of this card."""
    entry, legs = stored.entry, stored.legs
    if entry.currency != card.currency:
        yield Fault("currency of the entry", card.currency, entry.currency, entry.seq)
    if entry.balance_after_minor < 0:
        yield Fault("balance after the entry", "0 or more", entry.balance_after_minor, entry.seq)
    if entry.rejection is not None:
        yield Fault("rejection of a posted entry", None, entry.rejection, entry.seq)
    total_minor = sum(amount_minor for _, amount_minor in legs)
    if total_minor:
        yield Fault("sum of the legs", 0, total_minor, entry.seq)
    owed_minor = sum(amount for name, amount in legs if name == Account.LIABILITY)
    if owed_minor != -entry.amount_minor:
        yield Fault("leg of the liability", -entry.amount_minor, owed_minor, entry.seq)
    allowed = LEGS.get(entry.kind)
    if allowed is None:
        yield Fault("kind of the entry", "a known one", entry.kind, entry.seq)
        return
    for name, _ in legs:
        if name not in allowed:
            may_be = " or ".join(sorted(allowed)) or "no leg at all"
            yield Fault(f"account of a leg of {entry.kind}", may_be, name, entry.seq)


def check_refusal(stored: StoredEntry) -> Iterator[Fault]:
    """What does not hold of an entry without a number: it is a no, and moved nothing."""
    entry = stored.entry
    if entry.rejection is None:
        yield Fault(f"rejection of {entry.command_id}", "a code", None)
    if entry.amount_minor or stored.legs:
        yield Fault(f"amount of the refused {entry.command_id}", 0, entry.amount_minor)
