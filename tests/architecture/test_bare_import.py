"""Importing is free: every module and handler, with nothing around, as Lambda would find it."""

import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from infra.layer_build import PRUNED
from tests.architecture.sources import LAYER, PACKAGE, ROOT

BARE = Path(__file__).with_name("bare.py")
SEPARATOR = "--"
SITE_PACKAGES = Path(sysconfig.get_paths()["purelib"])
HANDLERS = sorted((ROOT / "functions").glob("*/handler.py"))


def _imported(
    *subjects: Path, path: Path, missing: Iterable[str] = ()
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", "-B", str(BARE), *map(str, subjects), SEPARATOR]
    return subprocess.run(  # noqa: S603  arguments are our own
        [*command, str(path), str(SITE_PACKAGES), SEPARATOR, *missing],
        env={},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@cache
def _pruned() -> tuple[str, ...]:
    """The modules and packages that the builder of the layer takes out."""
    found = (path for pattern in PRUNED for path in SITE_PACKAGES.glob(pattern))
    found = (path for path in found if path.is_dir() or path.suffix == ".py")
    packages = (path.relative_to(SITE_PACKAGES).with_suffix("") for path in found)
    return tuple(sorted({".".join(path.parts) for path in packages}))


def _package(folder: Path, text: str) -> Path:
    package = folder / "planted"
    package.mkdir()
    (package / "__init__.py").write_text('"""A package."""\n')
    (package / "part.py").write_text(text)
    return package


def test_every_module_imports_in_a_bare_interpreter() -> None:
    run = _imported(ROOT / PACKAGE, path=ROOT / LAYER)
    assert run.returncode == 0, run.stderr


def test_the_handlers_and_what_is_pruned_are_found_on_disk() -> None:
    assert len(HANDLERS) > 1
    assert len(_pruned()) > 1


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda path: path.parent.name)
def test_each_handler_starts_with_what_its_layer_holds(handler: Path) -> None:
    # Alone: what another handler has imported before would hide what this one lacks.
    run = _imported(handler, path=ROOT / LAYER, missing=_pruned())
    assert run.returncode == 0, run.stderr


def test_a_module_that_the_layer_lacks_is_reported(tmp_path: Path) -> None:
    handler = tmp_path / "handler.py"
    handler.write_text("import json.tool\n\ndef handler(): ...\n")
    assert _imported(handler, path=tmp_path).returncode == 0
    assert _imported(handler, path=tmp_path, missing=("json.tool",)).returncode != 0


@pytest.mark.parametrize(
    "text",
    [
        "import os\nTABLE = os.environ['GIFTLEDGER_LEDGER_TABLE']\n",
        "import socket\nsocket.socket(type=socket.SOCK_DGRAM).connect(('127.0.0.1', 9))\n",
        "import socket\nsocket.getaddrinfo('localhost', 80)\n",
        "import os\nos.environ['GIFTLEDGER_STAGE'] = 'local'\n",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-V'])\n",
        "open(__file__ + '.log', 'w').close()\n",
        "import threading, time\nthreading.Timer(9, time.time).start()\n",
        "import boto3\n",
    ],
)
def test_an_import_with_an_effect_is_reported(text: str, tmp_path: Path) -> None:
    assert _imported(_package(tmp_path, text), path=tmp_path).returncode != 0


def test_an_import_without_an_effect_is_accepted(tmp_path: Path) -> None:
    package = _package(tmp_path, "import json, socket\nLIMIT = 3\n")
    assert _imported(package, path=tmp_path).returncode == 0


def test_a_handler_without_its_function_is_reported(tmp_path: Path) -> None:
    handler = tmp_path / "handler.py"
    handler.write_text('"""Nothing here."""\nhandler = None\n')
    assert _imported(handler, path=tmp_path).returncode != 0
