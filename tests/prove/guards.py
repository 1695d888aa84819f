"""Takes each guard of the kernel contract away in turn, and watches a test fail.

`python -m tests.prove.guards [words of a name]` says per guard which test noticed, and ends with 1
if none did; `--part FIRST LAST` takes those of the table. The product is copied and changed in the
copy; nothing here is changed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests.prove import tallying, witness
from tests.prove.guarded import GUARDS
from tests.prove.guarded.guard import ROOT, SOURCE, Guard, MovedError

LONGEST_SECONDS = 120
LAST_LINES = 12

BROKEN = {"NameError", "ImportError", "ModuleNotFoundError", "SyntaxError", "UnboundLocalError"}
"""By which a test fails whose product was broken, rather than left without a guard."""


class WorthlessError(Exception):
    """The run says nothing: what was to be tried was not what ran, or nothing could run."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What came of taking one guard away."""

    guard: Guard
    failed_test_id: str | None
    """The first test that failed; None: nobody noticed."""
    by: str | None
    """What it failed by, e.g. `AssertionError`."""
    seconds: float
    last_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of pytest against some copy of the product came to."""

    failed_test_id: str | None
    by: str | None
    imported: frozenset[Path]
    last_lines: tuple[str, ...]


def run_guard(guard: Guard, workspace: Path) -> Removed:
    """Run a guard's tests against a copy of the product that is without it.

    Raises MovedError if it is not where it should be, WorthlessError if the run proves nothing.
    """
    started = monotonic()
    product = copied(workspace)
    changed = product / "giftledger" / guard.file
    changed.write_text(guard.removed_from(changed.read_text("utf-8")), encoding="utf-8")
    run = tried(product, guard.tests)
    if changed.resolve() not in run.imported:
        raise WorthlessError(f"{guard.name}: no test imported {guard.file}")
    if run.by in BROKEN:
        raise WorthlessError(f"{guard.name}: {run.failed_test_id} failed by {run.by}")
    seconds = monotonic() - started
    return Removed(guard, run.failed_test_id, run.by, seconds, run.last_lines)


def copied(workspace: Path) -> Path:
    """A fresh copy of the product, to be imported instead of it."""
    product = Path(tempfile.mkdtemp(dir=workspace))
    shutil.copytree(
        SOURCE, product, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
    )
    return product


def tried(product: Path, tests: Sequence[str]) -> Run:
    """Run tests against this copy of the product, up to the first failure."""
    statement = product / "witness.json"
    environment = dict(os.environ)
    # What is tried here counts for nothing else.
    environment.pop(tallying.FOLDER, None)
    environment |= {
        "PYTHONPATH": f"{product}{os.pathsep}{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(product / "examples"),
        witness.STATEMENT: str(statement),
    }
    plain = ["-x", "-q", "-p", "no:cacheprovider", "-p", witness.__name__, "-o", "pythonpath="]
    ended = subprocess.run(  # noqa: S603  our own tests
        [sys.executable, "-m", "pytest", *plain, *tests],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    return _understood(product, statement, ended)


def _understood(product: Path, statement: Path, ended: "subprocess.CompletedProcess[str]") -> Run:
    lines = tuple((ended.stdout + ended.stderr).splitlines()[-LAST_LINES:])
    if not statement.exists():
        raise WorthlessError("\n".join(lines))
    seen = json.loads(statement.read_text("utf-8"))
    imported = frozenset(Path(file).resolve() for file in seen["imported"])
    strangers = [file for file in imported if not file.is_relative_to(product.resolve())]
    outside = [failure for failure in seen["failures"] if failure["phase"] != "call"]
    if strangers or outside or ended.returncode not in {0, 1} or not imported:
        raise WorthlessError("\n".join([*map(str, (*strangers[:3], *outside)), *lines]))
    if bool(ended.returncode) is not bool(seen["failures"]):
        raise WorthlessError("\n".join(lines))
    first = seen["failures"][0] if seen["failures"] else {"test": None, "by": None}
    return Run(first["test"], first["by"], imported, lines)


def main(words: Sequence[str]) -> int:
    """Try every guard, or those with these words in their name; 1 if one is missed by nobody."""
    if words[:1] == ["--part"]:
        chosen = list(GUARDS[int(words[1]) : int(words[2])])
    else:
        chosen = [guard for guard in GUARDS if all(word in guard.name for word in words)]
    started = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        noticed = [test for guard in chosen if (test := _removed(guard, workspace))]
        misled = _failing_anyway(noticed, workspace)
    _print(f"{len(noticed)} of {len(chosen)} guards are missed, {monotonic() - started:.0f} s")
    if misled:
        _print(f"{misled} fails with every guard in place as well: it tells nothing")
    return 1 if misled or len(noticed) < len(chosen) else 0


def _removed(guard: Guard, workspace: Path) -> str | None:
    """Take a guard away, say what came of it, and return the test that failed."""
    try:
        removed = run_guard(guard, workspace)
    except (MovedError, WorthlessError) as error:
        _print(f"{guard.name} -> NOTHING IS PROVED: {error}")
        return None
    if removed.failed_test_id is None:
        _print("\n".join((f"{guard.name} -> NOBODY NOTICED", *removed.last_lines)))
        return None
    _print(f"{guard.name} -> {removed.failed_test_id} ({removed.by}), {removed.seconds:.1f} s")
    return removed.failed_test_id


def _failing_anyway(tests: Sequence[str], workspace: Path) -> str | None:
    """The first of these tests that fails without anything being taken away, if any does."""
    return tried(copied(workspace), sorted(set(tests))).failed_test_id if tests else None


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
