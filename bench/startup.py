"""How long a handler takes to start, beside a bare botocore DynamoDB client in the same run."""

import json
import os
import site
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
RUNS = 5

_BARE = """
import time, sys
start = time.perf_counter()
import botocore.session
botocore.session.get_session().create_client("dynamodb")
print(time.perf_counter() - start)
"""
_HANDLER = """
import time, sys
start = time.perf_counter()
import handler
imported = time.perf_counter() - start
if sys.argv[1] == "store":
    from pynamodb.connection import Connection
    Connection().client
print(imported, time.perf_counter() - start)
"""
_MODULES = "import handler, sys, json; print(json.dumps(sorted(sys.modules)))"


@dataclass(frozen=True, slots=True)
class Startup:
    """Medians, as multiples of the bare client's."""

    function: str
    imported: float
    with_client: float
    """After its first DynamoDB client as well, where the function has tables."""


def functions() -> list[Path]:
    """Every function's folder."""
    return sorted(path.parent for path in (ROOT / "functions").glob("*/handler.py"))


def start_ups(paths: list[Path], *, runs: int = RUNS) -> Iterator[Startup]:
    """Measure every handler on these import paths, in turns with the bare client."""
    for folder in functions():
        uses = "store" if "[tables]" in (folder / "function.toml").read_text() else "none"
        bare, imported, ready = [], [], []
        for _ in range(runs):
            bare.append(_seconds(_BARE, paths)[0])
            first, last = _seconds(_HANDLER, [folder, *paths], uses)
            imported.append(first)
            ready.append(last)
        base = median(bare)
        yield Startup(folder.name, median(imported) / base, median(ready) / base)


def modules_of(folder: Path, paths: list[Path]) -> set[str]:
    """What importing a handler loads, in an interpreter with an empty environment."""
    loaded: list[str] = json.loads(_run(_MODULES, [folder, *paths]))
    return set(loaded)


def source_paths() -> list[Path]:
    """The package as it lies in the repository, and this interpreter's own packages."""
    return [ROOT / "layers/giftledger/python", *map(Path, site.getsitepackages())]


def _seconds(script: str, paths: list[Path], *arguments: str) -> list[float]:
    return [float(part) for part in _run(script, paths, *arguments).split()]


def _run(script: str, paths: list[Path], *arguments: str) -> str:
    environment = {
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    command = [sys.executable, "-S", "-c", script, *arguments]
    run = subprocess.run(  # noqa: S603  our own scripts
        command, env=environment, capture_output=True, text=True, check=True, cwd="/"
    )
    return run.stdout
