"""The canonical log line and the metrics of one command's outcome."""

from collections.abc import Iterable
from typing import assert_never

from giftledger.ledger.commands import CardCommand
from giftledger.ledger.entry import Entry
from giftledger.ledger.rejections import Rejection
from giftledger.observability import count, logger
from giftledger.outcomes import Outcome, Parked, Posted, PostedTogether, Rejected

_COUNTED = {
    "issue": "Issued",
    "import": "Issued",
    "activate": "Activated",
    "release": "Activated",
    "redeem": "Redeemed",
    "capture": "Redeemed",
    "refund": "Refunded",
    "reload": "Reloaded",
    "expire": "Expired",
    "block": "Blocked",
}


def record_outcome(command: CardCommand, outcome: Outcome) -> None:
    """Log and count what became of a command; a replay counts as a duplicate and nothing else."""
    line: dict[str, str | int | None] = {
        "operation": command.verb,
        "command_id": command.command_id,
        "platform": command.source,
        "order_reference": command.order_reference,
    }
    match outcome:
        case Posted(gift_card_id=card, entry=entry, replayed=replayed):
            line |= {"gift_card_id": card, "outcome": "replayed" if replayed else "posted"}
            line["shortfall_minor"] = entry.shortfall_minor
            _count_entries([entry], replayed=replayed)
        case PostedTogether(entries=entries, replayed=replayed):
            line |= {"cards": len(entries), "outcome": "replayed" if replayed else "posted"}
            _count_entries(entries.values(), replayed=replayed)
        case Rejected(rejection=rejection, gift_card_id=card, replayed=replayed):
            line |= {"gift_card_id": card, "outcome": "rejected", "rejection": rejection.value}
            _count_rejection(command, rejection, replayed=replayed)
        case Parked(key=key):
            line |= {"outcome": "parked", "waits_for": key}
            count("Parked")
        case _:
            assert_never(outcome)
    logger().info("command", extra=line)


def _count_rejection(command: CardCommand, rejection: Rejection, *, replayed: bool) -> None:
    if replayed:
        count("Duplicates")
        return
    count("Rejected", code=rejection.value)
    if command.source == "api" or not command.keeps_refusals:
        return
    if rejection is not Rejection.ALREADY_CLOSED:
        count("FactsRejected")


def _count_entries(entries: Iterable[Entry], *, replayed: bool) -> None:
    if replayed:
        count("Duplicates")
        return
    for entry in entries:
        _count_entry(entry)


def _count_entry(entry: Entry) -> None:
    name = _COUNTED.get(entry.kind)
    if name is not None:
        count(name)
        count(f"{name}Value", abs(entry.amount_minor), currency=entry.currency)
    if entry.kind == "issue" and entry.amount_minor:
        count("Activated")
        count("ActivatedValue", entry.amount_minor, currency=entry.currency)
