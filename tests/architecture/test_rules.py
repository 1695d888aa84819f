"""Every rule holds for the project, and is seen to report what breaks it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.architecture import arrows, shape, wording
from tests.architecture.planted import VIOLATIONS
from tests.architecture.sources import PACKAGE, ROOT, python_files

Rule = Callable[[Path], list[str]]

RULES: tuple[Rule, ...] = (
    arrows.parts_without_a_place,
    arrows.arrows_that_point_up,
    arrows.impure_ledger,
    arrows.database_elsewhere,
    arrows.boto3_at_run_time,
    arrows.functions_that_meet,
    arrows.platforms_that_meet,
    arrows.infra_that_knows_too_much,
    arrows.relative_imports,
    shape.functions_of_another_shape,
    shape.long_files,
    shape.long_functions,
    shape.vague_names,
    shape.modules_without_a_purpose,
    shape.imports_outside_the_layer,
    shape.names_that_say_little,
    wording.words_from_elsewhere,
)

CASES = [(rule, files) for rule in RULES for files in VIOLATIONS[rule.__name__]]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(rule: Rule) -> None:
    found = rule(ROOT)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("rule", "files"), CASES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_planted_violation_is_reported(
    rule: Rule, files: Mapping[str, str], tmp_path: Path
) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert rule(tmp_path)


def test_the_rules_find_their_subjects_on_disk() -> None:
    assert len(list(python_files(ROOT, PACKAGE))) > len(arrows.ROW_OF)
    assert len(list(python_files(ROOT, "functions"))) > 1
    assert set(VIOLATIONS) == {rule.__name__ for rule in RULES}


def test_no_row_names_a_part_that_is_gone() -> None:
    there = {source.part for source in python_files(ROOT, PACKAGE)}
    assert set(arrows.ROW_OF) <= there
