"""An alarm hears its metric (same name, same dimensions), and the runbook explains it."""

import ast
import json
import re
from collections.abc import Iterator

import pytest

from giftledger.observability import count
from tests.architecture.sources import LAYER, ROOT, python_files


def _alarmed_metrics() -> set[str]:
    """The metrics of ours that infra/ reads without dimensions to ring on."""
    sources = python_files(ROOT, "infra")
    return {name for source in sources for name in re.findall(r'_above\(\s*"(\w+)"', source.text)}


def _counts() -> Iterator[tuple[str, bool]]:
    """Every metric that is counted, and whether it has dimensions there."""
    for source in python_files(ROOT, LAYER):
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id == "count" and node.args and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value), bool(node.keywords)


def test_a_metric_is_published_with_its_own_dimensions_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Every function has this variable; Powertools makes a dimension of it unless told otherwise.
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "redemption")
    count("Shortfall")
    count("Rejected", code="not_active")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    published = [line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] for line in lines]
    assert published == [[[]], [["code"]]]


def test_a_metric_that_rings_is_counted_without_dimensions() -> None:
    plain = {name for name, has_dimensions in _counts() if not has_dimensions}
    assert _alarmed_metrics()
    assert sorted(_alarmed_metrics() - plain) == []


def test_every_alarm_has_an_entry_in_the_runbook() -> None:
    headings = (ROOT / "docs/operations.md").read_text(encoding="utf-8").casefold()
    named = set()
    for source in python_files(ROOT, "infra"):
        for text in re.findall(r'alarm_description=f?"([^"]+)"', source.text):
            named.add(text.split("{")[0].strip(" :"))
    assert {"dead letters", "function errors"} <= named
    for alarm in (named | _alarmed_metrics()) - {""}:
        assert f"### {alarm.casefold()}" in headings, alarm
