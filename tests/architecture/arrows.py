"""The rules on who may import whom. Each takes a root and returns its violations."""

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.architecture.sources import PACKAGE, Source, imported, is_in, python_files

ROWS: tuple[frozenset[str], ...] = (
    frozenset({"ledger"}),
    frozenset(
        {
            "amounts",
            "codes",
            "observability",
            "plain_text",
            "problems",
            "settings",
            "tallies",
        }
    ),
    frozenset({"aws", "store"}),
    frozenset({"outcomes", "patience", "programmes", "queues", "secret_values", "shops"}),
    frozenset({"tokens", "vault"}),
    frozenset({"limiter", "locate", "observing", "platforms", "presented", "quarantine"}),
    frozenset({"service"}),
    frozenset(
        {
            "books",
            "checkout",
            "dead_letters",
            "delivery",
            "expiring",
            "fetching",
            "intake",
            "mirroring",
            "outbox",
            "pages",
            "processing",
            "reconciling",
        }
    ),
)
"""The parts of giftledger. A part imports parts of earlier rows only, so a new one takes a place.
The last row are the doors, one per way in; they know nothing of each other."""

ROW_OF = {part: number for number, row in enumerate(ROWS) for part in row}

IMPURE = {
    *("asyncio", "http", "io", "logging", "os", "pathlib", "random", "secrets", "shutil"),
    *("socket", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid"),
}
CLOCKS = {"now", "utcnow", "today"}
DATABASE = ("pynamodb", "botocore")

Judge = Callable[[Source, str], bool]
"""Whether this file may not import this name."""


def parts_without_a_place(root: Path) -> list[str]:
    """Every part of giftledger stands in one of the rows."""
    sources = python_files(root, PACKAGE)
    return [source.path for source in sources if source.part and source.part not in ROW_OF]


def arrows_that_point_up(root: Path) -> list[str]:
    """Imports between parts go to earlier rows."""

    def wrong(source: Source, name: str) -> bool:
        if not is_in(name, "giftledger") or name.count(".") == 0:
            return False
        part = name.split(".")[1]
        return part != source.part and ROW_OF.get(part, 99) >= ROW_OF.get(source.part, 99)

    return list(_imports(root, wrong, PACKAGE))


def impure_ledger(root: Path) -> list[str]:
    """The ledger is made of the standard library and pydantic, without clock, chance or I/O."""

    def wrong(_: Source, name: str) -> bool:
        top = name.split(".", maxsplit=1)[0]
        pure = top in sys.stdlib_module_names and top not in IMPURE
        return not (pure or top == "pydantic" or is_in(name, "giftledger.ledger"))

    found = list(_imports(root, wrong, f"{PACKAGE}/ledger"))
    for source in python_files(root, f"{PACKAGE}/ledger"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
                found.append(f"{source.path}:{node.lineno}: {node.attr}")
            elif isinstance(node, ast.Name) and node.id in {"open", "print", "input"}:
                found.append(f"{source.path}:{node.lineno}: {node.id}")
    return found


def database_elsewhere(root: Path) -> list[str]:
    """Only store/ knows the database; giftledger.aws makes all other clients."""

    def wrong(source: Source, name: str) -> bool:
        allowed = source.path.startswith(f"{PACKAGE}/store/")
        if is_in(name, "botocore"):
            allowed |= source.path == f"{PACKAGE}/aws.py"
        return not allowed and any(is_in(name, package) for package in DATABASE)

    return list(_imports(root, wrong, "layers", "functions"))


def boto3_at_run_time(root: Path) -> list[str]:
    """boto3 costs start-up time and offers nothing that the functions need."""
    return list(_imports(root, lambda _, name: is_in(name, "boto3"), "layers", "functions"))


def functions_that_meet(root: Path) -> list[str]:
    """A function imports libraries and giftledger, never another function."""
    functions = root / "functions"
    nouns = {path.name for path in functions.iterdir()} if functions.is_dir() else set()
    own = {"cli", "functions", "handler", "infra", "sandbox", "tests", *nouns}

    def wrong(_: Source, name: str) -> bool:
        return name.startswith(".") or name.split(".", maxsplit=1)[0] in own

    return list(_imports(root, wrong, "functions"))


def platforms_that_meet(root: Path) -> list[str]:
    """A platform can be removed with its folder: no other one imports it."""

    def wrong(source: Source, name: str) -> bool:
        inside = source.path.removeprefix(f"{PACKAGE}/platforms/").split("/")
        there = name.removeprefix("giftledger.platforms.").split(".")[0]
        is_platform = (root / PACKAGE / "platforms" / there).is_dir()
        return is_in(name, "giftledger.platforms") and is_platform and there != inside[0]

    return list(_imports(root, wrong, f"{PACKAGE}/platforms"))


def infra_that_knows_too_much(root: Path) -> list[str]:
    """What is deployed shares names with what runs, nothing else."""

    def wrong(_: Source, name: str) -> bool:
        return is_in(name, "giftledger") and not is_in(name, "giftledger.settings")

    return list(_imports(root, wrong, "infra", "app.py"))


def relative_imports(root: Path) -> list[str]:
    """One import path for everything: from the package's name down."""
    return list(
        _imports(root, lambda _, name: name.startswith("."), "layers", "functions", "infra")
    )


def _imports(root: Path, wrong: Judge, *folders: str) -> Iterator[str]:
    for source in python_files(root, *(f for f in folders if (root / f).exists())):
        for place, name in imported(source):
            if wrong(source, name):
                yield f"{place}: {name}"
