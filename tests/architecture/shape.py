"""The rules on what files and names look like. Each takes a root and returns its violations."""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.sources import PACKAGE, Source, imported, python_files

MAX_LINES = 200
MAX_HANDLER_LINES = 60
MAX_FUNCTION_LINES = 70
MIN_WORDS = 3
FUNCTION_FILES = {"handler.py", "function.toml"}
VAGUE = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
MEASURED = ("layers", "functions", "infra", "cli", "sandbox", "app.py")

IN_THE_RUNTIME = {"botocore"}
"""Lambda's own Python has it; everything else has to be in the dependency layer."""


def functions_of_another_shape(root: Path) -> list[str]:
    """A function is a folder with a thin handler.py and a function.toml, nothing else."""
    found = []
    for folder in sorted(path for path in (root / "functions").glob("*") if _is_kept(path)):
        names = {path.name for path in folder.iterdir() if _is_kept(path)} if folder.is_dir() else 0
        if names != FUNCTION_FILES:
            found.append(f"{folder.relative_to(root)}: {names}")
            continue
        lines = (folder / "handler.py").read_text(encoding="utf-8").count("\n")
        if lines > MAX_HANDLER_LINES:
            found.append(f"{folder.relative_to(root)}/handler.py: {lines} lines")
    return found


def long_files(root: Path) -> list[str]:
    """A file fits in the head."""
    counted = ((source.path, source.text.count("\n")) for source in _measured(root))
    return [f"{path}: {lines} lines" for path, lines in counted if lines > MAX_LINES]


def long_functions(root: Path) -> list[str]:
    """A function fits on a screen."""
    found = []
    for source in _measured(root):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    found.append(f"{source.path}:{node.lineno}: {node.name} has {lines} lines")
    return found


def vague_names(root: Path) -> list[str]:
    """A module is named after what it is for."""
    folders = (*MEASURED, "tests", "bench")
    sources = python_files(root, *(folder for folder in folders if (root / folder).exists()))
    return [
        source.path
        for source in sources
        if VAGUE & {part.removesuffix(".py") for part in source.path.split("/")}
    ]


def modules_without_a_purpose(root: Path) -> list[str]:
    """A module opens with a sentence on what it is for."""
    return [source.path for source in _measured(root) if not _is_sentence(source)]


def imports_outside_the_layer(root: Path) -> list[str]:
    """What runs in Lambda imports the standard library, giftledger and what its layer holds."""
    distributions = packages_distributions()
    pinned = (root / "layers/dependencies/requirements.txt").read_text(encoding="utf-8")
    names = {_canonical(line.split("==")[0]) for line in pinned.splitlines() if "==" in line}
    known = {*sys.stdlib_module_names, *IN_THE_RUNTIME, "giftledger"}
    found = []
    for source in python_files(root, PACKAGE, "functions"):
        for place, name in imported(source):
            top = name.split(".")[0]
            bringers = {_canonical(name) for name in distributions.get(top, ())}
            if top not in known and not names & bringers:
                found.append(f"{place}: {name}")
    return found


def names_that_say_little(root: Path) -> list[str]:
    """A test's name is a sentence."""
    found = []
    for source in python_files(root, "tests"):
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            is_test = source.path.split("/")[-1].startswith("test_")
            if is_test and len(node.name.split("_")) - 1 < MIN_WORDS:
                found.append(f"{source.path}:{node.lineno}: {node.name}")
    return found


def _canonical(distribution: str) -> str:
    return distribution.strip().lower().replace("_", "-")


def _measured(root: Path) -> Iterator[Source]:
    return python_files(root, *(folder for folder in MEASURED if (root / folder).exists()))


def _is_sentence(source: Source) -> bool:
    docstring = (ast.get_docstring(source.tree) or "").strip()
    first = docstring.split("\n\n")[0]
    return first.endswith(".") and len(first.split()) >= MIN_WORDS


def _is_kept(path: Path) -> bool:
    return path.name != "__pycache__"
