"""Plain text: no markup comes through, and what people really type does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giftledger.plain_text import plain, plain_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("I <3 you", "I <3 you"),
        ("Tom & Jerry", "Tom & Jerry"),
        ("5 < 6 > 4", "5 < 6 > 4"),
        ("one<br>two", "one\ntwo"),
        ("a  b\t c\n\n\n\nd", "a b c\n\nd"),
        ("<<b>b>x", "x"),
        ("&amp;lt;b&amp;gt;x", "x"),
        ("<style>p{}</style>", None),
        ("tail <img src=x", "tail img src=x"),
        ("\u2066x\u2069", "x"),
    ],
)
def test_what_is_kept_of_what_was_typed(typed: str, kept: str | None) -> None:
    assert plain(typed, 200) == kept


def test_the_cut_does_not_split_a_letter_from_its_accents_or_an_emoji() -> None:
    assert plain("abce\u0301", 4) == "abc"
    assert plain("abcd👩‍👧", 6) == "abcd"
    assert plain("e" + "\u0301" * 500, 200) == "e" + "\u0301" * 199


def test_a_line_is_one_line() -> None:
    assert plain_line("a\r\nb\u2028c", 10) == "a b c"


@given(st.text(alphabet=st.sampled_from("<>/!&;#ltgampbx3 \n\"'scrip"), max_size=60))
def test_no_tag_survives_and_nothing_changes_the_second_time(typed: str) -> None:
    once = plain(typed, 200)
    if once is not None:
        assert "<b" not in once
        assert "</" not in once
        assert "<s" not in once
        assert len(once) <= 200


def test_ten_thousand_hostile_characters_are_quick_and_bounded() -> None:
    for piece in ("&amp;", "<", "<!--", "<a ", "&" + "amp;" * 20 + "lt;b>"):
        assert len(plain(piece * (10_000 // len(piece)), 200) or "") <= 200
