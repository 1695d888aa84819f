"""A plugin that watches a run of pytest from inside: what failed, by what, and what was imported.

For `tests.prove.guards`, which names in the environment where to write it down.
"""

import json
import os
import sys
from pathlib import Path

import pytest

STATEMENT = "GIFTLEDGER_WITNESS"
"""The file in which the run is written down."""

_failures: list[dict[str, str]] = []


def pytest_exception_interact(
    call: pytest.CallInfo[object], report: pytest.CollectReport | pytest.TestReport
) -> None:
    """A test raised, or what was to prepare or collect it did."""
    assert call.excinfo is not None
    phase = report.when if isinstance(report, pytest.TestReport) else "collect"
    _failures.append({"test": report.nodeid, "phase": phase, "by": call.excinfo.typename})


def pytest_sessionfinish() -> None:
    """Write it down."""
    modules = {name: module for name, module in sys.modules.items() if _is_ours(name)}
    imported = sorted(str(module.__file__) for module in modules.values())
    statement = json.dumps({"failures": _failures, "imported": imported})
    Path(os.environ[STATEMENT]).write_text(statement, encoding="utf-8")


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] == "giftledger"
