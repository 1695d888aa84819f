"""Which state of the sources is proved: a proof of another one says nothing about this one."""

import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Sources:
    """A commit, and whether something was changed since."""

    commit: str
    changes: bytes

    @property
    def is_changed(self) -> bool:
        """Whether it is more than the commit."""
        return bool(self.changes)

    @property
    def name(self) -> str:
        """Different for every state."""
        return f"{self.commit[:12]}-{hashlib.sha256(self.changes).hexdigest()[:8]}"


def sources() -> Sources:
    """The state of this folder."""
    commit = _git("rev-parse", "HEAD").decode().strip()
    changes = _git("diff", "HEAD") + _git("ls-files", "--others", "--exclude-standard")
    return Sources(commit, changes)


def _git(*arguments: str) -> bytes:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603  ours
    return done.stdout
