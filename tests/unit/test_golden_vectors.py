"""The worked examples that everybody can check on paper, one test each."""

from datetime import UTC, datetime

import pytest

from giftledger.amounts import catalogue_text
from giftledger.codes import fits_alnum15, fits_shopify, is_serial_prefix, mint, normalise
from giftledger.ledger.commands import Issue
from giftledger.ledger.order_limits import bonus_minor, exceeds_order_total
from giftledger.ledger.parts import Funding
from giftledger.ledger.programme import CodeProfile, Portion, Programme
from giftledger.ledger.quote import Fund, OrderAmounts, Quote, quote
from giftledger.ledger.refund_plan import Policy, Tender, TenderKind, largest_remainder, plan
from giftledger.ledger.rejections import Rejection
from giftledger.platforms.shopify.translate import translate
from tests.events import shopify as told

GOODS = frozenset({Portion.GOODS})
WITH_SHIPPING = frozenset({Portion.GOODS, Portion.SHIPPING})
ALL = frozenset(Portion)
SHIPPED_ORDER = OrderAmounts(goods_minor=7000, shipping_minor=900)
TAXED_ORDER = OrderAmounts(goods_minor=440_000, tax_minor=110_000)


def quoted(order: OrderAmounts, available_minor: int, coverage: frozenset[Portion]) -> Quote:
    """What one card would pay."""
    return quote(order, [Fund("gc_1", available_minor, coverage, None, Funding.SOLD)])


def drawn(found: Quote) -> int:
    (draw,) = found.tenders
    return draw.amount_minor


def refunded(
    amount_minor: int, *captured_minor: int, policy: Policy
) -> tuple[int, ...] | Rejection:
    """A refund over a gift card and another tender, in this order."""
    kinds = (TenderKind.CARD, TenderKind.OTHER)
    tenders = [
        Tender(tender_id=kind, kind=kind, captured_minor=captured)
        for kind, captured in zip(kinds, captured_minor, strict=True)
    ]
    return plan(amount_minor, tenders, policy)


def test_gv_01_bonus_of_ten_percent_of_an_order_total() -> None:
    assert bonus_minor(18_000, basis_points=1000) == 1800


@pytest.mark.parametrize(
    ("coverage", "available_minor", "drawn_minor", "due_minor"),
    [
        (GOODS, 10_000, 7000, 900),
        (GOODS, 5000, 5000, 2900),
        (WITH_SHIPPING, 10_000, 7900, 0),
    ],
)
def test_gv_02_a_card_pays_the_portions_that_it_covers(
    coverage: frozenset[Portion], available_minor: int, drawn_minor: int, due_minor: int
) -> None:
    found = quoted(SHIPPED_ORDER, available_minor, coverage)
    assert (drawn(found), found.due_minor) == (drawn_minor, due_minor)


@pytest.mark.parametrize(("available_minor", "due_minor"), [(100_000, 450_000), (550_000, 0)])
def test_gv_03_the_tax_of_the_full_order_stays(available_minor: int, due_minor: int) -> None:
    assert TAXED_ORDER.gross_minor * 25 // 125 == TAXED_ORDER.tax_minor
    found = quoted(TAXED_ORDER, available_minor, ALL)
    assert (found.gross_minor, found.tax_minor) == (550_000, 110_000)
    assert (drawn(found), found.due_minor) == (available_minor, due_minor)


def test_gv_04_fixed_values_stand_in_each_currency_without_a_rate() -> None:
    fixed = Programme(name="fixed", values={"USD": (1000,), "SEK": (10_000,), "JPY": (1000,)})
    texts = [
        catalogue_text(value, currency)
        for currency, values in fixed.values.items()
        for value in values
    ]
    assert texts == ["10.00 USD", "100 SEK", "1 000 JPY"]
    for currency, values in fixed.values.items():
        assert fixed.refuses_value(values[0], currency) is None
    assert fixed.refuses_value(1000, "EUR") is Rejection.CURRENCY_NOT_OFFERED
    any_amount = Programme(name="any")
    for currency in ("USD", "SEK", "JPY", "EUR"):
        assert any_amount.refuses_value(100, currency) is None


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (0, "USD", "0.00 USD"),
        (123_456_789, "EUR", "1 234 567.89 EUR"),
        (10_050, "SEK", "100.50 SEK"),
        (10_001, "SEK", "100.01 SEK"),
        (1500, "KWD", "1.500 KWD"),
        (2_000_000, "IQD", "2 000 IQD"),
        (2_000_001, "IQD", "2 000.001 IQD"),
        (10**12, "JPY", "1 000 000 000 000 JPY"),
    ],
)
def test_gv_04_the_text_of_an_amount_is_never_rounded(minor: int, currency: str, text: str) -> None:
    assert catalogue_text(minor, currency) == text


def test_gv_05_fifteen_letters_and_digits_fit_the_format() -> None:
    code = normalise("A1B2C3D4E5F6G7H")
    assert code == "A1B2C3D4E5F6G7H"
    assert fits_alnum15(code)
    assert not fits_alnum15(code[:-1])
    assert not fits_alnum15(code + "8")
    assert fits_alnum15(mint(CodeProfile.ALNUM15))


def test_gv_06_eight_digits_go_to_shopify_as_they_are() -> None:
    assert fits_shopify("12345678")
    assert not fits_shopify("1234567")


def test_gv_07_serials_begin_with_the_prefix_setting() -> None:
    assert is_serial_prefix("9071")
    assert mint(CodeProfile.DIGITS16, prefix="9071").startswith("9071")
    for setting in ("907", "90712", "90A1"):
        assert not is_serial_prefix(setting)


def test_gv_08_the_last_four_of_a_shopify_card_stay_as_they_are() -> None:
    line = told.line(501, "10.00", kind="native")
    shipped = told.fulfillment(9, 1, [line], cards=[(77, 501, "22bf")])
    (issue,) = translate(
        "orders/paid",
        told.order(1, [line], fulfillments=[shipped]),
        sku_prefix="GIFT-",
        received_at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
    ).commands
    assert isinstance(issue, Issue)
    assert issue.last_four == "22bf"


def test_gv_09_cards_and_refunds_stay_within_the_order_total() -> None:
    before = {"order_total_minor": 18_000, "refunded_minor": 10_000, "issued_minor": 5000}
    assert not exceeds_order_total(3000, **before)
    assert exceeds_order_total(3001, **before)


@pytest.mark.parametrize("policy", Policy)
def test_gv_11_a_full_refund_goes_back_to_what_paid(policy: Policy) -> None:
    goods_only = quoted(SHIPPED_ORDER, 10_000, GOODS)
    paid = (drawn(goods_only), goods_only.due_minor)
    assert refunded(7900, *paid, policy=policy) == (7000, 900)
    taxed = quoted(TAXED_ORDER, 100_000, ALL)
    paid = (drawn(taxed), taxed.due_minor)
    assert refunded(550_000, *paid, policy=policy) == (100_000, 450_000)


def test_gv_11_a_pro_rata_refund_splits_as_the_payment_did() -> None:
    assert refunded(55_000, 100_000, 450_000, policy=Policy.PRO_RATA) == (10_000, 45_000)


def test_gv_12_five_over_three_equal_tenders() -> None:
    assert largest_remainder(5, (1000, 1000, 1000)) == (2, 2, 1)
    tenders = [Tender(tender_id=name, kind=TenderKind.CARD, captured_minor=1000) for name in "abc"]
    assert plan(5, tenders, Policy.PRO_RATA) == (2, 2, 1)
