"""What is said about a difference, to the person who decides on it. No code, no person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from giftledger.platforms.shopify.admin.document import decimal_text
from giftledger.reconciling.facts import Movement, OrderMovement, Ours, Theirs

NAMED = 5
"""Movements that are told one by one."""


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences about one card."""

    ours: Ours
    theirs: Theirs | None

    def gone(self) -> str:
        """Shopify has no such card."""
        return "Shopify does not know the card that this one is mirrored in."

    def another_currency(self) -> str:
        """The two are not of one currency."""
        there = self.theirs.currency if self.theirs else "none"
        return f"The card is in {there} there and in {self.ours.currency} here."

    def behind(self) -> str:
        """The ledger is ahead of the mirror."""
        behind = self.ours.last_seq - self.ours.seq
        if behind:
            return f"{_some(behind, 'entry', 'entries')} here have not been mirrored yet."
        wanted = self.money(self.ours.desired_minor)
        return f"Shopify's balance is to become {wanted}, and has not been asked to yet."

    def moving(self) -> str:
        """Something changed just now."""
        if self.ours.asking:
            return f"{self._balances()} A call to Shopify has no known end: see the doubts."
        return f"{self._balances()} Something changed just now, so this is looked at again later."

    def ended(self) -> str:
        """It can be spent here and not there."""
        assert self.theirs is not None
        if not self.theirs.enabled:
            return (
                "The card was deactivated in Shopify, which can't be undone there; here it can "
                f"still be spent, with {self.money(self.ours.desired_minor)} on it."
            )
        last = self.ours.expires_on
        here = f"its last day is {last}" if last else "it never expires"
        return f"The card expired in Shopify on {self.theirs.expires_on}; here {here}."

    def missed(self, orders: Sequence[OrderMovement]) -> str:
        """Orders there moved it, and the ledger lacks that."""
        told = [
            f"order {one.order_id} {_did(one.amount_minor)} {self.money(abs(one.amount_minor))} "
            f"(transaction {one.transaction_id})"
            for one in orders[:NAMED]
        ]
        return f"{self._balances()} The ledger lacks this: {_listed(told, len(orders))}."

    def adjusted(self, movements: Sequence[Movement]) -> str:
        """Somebody changed it by hand."""
        told = self._told(movements)
        return f"{self._balances()} Changed in Shopify without an order and not by us: {told}."

    def unexplained(self, movements: Sequence[Movement]) -> str:
        """What is known does not add up to the difference."""
        if not movements:
            return f"{self._balances()} No movement of the card in Shopify explains that."
        told = self._told(movements)
        return f"{self._balances()} What we find there does not add up to that: {told}."

    def money(self, minor: int) -> str:
        """An amount with its currency: `-5.00 USD`."""
        sign = "-" if minor < 0 else ""
        return f"{sign}{decimal_text(abs(minor), self.ours.currency)} {self.ours.currency}"

    def _balances(self) -> str:
        assert self.theirs is not None
        difference = self.theirs.balance_minor - self.ours.believed_minor
        there = self.money(self.theirs.balance_minor)
        if not difference:
            return f"Shopify has {there}, as the ledger knows."
        more = "more" if difference > 0 else "less"
        known = f"{self.money(abs(difference))} {more} than the ledger knows of"
        return f"Shopify has {there}: {known}."

    def _told(self, movements: Sequence[Movement]) -> str:
        told = [
            f"{self.money(one.amount_minor)} at {_time(one.processed_at)} (movement {one.id})"
            for one in movements[:NAMED]
        ]
        return _listed(told, len(movements))


def _did(amount_minor: int) -> str:
    return "drew" if amount_minor < 0 else "gave back"


def _listed(told: list[str], of: int) -> str:
    more = of - len(told)
    return "; ".join([*told, f"and {more} more"] if more > 0 else told)


def _some(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
