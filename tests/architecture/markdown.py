"""The rules for the documentation: what it points at is there. Each returns its violations."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import project_files

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
FENCE = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
MAKE = re.compile(r"(?:^|[`(;&\s])make (?:-s )?([a-z][a-z-]*)", re.MULTILINE)
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
MENTION = re.compile(r"\bdocs/[\w./-]+\.md\b")


def dead_links(root: Path) -> list[str]:
    """Relative links lead to files, and their fragments to headings."""
    found = []
    for page in _pages(root):
        for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, fragment = target.partition("#")
            there = (page.parent / name).resolve() if name else page
            known = there.exists() and (not fragment or fragment in _anchors(there))
            if not known:
                found.append(f"{page.relative_to(root)}: {target}")
    return found


def unknown_make_targets(root: Path) -> list[str]:
    """A command that is written down works: its target is in the Makefile."""
    targets = set(TARGET.findall((root / "Makefile").read_text(encoding="utf-8")))
    found = []
    for page in _pages(root):
        text = page.read_text(encoding="utf-8")
        # Prose may "make" things: only code counts.
        code = "\n".join(
            [*re.findall(r"`[^`\n]+`", text), *(m.group() for m in FENCE.finditer(text))]
        )
        unknown = (name for name in MAKE.findall(code) if name not in targets)
        found += [f"{page.relative_to(root)}: make {name}" for name in unknown]
    return found


def missing_pages(root: Path) -> list[str]:
    """A page that a source file sends its reader to is there."""
    found = []
    for path in project_files(root):
        if path.suffix != ".py" or "architecture" in path.parts:
            continue
        mentions = MENTION.findall(path.read_text(encoding="utf-8"))
        found += [
            f"{path.relative_to(root)}: {name}" for name in mentions if not (root / name).exists()
        ]
    return found


def _pages(root: Path) -> Iterator[Path]:
    return (path for path in project_files(root) if path.suffix == ".md")


def _anchors(page: Path) -> set[str]:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    return {_anchor(heading) for heading in HEADING.findall(text)}


def _anchor(heading: str) -> str:
    """As GitHub names a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
