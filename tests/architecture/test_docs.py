"""The documentation tells the truth where a test can know it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from giftledger.ledger.rejections import ADVICE, Rejection
from handbook.pages import PAGES
from tests.architecture.markdown import dead_links, missing_pages, unknown_make_targets
from tests.architecture.sources import ROOT

Rule = Callable[[Path], list[str]]

BROKEN: list[tuple[Rule, Mapping[str, str]]] = [
    (dead_links, {"README.md": "[here](docs/gone.md)"}),
    (dead_links, {"README.md": "[here](#gone)\n\n# There\n"}),
    (dead_links, {"docs/a.md": "[b](b.md#second)", "docs/b.md": "# First\n"}),
    (unknown_make_targets, {"Makefile": "test: setup\n", "README.md": "Run `make tests`."}),
    (unknown_make_targets, {"Makefile": "up:\n", "docs/a.md": "```sh\nmake -s card REF=1\n```"}),
    (missing_pages, {"app.py": '"""See docs/gone.md."""\n'}),
]


@pytest.mark.parametrize("rule", [dead_links, unknown_make_targets, missing_pages])
def test_what_the_pages_point_at_is_there(rule: Rule) -> None:
    found = rule(ROOT)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("rule", "files"), BROKEN)
def test_a_planted_mistake_is_reported(
    rule: Rule, files: Mapping[str, str], tmp_path: Path
) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert rule(tmp_path)


def test_working_links_and_targets_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("up: setup\n")
    (tmp_path / "README.md").write_text("`make up`, [below](#a-b--c)\n\n## A b & `c`\n")
    assert dead_links(tmp_path) == unknown_make_targets(tmp_path) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_generated_page_is_as_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path](), "stale: make pages"


def test_every_rejection_says_what_to_do() -> None:
    assert set(ADVICE) == set(Rejection)
    for advice in ADVICE.values():
        assert advice.sentence.endswith(".")
        assert advice.http_status in {403, 404, 409, 422}
