"""Builds the layers' content without Docker: wheels for the target, pruned, with bytecode.

A Lambda starts faster with bytecode compiled by its own Python minor. It is compiled as
unchecked-hash, because copying a layer changes file times, which would void ordinary bytecode.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from babel.core import get_global

from infra.stage import ROOT

LAMBDA_PYTHON = "3.13"
PLATFORMS = ("manylinux2014_x86_64", "manylinux_2_28_x86_64")
"""Wheels that run on Lambda's Amazon Linux 2023, x86_64."""

REQUIREMENTS = ROOT / "layers/dependencies/requirements.txt"
PACKAGE = ROOT / "layers/giftledger/python"
PRUNED = (
    *("**/__pycache__", "**/tests", "**/*.pyi", "*.dist-info/RECORD", "bin"),
    *("babel/messages", "pydantic/mypy.py", "pydantic/v1"),
    *(
        f"aws_lambda_powertools/event_handler/{name}"
        for name in ("openapi/swagger_ui", "openapi/params.py", "openapi/schema_generator.py")
    ),
    "aws_lambda_powertools/event_handler/middlewares/openapi_validation.py",
    "aws_lambda_powertools/metrics/provider/datadog",
    *(
        f"aws_lambda_powertools/utilities/data_classes/{name}_event.py"
        for name in ("api_gateway_authorizer", "cognito_user_pool", "iot_registry", "s3_object")
    ),
    *("babel/support.py", "babel/units.py", "idna/cli.py", "pydantic/experimental"),
    *(
        f"aws_lambda_powertools/utilities/{name}"
        for name in ("auth_alpha", "circuit_breaker", "data_masking", "feature_flags", "kafka")
    ),
    *(
        f"aws_lambda_powertools/utilities/{name}"
        for name in ("idempotency", "parameters", "streaming", "validation")
    ),
)
"""What no function imports. Metadata stays: packages look each other's versions up."""


@dataclass(frozen=True, slots=True)
class LayerTarget:
    """Which Python a layer is for, and which languages' formats it carries."""

    interpreter: str | None
    """A Python of the target's minor on this machine; without one there is no bytecode."""
    locales: tuple[str, ...]
    is_lambda: bool
    """For Lambda, or for the interpreter itself, on this machine."""

    def fingerprint(self) -> str:
        """A hash of everything that the dependency layer's content depends on."""
        parts = (
            REQUIREMENTS.read_text(),
            Path(__file__).read_text(),
            repr((self.is_lambda, self.locales)),
            str(self.interpreter and version_of(self.interpreter)),
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def build_dependencies(output: Path, target: LayerTarget) -> None:
    """Install the pinned packages under output/python. Raises CalledProcessError."""
    site = output / "python"
    command = [
        *(sys.executable if target.is_lambda else str(target.interpreter), "-m", "pip"),
        *("install", "-qq", "--disable-pip-version-check", "--no-compile", "--no-deps"),
        *("--require-hashes", "--only-binary=:all:", "--target", str(site)),
        *("--requirement", str(REQUIREMENTS)),
    ]
    if target.is_lambda:
        command += ["--implementation", "cp", "--python-version", LAMBDA_PYTHON]
        command += [part for name in PLATFORMS for part in ("--platform", name)]
    # pip writes warnings to the standard output of the app, which belongs to the synthesiser.
    subprocess.run(command, check=True, stdout=sys.stderr)  # noqa: S603  arguments are our own
    for pattern in PRUNED:
        for path in list(site.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    keep_locales(site / "babel/locale-data", target.locales)
    compile_bytecode(site, target.interpreter)


def build_package(output: Path, target: LayerTarget) -> None:
    """Copy our own package under output/python, with bytecode."""
    site = output / "python"
    shutil.copytree(PACKAGE, site, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    compile_bytecode(site, target.interpreter)


def keep_locales(folder: Path, locales: tuple[str, ...]) -> None:
    """Remove the formats of all other locales: 1,084 files become some thirty."""
    kept = with_parents(locales)
    for path in folder.glob("*.dat"):
        if path.stem not in kept:
            path.unlink()


def with_parents(locales: tuple[str, ...]) -> set[str]:
    """The locales and those that they take their formats from, e.g. en_GB, en_001, en, root."""
    unusual = get_global("parent_exceptions")
    kept = {"root"}
    for locale in locales:
        name = locale
        while name and name not in kept:
            kept.add(name)
            name = unusual.get(name) or name.rpartition("_")[0]
    return kept


def compile_bytecode(site: Path, interpreter: str | None) -> None:
    """Write unchecked-hash bytecode beside the sources, or nothing without an interpreter."""
    if interpreter is None:
        return
    command = [
        interpreter,
        "-m",
        "compileall",
        "-q",
        "-j",
        "0",
        "-s",
        str(site),
        "-p",
        "/opt/python",
    ]
    command += ["--invalidation-mode", "unchecked-hash", str(site)]
    subprocess.run(command, check=True, stdout=sys.stderr)  # noqa: S603  arguments are our own


def version_of(interpreter: str) -> str | None:
    """The minor version of an interpreter, or None where it does not start.

    A version manager leaves commands on the path that only print how to install them.
    """
    script = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        run = subprocess.run(  # noqa: S603  arguments are our own
            [interpreter, "-c", script], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return run.stdout.strip()


def find_interpreter(version: str = LAMBDA_PYTHON) -> str | None:
    """A Python of this minor version that really starts, or None."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = [
        sys.executable,
        f"python{version}",
        *(str(path) for path in sorted(pyenv.glob(f"versions/{version}.*/bin/python"))),
    ]
    return next((each for each in candidates if version_of(each) == version), None)
