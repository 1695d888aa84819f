"""The table of guards says what the product says, so that taking one away means something."""

import ast

import pytest

from tests.prove.guarded import CONTRACT, GUARDS
from tests.prove.guarded.guard import ROOT, SOURCE, Guard, MovedError


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_is_where_the_table_says_and_what_is_left_without_it_can_be_read(
    guard: Guard,
) -> None:
    text = (SOURCE / "giftledger" / guard.file).read_text(encoding="utf-8")
    without = guard.removed_from(text)
    assert ast.dump(ast.parse(without)) != ast.dump(ast.parse(text))


def test_every_test_that_is_to_notice_is_there() -> None:
    for named in {test for guard in GUARDS for test in guard.tests}:
        file, _, name = named.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {name}" in text, named


def test_each_guard_that_the_contract_names_is_in_the_table() -> None:
    assert set(CONTRACT) <= {guard.name.partition(":")[0] for guard in GUARDS}
    assert len({guard.name for guard in GUARDS}) == len(GUARDS)


@pytest.mark.parametrize("text", ["", "if a:\nif a:\n"], ids=["gone", "twice"])
def test_a_guard_that_moved_is_no_guard_that_was_removed(text: str) -> None:
    guard = Guard("a", "a.py", "if a:", "if False:", ())
    with pytest.raises(MovedError):
        guard.removed_from(text)
