"""The layers hold what the functions import, pruned, and bytecode that copying does not void."""

import sys
from pathlib import Path

from infra.layer_build import (
    REQUIREMENTS,
    LayerTarget,
    compile_bytecode,
    find_interpreter,
    keep_locales,
    version_of,
)
from infra.stage import ROOT

UNCHECKED_HASH = 1
"""The flags of a bytecode file whose source is never looked at (PEP 552)."""

NOT_IN_LAYER = ("boto3", "botocore", "dnspython", "python-dateutil", "s3transfer", "six", "urllib3")


def _pinned(file: Path) -> dict[str, str]:
    lines = file.read_text().splitlines()
    pins = [line.split(" ", maxsplit=1)[0] for line in lines if "==" in line and line[0].isalpha()]
    return dict(pin.split("==") for pin in pins)


def test_the_layer_leaves_out_what_the_runtime_brings() -> None:
    assert not set(NOT_IN_LAYER) & set(_pinned(REQUIREMENTS))


def test_tests_run_with_the_very_packages_of_the_layer() -> None:
    assert _pinned(REQUIREMENTS).items() <= _pinned(ROOT / "requirements-dev.txt").items()


def test_no_lock_file_names_a_host() -> None:
    files = [*ROOT.glob("requirements*.txt"), REQUIREMENTS, ROOT / "package-lock.json"]
    assert not [file.name for file in files if "://" in file.read_text()]


def test_only_the_configured_locales_and_their_parents_stay(tmp_path: Path) -> None:
    for name in ("root", "en", "en_001", "en_GB", "en_US", "de", "tlh", "de_AT", "ena"):
        (tmp_path / f"{name}.dat").touch()
    keep_locales(tmp_path, ("en_GB", "de"))
    kept = {path.stem for path in tmp_path.iterdir()}
    assert kept == {"root", "en", "en_001", "en_GB", "de"}


def test_bytecode_is_never_checked_against_its_source(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("VALUE = 1\n")
    compile_bytecode(tmp_path, sys.executable)
    (compiled,) = tmp_path.glob("__pycache__/*.pyc")
    assert int.from_bytes(compiled.read_bytes()[4:8], "little") == UNCHECKED_HASH


def test_without_an_interpreter_there_is_no_bytecode(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("VALUE = 1\n")
    compile_bytecode(tmp_path, None)
    assert not list(tmp_path.rglob("*.pyc"))


def test_a_command_that_does_not_start_is_no_interpreter(tmp_path: Path) -> None:
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\necho 'not installed' >&2\nexit 127\n")
    shim.chmod(0o755)
    assert version_of(str(shim)) is None
    assert version_of(str(tmp_path / "nothing")) is None
    assert find_interpreter("3.99") is None


def test_the_layers_hash_follows_its_options() -> None:
    base = LayerTarget(None, ("en",), is_lambda=True)
    others = [
        LayerTarget(None, ("en", "de"), is_lambda=True),
        LayerTarget(None, ("en",), is_lambda=False),
    ]
    assert base.fingerprint() == LayerTarget(None, ("en",), is_lambda=True).fingerprint()
    assert base.fingerprint() not in {other.fingerprint() for other in others}
