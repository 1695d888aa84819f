"""Explain: in plain words, a line per entry, why a card's balance is what it is."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from giftledger.ledger.card import Card, Status
from giftledger.ledger.entry import Entry
from giftledger.ledger.hold import Hold
from giftledger.ledger.replay import State, Step, passed_on_by, steps, undoes_the_sale

Money = Callable[[int], str]
"""How an amount of the card's currency is written, e.g. 2000 as `20.00`."""

WHO = {
    "api": "a till",
    "shopify": "Shopify",
    "netsuite": "NetSuite",
    "lightspeed": "Lightspeed",
    "giftledger": "the ledger",
}
"""Who tells a fact, by its source; another source stands for itself."""

KEPT = {
    "import": "{who} brought it from another system with {amount}",
    "activate": "{who} bound a serial and made its {amount} spendable",
    "release": "{who} ended its review{because} and made its {amount} spendable",
    "reload": "{who} loaded {amount}",
    "cash_out": "{who} paid {amount} out as cash{because}",
    "block": "{who} blocked it{because}",
    "unblock": "{who} unblocked it{because}",
    "extend": "{who} gave it more time{because}",
}
"""What is said of the kinds that need no more than their amount and their reason."""


def explain(
    card: Card, entries: Iterable[Entry], at: datetime | None = None, *, money: Money
) -> list[str]:
    """The card's history up to an instant (all of it without one), and what that leaves.

    A card that did not exist yet has the one line that says so.
    """
    state = State()
    told: list[str] = []
    uncovered_minor = 0
    for step in steps(card, entries, at):
        told += _lapses(step.lapsed, money)
        told.append(_line(step, card, money))
        uncovered_minor += step.entry.shortfall_minor
        state = step.after
    if state.status is None:
        return ["The card did not exist yet."]
    if at is not None:
        told += _lapses(tuple(hold for hold in state.holds if not hold.is_open(at)), money)
        state = state.at(at)
    return [*told, *_summary(state, uncovered_minor, money)]


def _lapses(holds: tuple[Hold, ...], money: Money) -> list[str]:
    ended = sorted(
        (hold.expires_at, hold.remaining_minor) for hold in holds if hold.expires_at is not None
    )
    return [f"{_time(at)}: a hold of {money(left)} lapsed" for at, left in ended]


def _line(step: Step, card: Card, money: Money) -> str:
    entry, after = step.entry, step.after
    order = f"order {entry.order_reference}" if entry.order_reference else ""
    noted = ", ".join(filter(None, (order, f"by {entry.actor}" if entry.actor else "")))
    until = f", valid until {after.expires_on}" if entry.expires_on else ""
    if entry.expires_on and after.expires_on is None:
        until = ", valid for ever"
    left = f"{money(after.balance_minor)} left"
    if after.holds:
        left += f", {money(after.available_minor)} of it available"
    what = "".join(_said(step, card, money))
    return f"{_time(entry.recorded_at)}: {what}{until}{f' ({noted})' if noted else ''}; {left}"


def _said(step: Step, card: Card, money: Money) -> Iterator[str]:
    """What the entry did, in the words of its kind."""
    entry = step.entry
    who = WHO.get(entry.source, entry.source.replace("_", " "))
    amount = money(abs(entry.amount_minor))
    match entry.kind:
        case "issue":
            yield f"{who} issued it with a face of {money(entry.asked_minor)}"
            yield f", paid {money(card.paid_minor)}"
            if step.after.status is Status.PENDING:
                review = f"its review ends ({entry.reason})" if entry.reason else None
                yield f", pending until {review or 'a serial is bound'}"
        case "redeem" | "capture":
            yield from _spent(entry, who, money)
        case "authorize":
            until = _time(entry.hold_expires_at) if entry.hold_expires_at else "it is resolved"
            yield f"{who} reserved {money(entry.hold_remaining_minor or 0)} until {until}"
        case "void":
            yield f"{who} released {money(entry.asked_minor)} that was reserved"
        case "refund":
            yield from _refunded(step, who, money)
        case "deactivate" | "take_back" | "expire":
            yield from _closed(step, who, money)
        case "transfer":
            yield from _transferred(step, who, money)
        case _:
            yield from _kept(entry, who, amount)


def _spent(entry: Entry, who: str, money: Money) -> Iterator[str]:
    yield f"{who} spent {money(-entry.amount_minor)}"
    if entry.kind == "capture":
        yield " that was reserved"
    if entry.hold_remaining_minor:
        yield f", {money(entry.hold_remaining_minor)} stays reserved"
    if entry.shortfall_minor:
        yield f" of {money(entry.asked_minor)}, {money(entry.shortfall_minor)} was not covered"


def _refunded(step: Step, who: str, money: Money) -> Iterator[str]:
    entry, successor_id = step.entry, step.after.successor_id
    giver = passed_on_by(entry)
    if giver is not None and entry.successor_id is not None:
        yield f"{who} gave back what card {giver} had paid, on to card {successor_id}"
        return
    if giver is not None:
        yield f"{who} gave back {money(entry.amount_minor)} that card {giver} had paid"
        return
    settled_minor = -entry.shortfall_minor
    elsewhere_minor = entry.asked_minor - settled_minor - entry.amount_minor
    yield f"{who} gave back {money(entry.asked_minor)}"
    if settled_minor:
        yield f", {money(settled_minor)} of it settles what was not covered"
    if elsewhere_minor:
        yield f", {money(elsewhere_minor)} of it went on to card {successor_id}"


def _closed(step: Step, who: str, money: Money) -> Iterator[str]:
    entry = step.entry
    giver = passed_on_by(entry)
    amount = money(-entry.amount_minor)
    if entry.kind == "expire":
        yield f"its last day had passed: it was closed and {amount} taken off"
    elif giver is not None:
        yield f"the sale of card {giver} was paid back: {amount} of it was taken off"
    elif step.before.status is Status.CLOSED:
        yield f"its sale was paid back ({entry.reason}) after its value had gone on"
    elif step.after.status is Status.CLOSED:
        yield f"{who} closed it ({entry.reason}): {amount} was taken off"
    else:
        yield f"{who} paid its sale back ({entry.reason}): {amount} was taken off"
    if undoes_the_sale(entry) and entry.shortfall_minor:
        yield f", {money(entry.shortfall_minor)} of its sale was not there any more"


def _transferred(step: Step, who: str, money: Money) -> Iterator[str]:
    entry = step.entry
    amount = money(abs(entry.amount_minor))
    if step.after.status is Status.CLOSED:
        yield f"{who} moved its {amount} on to card {entry.successor_id} ({entry.reason})"
    elif entry.amount_minor < 0:
        yield f"{who} moved {amount} of it to other cards"
    else:
        yield f"{who} moved {amount} here from another card"


def _kept(entry: Entry, who: str, amount: str) -> Iterator[str]:
    because = f" ({entry.reason})" if entry.reason else ""
    match entry.kind:
        case "adjust":
            yield f"{who} {'took off' if entry.amount_minor < 0 else 'put on'} {amount}{because}"
        case "correct":
            changed = "taken off" if entry.amount_minor < 0 else "put on"
            yield f"{who} took {entry.parent_id} back{because}: {amount} was {changed}"
        case "link":
            yield f"{who} gave it one more name"
            yield ", and it is mirrored in Shopify from now on" if entry.mirrored else ""
        case kind:
            plain = KEPT.get(kind, f"{{who}} did {kind} of {{amount}}{{because}}")
            yield plain.format(who=who, amount=amount, because=because)


def _summary(state: State, uncovered_minor: int, money: Money) -> Iterator[str]:
    status = str(state.status)
    reason = f" ({state.closed_reason})" if state.closed_reason else ""
    yield f"The card is {status}{reason} with a balance of {money(state.balance_minor)}."
    for hold in state.holds:
        until = _time(hold.expires_at) if hold.expires_at else "it is resolved"
        yield f"Reserved: {money(hold.remaining_minor)} until {until} (hold {hold.hold_id})."
    if state.holds:
        yield f"Available: {money(state.available_minor)}."
    if state.expires_on and state.status is not Status.CLOSED:
        yield f"It is valid until the end of {state.expires_on}."
    if uncovered_minor > 0:
        yield f"Not covered, and not settled since: {money(uncovered_minor)}."
    if state.successor_id:
        yield f"Its value went on to card {state.successor_id}."


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
