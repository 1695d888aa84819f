"""The command line as an operator types it, in a folder of their own."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

GIFTLEDGER = Path(__file__).resolve().parents[2] / "bin/giftledger"
SETTLE_SECONDS = 90
"""On a busy machine the books need this long after the last fact."""


def giftledger(*words: str) -> subprocess.CompletedProcess[str]:
    """Type a command; the local stack is what it is about."""
    return subprocess.run(  # noqa: S603  our own command
        [str(GIFTLEDGER), *words],
        cwd=tempfile.gettempdir(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def audited() -> tuple[int, list[dict[str, Any]]]:
    """The status of an audit, and what it found."""
    done = giftledger("audit", "--json", "--settle", str(SETTLE_SECONDS))
    assert done.returncode in {0, 1}, done.stderr
    findings: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return done.returncode, findings
