"""The lines that we write into an order's note stand beside what people wrote, once."""

from giftledger.mirroring.order_marks import (
    DENIED,
    DENIED_TAG,
    ISSUED,
    NOTE_LIMIT,
    has_tag,
    issued_line,
    note_with,
)
from giftledger.mirroring.order_units import Readiness
from tests.fakes.order_desk import sold


def test_a_line_is_added_below_what_people_wrote() -> None:
    assert note_with("Gift wrap\n\nRing twice", DENIED, instead_of=DENIED) == (
        f"Gift wrap\n\nRing twice\n{DENIED}"
    )
    assert note_with(None, DENIED, instead_of=DENIED) == DENIED


def test_a_line_that_stands_there_is_not_written_again() -> None:
    assert note_with(f"Gift wrap\n{DENIED}\nseen, Bob", DENIED, instead_of=DENIED) is None


def test_our_older_line_gives_way_to_the_newer_one() -> None:
    older, newer = f"{ISSUED}1 (…A3C9)", f"{ISSUED}2 (…A3C9, …22BF)"
    assert note_with(f"{older}\nGift wrap", newer, instead_of=ISSUED) == f"Gift wrap\n{newer}"


def test_a_note_that_is_full_is_left_as_it_is() -> None:
    assert note_with("x" * NOTE_LIMIT, DENIED, instead_of=DENIED) is None


def test_many_cards_make_a_short_line() -> None:
    line = issued_line(sold("9001", *[Readiness.READY] * 50))
    assert line.startswith(f"{ISSUED}50 (")
    assert line.endswith(" and others)")
    assert len(line) < 200


def test_tags_differ_by_more_than_their_case() -> None:
    assert has_tag(["gift", " shipping denied"], DENIED_TAG)
    assert not has_tag(["Shipping"], DENIED_TAG)
