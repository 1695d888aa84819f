"""The rules that a few sets of cards have in common, written down plainly."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from giftledger.ledger.programme import (
    CountedFrom,
    ExpiryRule,
    Limits,
    MergedCodes,
    Portion,
    Programme,
    Switch,
)
from giftledger.ledger.rejections import Rejection
from tests.property.plain.card import some_months_later


@dataclass(frozen=True)
class PlainTerms:
    """What is not said is not limited. The limits are those of one currency, USD."""

    least: int = 1
    most: int | None = None
    step: int = 1
    cap: int | None = None
    only: tuple[int, ...] = ()
    """The values on offer, in USD alone."""
    covers: frozenset[Portion] = frozenset(Portion)
    months: int | None = None
    from_last_load: bool = False
    cash: Mapping[str, int] = field(default_factory=dict)
    cards_per_payment: int = 25

    def objections(self, amount: int, currency: str) -> set[Rejection]:
        """Why this amount is not on offer."""
        if currency != "USD":
            return {Rejection.CURRENCY_NOT_OFFERED} if self.only else set()
        wrong = set()
        if amount < max(self.least, min(self.only, default=0)):
            wrong.add(Rejection.BELOW_MINIMUM)
        most = [bound for bound in (self.most, max(self.only, default=None)) if bound]
        if most and amount > min(most):
            wrong.add(Rejection.ABOVE_MAXIMUM)
        counted_from = self.least if self.least > 1 else 0
        if (amount - counted_from) % self.step or (self.only and amount not in self.only):
            wrong.add(Rejection.OFF_STEP)
        return wrong

    def is_above_cap(self, balance: int, currency: str) -> bool:
        return currency == "USD" and self.cap is not None and balance > self.cap

    def last_day(self, day: date) -> date | None:
        return None if self.months is None else some_months_later(day, self.months)


TERMS: dict[str, PlainTerms] = {
    "default": PlainTerms(),
    "tight": PlainTerms(
        least=1000,
        most=10_000,
        step=500,
        cap=12_000,
        months=1,
        cash={"USD": 1000},
        cards_per_payment=2,
    ),
    "goods": PlainTerms(
        covers=frozenset({Portion.GOODS}),
        months=2,
        from_last_load=True,
        cash={"USD": 5000, "EUR": 3000},
    ),
    "extras": PlainTerms(
        only=(1000, 5000), covers=frozenset({Portion.SHIPPING, Portion.TAX}), cash={"EUR": 10_000}
    ),
}
"""Each covers all that another one covers, or nothing of it."""

DEAD_CODES = frozenset({"tight"})
"""Where the code of a merged card pays nothing, at first."""


def as_programme(
    name: str,
    terms: PlainTerms,
    off: frozenset[Switch] = frozenset(),
    dead_codes: Collection[str] = DEAD_CODES,
) -> Programme:
    """The same, as the ledger takes it."""
    bounds = Limits(
        minimum_minor=terms.least if terms.least > 1 else None,
        maximum_minor=terms.most,
        step_minor=terms.step if terms.step > 1 else None,
        cap_minor=terms.cap,
    )
    counted_from = CountedFrom.LAST_LOAD if terms.from_last_load else CountedFrom.ISSUE
    rule = ExpiryRule(months=terms.months, counted_from=counted_from) if terms.months else None
    return Programme(
        name=name,
        off=off,
        limits={"USD": bounds},
        values={"USD": terms.only} if terms.only else {},
        coverage=terms.covers,
        expiry=rule,
        merged_codes=MergedCodes.REFUSE if name in dead_codes else MergedCodes.LEAD_ON,
        cash_out_up_to_minor=dict(terms.cash),
        cards_per_payment=terms.cards_per_payment,
    )
