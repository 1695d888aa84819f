"""What finance reads: amounts in major units, groups, sides, and the same bytes every time."""

import pytest

from cli.layout import (
    liability_csv,
    liability_text,
    trial_balance_csv,
    trial_balance_text,
)
from cli.money import grouped, plain
from cli.report_command import keys_of
from cli.reporting import Period, Sums, liability, sides, totals, trial_balance
from giftledger.ledger.accounts import Account
from giftledger.tallies import Segment, Tally

DAY = Period("2026-10-31")


def tally(**accounts: int) -> Tally:
    moved = {Account[name]: minor for name, minor in accounts.items()}
    return Tally(1, -moved.get(Account.LIABILITY, 0), moved)


SUMS: Sums = {
    Segment("KWD", "default", "sold"): tally(LIABILITY=-1234567, CLEARING=1234567),
    Segment("USD", "vip", "sold"): tally(LIABILITY=-500, CLEARING=400, DISCOUNT=100),
    Segment("USD", "default", "sold"): tally(LIABILITY=-7000, CLEARING=9000, REDEMPTION=-2000),
    Segment("USD", "default", "promotional"): tally(LIABILITY=0, PROMOTION=0),
}


@pytest.mark.parametrize(
    ("minor", "currency", "machine", "people"),
    [
        (123456, "USD", "1234.56", "1,234.56"),
        (-5, "USD", "-0.05", "-0.05"),
        (123456, "JPY", "123456", "123,456"),
        (1234567, "KWD", "1234.567", "1,234.567"),
        (0, "EUR", "0.00", "0.00"),
        (100, "XXX", "1.00", "1.00"),
    ],
)
def test_amounts_have_the_digits_of_their_currency(
    minor: int, currency: str, machine: str, people: str
) -> None:
    assert (plain(minor, currency), grouped(minor, currency)) == (machine, people)


def test_groups_are_summed_sorted_and_kept_where_nothing_is_owed() -> None:
    rows = liability(SUMS, ["funding", "currency"])
    assert [(row.group, row.liability_minor) for row in rows] == [
        (("promotional", "USD"), 0),
        (("sold", "KWD"), 1234567),
        (("sold", "USD"), 7500),
    ]
    assert totals(rows) == {"KWD": 1234567, "USD": 7500}
    assert [row.group for row in liability(SUMS, ["programme"])] == [
        *(("KWD", "default"), ("USD", "default"), ("USD", "vip"))
    ]


def test_a_liability_of_one_key_needs_no_totals() -> None:
    text = liability_text(liability(SUMS, ["currency"]), ["currency"], DAY, cards="")
    assert text.splitlines() == [
        "Gift card liability at the end of 2026-10-31 (UTC)",
        "",
        "currency  Gift card liability",
        "KWD                 1,234.567",
        "USD                     75.00",
    ]


def test_nothing_booked_is_a_report_without_rows() -> None:
    assert "total" not in liability_text([], ["currency", "funding"], DAY, cards="")
    assert liability_csv([], ["funding"], DAY) == (
        "as_of,currency,funding,liability_minor,liability\n"
    )
    assert (
        trial_balance_text([], DAY, cards="") == "Trial balance at the end of 2026-10-31 (UTC)\n\n"
    )


def test_a_trial_balance_has_every_account_on_one_side_and_equal_totals() -> None:
    rows = trial_balance(SUMS)
    assert sides(rows) == {"KWD": (1234567, 1234567), "USD": (9500, 9500)}
    assert trial_balance_text(rows, Period("2026-10-31", "2026-10-01"), cards="").splitlines() == [
        "Trial balance of 2026-10-01 to 2026-10-31 (UTC)",
        "",
        "KWD                      Debit     Credit",
        "Gift card liability             1,234.567",
        "Sales clearing       1,234.567",
        "Total                1,234.567  1,234.567",
        "",
        "USD                      Debit     Credit",
        "Gift card liability                 75.00",
        "Sales clearing           94.00",
        "Deferred discount         1.00",
        "Redemption clearing                 20.00",
        "Promotion expense",
        "Total                    95.00      95.00",
    ]


def test_rows_for_programs_carry_minor_units_and_decimals() -> None:
    first, *_ = trial_balance_csv(trial_balance(SUMS), DAY).splitlines()[1:]
    assert first == (
        ",2026-10-31,KWD,gift_card_liability,Gift card liability,0,1234567,0.000,1234.567"
    )
    rows = liability(SUMS, ["programme", "currency"])
    assert liability_csv(rows, ["programme", "currency"], DAY).splitlines()[:2] == [
        "as_of,programme,currency,liability_minor,liability",
        "2026-10-31,default,KWD,1234567,1234.567",
    ]


def test_the_keys_of_a_report_may_stand_in_any_order() -> None:
    assert keys_of("funding, currency") == ["funding", "currency"]
