"""Quotes: exact, never negative, and no split of the cards leaves less to pay."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from giftledger.ledger.parts import Funding
from giftledger.ledger.programme import Portion
from giftledger.ledger.quote import (
    Allocation,
    Draw,
    Fund,
    OrderAmounts,
    allocate,
    draw_order,
    quote,
)

GOODS, SHIPPING, TAX, FEES, TIPS = Portion
ALL = frozenset(Portion)


def fund(
    name: str,
    available_minor: int = 1000,
    *covers: Portion,
    expires_on: str | None = None,
    funding: Funding = Funding.SOLD,
) -> Fund:
    """A card that covers everything unless it is said what."""
    return Fund(name, available_minor, frozenset(covers) or ALL, expires_on, funding)


def amounts(*minor: int) -> OrderAmounts:
    names = [f"{portion}_minor" for portion in Portion]
    return OrderAmounts(**dict(zip(names, minor, strict=False)))


def drawn(allocation: Allocation) -> dict[str, int]:
    return {draw.gift_card_id: draw.amount_minor for draw in allocation.draws}


def orders() -> st.SearchStrategy[OrderAmounts]:
    return st.builds(amounts, *[st.integers(0, 10**6)] * len(Portion))


def some_funds() -> st.SearchStrategy[list[Fund]]:
    covers = st.frozensets(st.sampled_from(Portion))
    return st.lists(st.tuples(st.integers(0, 10**6), covers), max_size=6).map(numbered)


def small_orders() -> st.SearchStrategy[OrderAmounts]:
    """Three portions: enough for cards to be in each other's way, few enough to try all splits."""
    return st.builds(amounts, *[st.integers(0, 3)] * 3)


def few_funds() -> st.SearchStrategy[list[Fund]]:
    covers = st.frozensets(st.sampled_from([GOODS, SHIPPING, TAX]), min_size=1)
    fund_lists = st.lists(st.tuples(st.integers(1, 3), covers), min_size=2, max_size=5)
    return fund_lists.map(numbered)


def numbered(purses: Sequence[tuple[int, frozenset[Portion]]]) -> list[Fund]:
    return [
        Fund(f"gc_{number}", available, coverage, None, Funding.SOLD)
        for number, (available, coverage) in enumerate(purses)
    ]


def most_payable(order: OrderAmounts, funds: Sequence[Fund]) -> int:
    """By trying every split, one minor unit after the other: what remains unpaid in each."""
    remaining = {tuple(order.of(portion) for portion in Portion)}
    for one in funds:
        places = [place for place, portion in enumerate(Portion) if portion in one.coverage]
        for _ in range(one.available_minor):
            remaining |= {
                (*left[:place], left[place] - 1, *left[place + 1 :])
                for left in remaining
                for place in places
                if left[place]
            }
    return order.gross_minor - min(sum(left) for left in remaining)


def test_cards_are_drawn_by_expiry_then_funding_then_size_then_id() -> None:
    expected = [
        fund("gc_soon", 9000, expires_on="2026-12-31"),
        fund("gc_given", 9000, expires_on="2027-12-31", funding=Funding.PROMOTIONAL),
        fund("gc_sold", 100, expires_on="2027-12-31"),
        fund("gc_given_for_ever", 9000, funding=Funding.PROMOTIONAL),
        fund("gc_small", 100),
        fund("gc_a", 500, funding=Funding.REFUND),
        fund("gc_b", 500),
    ]
    assert draw_order(reversed(expected)) == tuple(expected)


def test_cards_are_drawn_in_the_order_given() -> None:
    one, other = fund("gc_1", 700), fund("gc_2", 700)
    assert drawn(allocate(amounts(1000), [one, other])) == {"gc_1": 700, "gc_2": 300}
    assert drawn(allocate(amounts(1000), [other, one])) == {"gc_2": 700, "gc_1": 300}


def test_a_card_that_pays_nothing_has_no_draw() -> None:
    funds = [fund("gc_empty", 0), fund("gc_1", 1000), fund("gc_2", 1000)]
    assert drawn(allocate(amounts(1000), funds)) == {"gc_1": 1000}


def test_a_card_pays_first_what_later_ones_can_not() -> None:
    found = allocate(amounts(500, 500), [fund("gc_1", 500), fund("gc_2", 500, GOODS)])
    assert found.draws == (
        Draw("gc_1", 500, {SHIPPING: 500}),
        Draw("gc_2", 500, {GOODS: 500}),
    )


def test_a_card_leaves_to_later_ones_what_they_could_pay_even_where_there_is_room() -> None:
    first, _ = allocate(amounts(500, 500), [fund("gc_1", 400), fund("gc_2", 100, GOODS)]).draws
    assert first.covered == {SHIPPING: 400}


def test_among_equals_a_card_pays_goods_first() -> None:
    (draw,) = allocate(amounts(500, 500, 500), [fund("gc_1", 700)]).draws
    assert draw.covered == {GOODS: 500, SHIPPING: 200}


def test_many_poor_cards_do_not_outvote_a_rich_one() -> None:
    # Fewer later cards cover goods than shipping, but that one could pay all of the goods.
    funds = [
        fund("gc_1", 500, GOODS, SHIPPING),
        fund("gc_rich", 500, GOODS),
        fund("gc_poor", 1, SHIPPING),
        fund("gc_poorer", 1, SHIPPING),
    ]
    found = allocate(amounts(500, 500), funds)
    assert drawn(found) == {"gc_1": 500, "gc_rich": 500}


def test_drawing_stops_at_the_limit() -> None:
    funds = [fund("gc_1", 700), fund("gc_2", 700)]
    assert drawn(allocate(amounts(1000), funds, limit_minor=800)) == {"gc_1": 700, "gc_2": 100}
    assert drawn(allocate(amounts(1000), funds, limit_minor=0)) == {}
    assert drawn(allocate(amounts(1000), funds, limit_minor=5000)) == {"gc_1": 700, "gc_2": 300}


def test_a_quote_lists_what_is_covered_and_what_is_not() -> None:
    found = quote(amounts(7000, 900, 1580), [fund("gc_1", 10_000, GOODS, TAX)])
    assert (found.gross_minor, found.tax_minor, found.due_minor) == (9480, 1580, 900)
    assert found.covered == {GOODS: 7000, SHIPPING: 0, TAX: 1580, FEES: 0, TIPS: 0}
    assert found.uncovered == {GOODS: 0, SHIPPING: 900, TAX: 0, FEES: 0, TIPS: 0}


def test_nothing_due_is_quoted_like_any_order() -> None:
    found = quote(amounts(0), [fund("gc_1")])
    assert (found.gross_minor, found.tenders, found.due_minor) == (0, (), 0)


@given(orders(), some_funds(), st.integers(0, 10**7))
def test_draws_are_exact_and_within_what_is_there(
    order: OrderAmounts, funds: list[Fund], limit_minor: int
) -> None:
    found = allocate(order, funds, limit_minor=limit_minor)
    by_id = {one.gift_card_id: one for one in funds}
    for draw in found.draws:
        one = by_id[draw.gift_card_id]
        assert 0 < draw.amount_minor <= one.available_minor
        assert sum(draw.covered.values()) == draw.amount_minor
        assert set(draw.covered) <= one.coverage
        assert min(draw.covered.values()) > 0
    assert all(0 <= found.covered[portion] <= order.of(portion) for portion in Portion)
    assert found.drawn_minor == sum(found.covered.values())
    full_minor = allocate(order, funds).drawn_minor
    assert found.drawn_minor == min(limit_minor, full_minor)


@given(orders(), some_funds())
def test_a_quote_adds_up_and_has_no_negative_numbers(
    order: OrderAmounts, funds: list[Fund]
) -> None:
    found = quote(order, funds)
    assert found.tax_minor == order.tax_minor
    tendered = sum(draw.amount_minor for draw in found.tenders)
    assert found.gross_minor == tendered + found.due_minor == order.gross_minor
    assert found.due_minor == sum(found.uncovered.values())
    for portion in Portion:
        assert found.covered[portion] + found.uncovered[portion] == order.of(portion)
        assert min(found.covered[portion], found.uncovered[portion]) >= 0
    assert found.due_minor >= 0


@settings(max_examples=600)
@given(small_orders(), few_funds())
def test_each_card_pays_as_much_as_it_can_before_the_next(
    order: OrderAmounts, funds: list[Fund]
) -> None:
    paid = drawn(allocate(order, funds))
    for count in range(len(funds) + 1):
        first = funds[:count]
        assert sum(paid.get(one.gift_card_id, 0) for one in first) == most_payable(order, first)
    # With all of them it is the optimum: no split of the cards leaves less to pay.
    assert quote(order, funds).due_minor == order.gross_minor - most_payable(order, funds)
