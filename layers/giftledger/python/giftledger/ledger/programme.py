"""The programme: what a set of cards has in common, from its amounts to its expiry.

A programme is a setting, not a fact: changing it changes what is decided from then on, and
nothing that was decided before.
"""

from calendar import monthrange
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from giftledger.ledger.fields import LAST_YEAR, MAX_CARDS, AmountMinor, Currency
from giftledger.ledger.parts import Part
from giftledger.ledger.rejections import Rejection

MAX_MONTHS = 1200
"""A hundred years: whoever means "never" leaves the rule out."""

FixedValues = Annotated[tuple[AmountMinor, ...], Field(min_length=1)]


class Switch(StrEnum):
    """What a programme can turn off, each without touching the others."""

    SELL = "sell"
    ACTIVATE = "activate"
    RELOAD = "reload"
    REDEEM = "redeem"
    REFUND_TO = "refund_to"
    ENQUIRY = "enquiry"


class Portion(StrEnum):
    """The parts of an order that a card may or may not pay."""

    GOODS = "goods"
    SHIPPING = "shipping"
    TAX = "tax"
    FEES = "fees"
    TIPS = "tips"


class CodeProfile(StrEnum):
    """What the codes of a programme look like; giftledger.codes mints them."""

    ALNUM16 = "alnum16"
    ALNUM15 = "alnum15"
    DIGITS16 = "digits16"


class MergedCodes(StrEnum):
    """What the code of a card that was merged into another one does."""

    LEAD_ON = "lead_on"
    """It pays from the card that has the value now."""
    REFUSE = "refuse"


class CountedFrom(StrEnum):
    """Which event starts the months of an expiry."""

    ISSUE = "issue"
    LAST_LOAD = "last_load"
    """Issue or reload, whichever was later."""


class Limits(Part):
    """The bounds of one currency; what is None has no bound."""

    minimum_minor: AmountMinor | None = None
    maximum_minor: AmountMinor | None = None
    """May be below the minimum: then nothing is sold, and outstanding cards pay as before."""
    step_minor: AmountMinor | None = None
    """Amounts are whole steps above the minimum, or above 0 where there is none."""
    cap_minor: AmountMinor | None = None
    """The largest balance of one card."""


class ExpiryRule(Part):
    """How long a card is valid."""

    months: Annotated[int, Field(ge=1, le=MAX_MONTHS)]
    counted_from: CountedFrom


class Programme(Part):
    """The common rules of a set of cards. A default is the most that a programme can allow."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    off: frozenset[Switch] = frozenset()
    limits: dict[Currency, Limits] = Field(default_factory=dict)
    """A currency that is not named has no bounds."""
    values: dict[Currency, FixedValues] = Field(default_factory=dict)
    """The fixed values on offer, without exchange rates; empty: any amount in any currency."""
    coverage: frozenset[Portion] = frozenset(Portion)
    code_profile: CodeProfile = CodeProfile.ALNUM16
    expiry: ExpiryRule | None = None
    """None: the cards never expire."""
    merged_codes: MergedCodes = MergedCodes.LEAD_ON
    cash_out_up_to_minor: dict[Currency, AmountMinor] = Field(default_factory=dict)
    """The largest balance that is paid out; none in a currency that is not named."""
    cards_per_payment: Annotated[int, Field(ge=1, le=MAX_CARDS)] = MAX_CARDS

    def allows(self, switch: Switch) -> bool:
        """Whether this may be done with the programme's cards."""
        return switch not in self.off

    def refuses_value(self, amount_minor: int, currency: str) -> Rejection | None:
        """Why this positive amount can't be bought or loaded; None: it can.

        Fixed values come on top of the limits: an amount has to pass both.
        """
        if self.values and currency not in self.values:
            return Rejection.CURRENCY_NOT_OFFERED
        limits = self.limits.get(currency, Limits())
        fixed = self.values.get(currency, (amount_minor,))
        minimum_minor = limits.minimum_minor or 0
        if amount_minor < max(minimum_minor, min(fixed)):
            return Rejection.BELOW_MINIMUM
        if amount_minor > min(limits.maximum_minor or amount_minor, max(fixed)):
            return Rejection.ABOVE_MAXIMUM
        is_on_step = (amount_minor - minimum_minor) % (limits.step_minor or 1) == 0
        return None if is_on_step and amount_minor in fixed else Rejection.OFF_STEP

    def refuses_balance(self, balance_minor: int, currency: str) -> Rejection | None:
        """Why a card can't come to hold this balance; None: it can."""
        cap_minor = self.limits.get(currency, Limits()).cap_minor
        above = cap_minor is not None and balance_minor > cap_minor
        return Rejection.ABOVE_CAP if above else None

    def expires_on_when_issued(self, now: datetime) -> str | None:
        """The last day (UTC, e.g. `2028-11-24`) of a card issued at this aware time.

        Months are calendar months; where the month is too short, its last day. None: never.
        """
        if self.expiry is None:
            return None
        assert now.utcoffset() is not None, "a time without its offset has no date"
        # A clock that is wrong by millennia has no neighbouring zone to be converted to.
        sane = date.min.year < now.year < LAST_YEAR
        day = now.astimezone(UTC).date() if sane else now.date()
        return _months_after(day, self.expiry.months).isoformat()

    def expires_on_when_reloaded(self, now: datetime, *, current: str | None) -> str | None:
        """The last day of a card that had `current`, once it is reloaded at this aware time.

        Never earlier than before. Only a rule that counts from the last load changes it: a
        programme whose rule was taken away leaves its cards the day that they have.
        """
        if self.expiry is None or current is None:
            return current
        if self.expiry.counted_from is CountedFrom.ISSUE:
            return current
        counted_anew = self.expires_on_when_issued(now)
        assert counted_anew is not None
        return max(current, counted_anew)


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = min(day.year + years, LAST_YEAR), month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
