"""Starts the DynamoDB engines of the tests, each on a free loopback port, and ends them."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sandbox.local_server import HOST, PYTHON, ROOT

DYNOXIDE = ROOT / "node_modules/@dynoxide/linux-x64/dynoxide"
START_SECONDS = 30
END_SECONDS = 10


def why_not(kind: str) -> str:
    """Why this engine can't be started here; empty where it can."""
    if kind == "dynoxide":
        return "" if DYNOXIDE.exists() else f"no {kind}: npm ci installs it, on Linux"
    return "" if PYTHON.exists() else f"no {kind}: make up installs it"


@contextmanager
def dynoxide() -> Iterator[int]:
    """The binary that package.json pins; answers its port."""
    port = _free_port()
    with _running([str(DYNOXIDE), "--port", str(port)], port, {}):
        yield port


@contextmanager
def ministack() -> Iterator[int]:
    """The DynamoDB of the local AWS, in a server of its own beside the one of `make up`."""
    port = _free_port()
    # By its relative path: whatever runs by the absolute one, `make down` ends.
    python = str(PYTHON.relative_to(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "GATEWAY_PORT": str(port),
            "BIND_HOST": HOST,
            "MINISTACK_HOST": HOST,
            "SERVICES": "dynamodb",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "S3_DATA_DIR": str(Path(folder, "s3")),
            "STATE_DIR": str(Path(folder, "state")),
            "TMPDIR": folder,
        }
        with _running([python, "-P", "-m", "ministack"], port, settings):
            yield port


SERVERS: dict[str, Callable[[], AbstractContextManager[int]]] = {
    "dynoxide": dynoxide,
    "ministack": ministack,
}


@contextmanager
def _running(command: Sequence[str], port: int, settings: dict[str, str]) -> Iterator[None]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    process = subprocess.Popen(  # noqa: S603  the packages that the lock files pin
        command,
        env=kept | settings,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await_port(port, process)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(f"{process.args!r} does not listen on {port}")
