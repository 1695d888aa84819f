"""Refund plans: every minor unit goes to a tender that can still take it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giftledger.ledger.refund_plan import Policy, Tender, TenderKind, largest_remainder, plan
from giftledger.ledger.rejections import Rejection

CARD, OTHER = TenderKind


def tender(captured_minor: int, refunded_minor: int = 0, kind: TenderKind = CARD) -> Tender:
    return Tender(
        tender_id="t", kind=kind, captured_minor=captured_minor, refunded_minor=refunded_minor
    )


@st.composite
def paid_tenders(draw: st.DrawFn) -> list[Tender]:
    """At least one that can still get something back."""
    size = draw(st.integers(1, 6))
    captured = draw(st.lists(st.integers(1, 10**9), min_size=size, max_size=size))
    found = [
        tender(minor, draw(st.integers(0, minor)), draw(st.sampled_from(TenderKind)))
        for minor in captured
    ]
    return [*found, tender(draw(st.integers(1, 10**9)))]


def refundable(tenders: list[Tender]) -> int:
    return sum(one.refundable_minor for one in tenders)


def planned(amount_minor: int, tenders: list[Tender], policy: Policy) -> tuple[int, ...]:
    shares = plan(amount_minor, tenders, policy)
    assert not isinstance(shares, Rejection)
    return shares


@pytest.mark.parametrize(
    ("policy", "shares"),
    [
        (Policy.CARD_FIRST, (300, 80, 500, 120)),
        (Policy.OTHER_FIRST, (0, 400, 0, 600)),
        (Policy.LAST_IN_FIRST_OUT, (0, 0, 400, 600)),
        (Policy.PRO_RATA, (167, 222, 278, 333)),
    ],
)
def test_each_policy_has_its_own_order(policy: Policy, shares: tuple[int, ...]) -> None:
    tenders = [tender(300), tender(400, kind=OTHER), tender(500), tender(600, kind=OTHER)]
    assert planned(1000, tenders, policy) == shares


def test_what_one_tender_can_not_take_goes_to_those_that_can() -> None:
    tenders = [tender(600, 590), tender(200), tender(100)]
    assert planned(100, tenders, Policy.PRO_RATA) == (10, 60, 30)


@pytest.mark.parametrize("policy", Policy)
def test_zero_and_too_much_are_refused(policy: Policy) -> None:
    tenders = [tender(100, 40), tender(50, kind=OTHER)]
    assert plan(0, tenders, policy) is Rejection.ZERO_AMOUNT
    assert plan(111, tenders, policy) is Rejection.EXCEEDS_REDEMPTION
    assert plan(110, tenders, policy) == (60, 50)
    assert plan(1, [], policy) is Rejection.EXCEEDS_REDEMPTION


def test_the_largest_remainders_get_what_rounding_left() -> None:
    assert largest_remainder(10, (1, 1, 1)) == (4, 3, 3)
    assert largest_remainder(100, (1, 2, 0)) == (33, 67, 0)
    assert largest_remainder(0, (1, 2)) == (0, 0)


@given(
    st.integers(0, 10**12),
    st.lists(st.integers(0, 10**12), min_size=1, max_size=8).filter(any),
)
def test_a_split_is_exact_and_off_by_less_than_one_unit(amount: int, weights: list[int]) -> None:
    shares, total = largest_remainder(amount, weights), sum(weights)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * total - amount * weight) < total


@given(paid_tenders(), st.sampled_from(Policy), st.data())
def test_a_plan_is_exact_and_within_what_was_captured(
    tenders: list[Tender], policy: Policy, data: st.DataObject
) -> None:
    amount = data.draw(st.integers(1, refundable(tenders)))
    shares = planned(amount, tenders, policy)
    assert sum(shares) == amount
    assert len(shares) == len(tenders)
    for share, one in zip(shares, tenders, strict=True):
        assert 0 <= share <= one.refundable_minor


@given(paid_tenders(), st.data())
def test_the_preferred_kind_is_emptied_before_the_other_gets_anything(
    tenders: list[Tender], data: st.DataObject
) -> None:
    amount = data.draw(st.integers(1, refundable(tenders)))
    for policy, first in ((Policy.CARD_FIRST, CARD), (Policy.OTHER_FIRST, OTHER)):
        shares = planned(amount, tenders, policy)
        preferred = [one for one in tenders if one.kind is first]
        got = sum(share for share, one in zip(shares, tenders, strict=True) if one.kind is first)
        assert got == min(amount, refundable(preferred))


@given(paid_tenders(), st.data())
def test_the_last_in_is_emptied_before_the_one_before_it(
    tenders: list[Tender], data: st.DataObject
) -> None:
    rest = data.draw(st.integers(1, refundable(tenders)))
    shares = planned(rest, tenders, Policy.LAST_IN_FIRST_OUT)
    for share, one in zip(reversed(shares), reversed(tenders), strict=True):
        assert share == min(rest, one.refundable_minor)
        rest -= share


@given(
    st.lists(st.integers(1, 10**4), min_size=1, max_size=5),
    st.lists(st.integers(1, 10**4), max_size=8),
    st.sampled_from(Policy),
)
def test_refunds_that_end_in_the_full_amount_give_back_what_was_captured(
    captured: list[int], refunds: list[int], policy: Policy
) -> None:
    tenders = [tender(minor) for minor in captured]
    for wanted in (*refunds, sum(captured)):
        amount = min(wanted, refundable(tenders))
        if amount == 0:
            break
        shares = planned(amount, tenders, policy)
        tenders = [
            tender(one.captured_minor, one.refunded_minor + share)
            for one, share in zip(tenders, shares, strict=True)
        ]
    assert [one.refunded_minor for one in tenders] == captured
