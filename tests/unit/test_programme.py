"""Programmes: switches, amounts on offer, and the last day of a card."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from giftledger.ledger.programme import (
    CodeProfile,
    CountedFrom,
    ExpiryRule,
    Limits,
    MergedCodes,
    Portion,
    Programme,
    Switch,
)
from giftledger.ledger.rejections import Rejection

SETTINGS = [frozenset(off) for size in range(len(Switch) + 1) for off in combinations(Switch, size)]
IN_STEPS = Limits(minimum_minor=1000, maximum_minor=50_000, step_minor=500, cap_minor=60_000)


def lasting(months: int, counted_from: CountedFrom = CountedFrom.ISSUE) -> Programme:
    return Programme(name="p", expiry=ExpiryRule(months=months, counted_from=counted_from))


def noon(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T12:00:00+00:00")


@pytest.mark.parametrize("off", SETTINGS, ids=lambda off: "+".join(sorted(off)) or "none")
def test_each_switch_obeys_only_itself(off: frozenset[Switch]) -> None:
    programme = Programme(name="p", off=off)
    for switch in Switch:
        assert programme.allows(switch) is (switch not in off)


def test_there_are_sixty_four_settings() -> None:
    assert len(set(SETTINGS)) == 64


def test_a_programme_is_read_from_json_and_written_back() -> None:
    text = """{
        "name": "winter", "off": ["sell", "reload"],
        "limits": {"USD": {"minimum_minor": 1000}}, "values": {"JPY": [1000, 3000]},
        "coverage": ["goods"], "code_profile": "digits16", "merged_codes": "refuse",
        "expiry": {"months": 24, "counted_from": "last_load"},
        "cash_out_up_to_minor": {"USD": 999}, "cards_per_payment": 1
    }"""
    programme = Programme.model_validate_json(text)
    assert programme.off == {Switch.SELL, Switch.RELOAD}
    assert programme.coverage == {Portion.GOODS}
    assert programme.code_profile is CodeProfile.DIGITS16
    assert programme.merged_codes is MergedCodes.REFUSE
    assert Programme.model_validate_json(programme.model_dump_json()) == programme


def test_a_programme_allows_all_that_it_does_not_name() -> None:
    programme = Programme.model_validate_json('{"name": "default"}')
    assert (programme.off, programme.coverage) == (frozenset(), frozenset(Portion))
    assert (programme.expiry, programme.cards_per_payment) == (None, 25)
    assert programme.code_profile is CodeProfile.ALNUM16
    assert programme.merged_codes is MergedCodes.LEAD_ON
    assert programme.cash_out_up_to_minor == {}


@pytest.mark.parametrize(
    "setting",
    [
        '"name": ""',
        f'"name": "{"n" * 41}"',
        '"name": "p", "off": ["sel"]',
        '"name": "p", "limits": {"usd": {}}',
        '"name": "p", "limits": {"USD": {"minimum_minor": 0}}',
        '"name": "p", "limits": {"USD": {"minimum_minor": 10.5}}',
        '"name": "p", "values": {"USD": []}',
        '"name": "p", "values": {"USD": ["1000"]}',
        '"name": "p", "cards_per_payment": 26',
        '"name": "p", "cards_per_payment": 0',
        '"name": "p", "expiry": {"months": 0, "counted_from": "issue"}',
        '"name": "p", "expiry": {"months": 1201, "counted_from": "issue"}',
        '"name": "p", "discount": 1',
    ],
)
def test_a_setting_that_means_nothing_is_refused(setting: str) -> None:
    with pytest.raises(ValidationError):
        Programme.model_validate_json(f"{{{setting}}}")


@pytest.mark.parametrize(
    ("amount_minor", "rejection"),
    [
        (999, Rejection.BELOW_MINIMUM),
        (1000, None),
        (1001, Rejection.OFF_STEP),
        (1500, None),
        (50_000, None),
        (50_001, Rejection.ABOVE_MAXIMUM),
    ],
)
def test_amounts_are_within_limits_and_on_their_steps(
    amount_minor: int, rejection: Rejection | None
) -> None:
    programme = Programme(name="p", limits={"USD": IN_STEPS})
    assert programme.refuses_value(amount_minor, "USD") is rejection


def test_steps_count_from_the_minimum_or_from_zero() -> None:
    programme = Programme(
        name="p",
        limits={"USD": Limits(minimum_minor=700, step_minor=500), "EUR": Limits(step_minor=500)},
    )
    assert programme.refuses_value(1200, "USD") is None
    assert programme.refuses_value(1500, "USD") is Rejection.OFF_STEP
    assert programme.refuses_value(1500, "EUR") is None
    assert programme.refuses_value(1200, "EUR") is Rejection.OFF_STEP


def test_limits_bind_their_own_currency_only() -> None:
    programme = Programme(name="p", limits={"USD": IN_STEPS})
    assert programme.refuses_value(1, "EUR") is None
    assert programme.refuses_balance(10**9, "EUR") is None


def test_only_fixed_values_are_sold_where_there_are_any() -> None:
    programme = Programme(name="p", values={"USD": (1000, 2500), "JPY": (1000,)})
    assert programme.refuses_value(2500, "USD") is None
    assert programme.refuses_value(2500, "JPY") is Rejection.ABOVE_MAXIMUM
    assert programme.refuses_value(2000, "USD") is Rejection.OFF_STEP
    assert programme.refuses_value(999, "USD") is Rejection.BELOW_MINIMUM
    assert programme.refuses_value(1000, "EUR") is Rejection.CURRENCY_NOT_OFFERED


def test_a_minimum_above_everything_stops_sales_of_fixed_values_too() -> None:
    limits = {"USD": Limits(minimum_minor=10**12, maximum_minor=50_000)}
    programme = Programme(name="p", limits=limits, values={"USD": (1000,)})
    assert programme.refuses_value(1000, "USD") is Rejection.BELOW_MINIMUM
    assert programme.allows(Switch.REDEEM)


def test_a_balance_up_to_the_cap_is_accepted() -> None:
    programme = Programme(name="p", limits={"USD": IN_STEPS})
    assert programme.refuses_balance(60_000, "USD") is None
    assert programme.refuses_balance(60_001, "USD") is Rejection.ABOVE_CAP


@pytest.mark.parametrize(
    ("issued", "months", "last_day"),
    [
        ("2026-11-24", 24, "2028-11-24"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2027-02-28", 12, "2028-02-28"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2000-02-29", 1200, "2100-02-28"),
    ],
)
def test_a_card_lasts_calendar_months(issued: str, months: int, last_day: str) -> None:
    assert lasting(months).expires_on_when_issued(noon(issued)) == last_day


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 1200))
def test_the_last_day_is_in_the_month_that_was_counted_to(issued: date, months: int) -> None:
    text = lasting(months).expires_on_when_issued(noon(issued.isoformat()))
    assert text is not None
    last = date.fromisoformat(text)
    assert (last.year - issued.year) * 12 + last.month - issued.month == months
    assert last.day == issued.day or (last.day < issued.day and (last + timedelta(1)).day == 1)


def test_months_are_counted_from_the_day_in_utc() -> None:
    evening_in_new_york = datetime(2026, 12, 31, 22, 0, tzinfo=timezone(timedelta(hours=-5)))
    assert lasting(12).expires_on_when_issued(evening_in_new_york) == "2028-01-01"


def test_without_a_rule_a_card_never_expires() -> None:
    programme = Programme(name="p")
    now = datetime(2026, 11, 24, tzinfo=UTC)
    assert programme.expires_on_when_issued(now) is None
    assert programme.expires_on_when_reloaded(now, current="2027-01-01") == "2027-01-01"


@pytest.mark.parametrize(
    ("counted_from", "current", "last_day"),
    [
        (CountedFrom.LAST_LOAD, "2027-03-01", "2027-11-24"),
        (CountedFrom.LAST_LOAD, "2029-03-01", "2029-03-01"),
        (CountedFrom.LAST_LOAD, None, None),
        (CountedFrom.ISSUE, "2027-03-01", "2027-03-01"),
        (CountedFrom.ISSUE, None, None),
    ],
)
def test_a_reload_never_shortens_a_card(
    counted_from: CountedFrom, current: str | None, last_day: str | None
) -> None:
    programme = lasting(12, counted_from)
    found = programme.expires_on_when_reloaded(noon("2026-11-24"), current=current)
    assert found == last_day
