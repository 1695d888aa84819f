"""Starts and ends the local AWS: one MiniStack server, its Lambda workers, its files."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import urllib3

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".local"
TEMPORARY = FOLDER / "tmp"
SERVER_FILE = FOLDER / "server.json"
PYTHON = ROOT / ".venv-local/bin/python"
"""An environment of the server's own: what is in it is visible to the functions."""

PROGRAM = ROOT / "sandbox/local_ministack.py"

HOST = "127.0.0.1"
DEFAULT_PORT = 4566
READY_SECONDS = 60
READY_TRIES = 5
END_SECONDS = 10
WORKER_IDLE_SECONDS = 900
"""How long an idle Lambda worker stays warm."""


class ServerError(Exception):
    """The local AWS does not start or answer."""


def endpoint(port: int) -> str:
    """Where the local AWS answers."""
    return f"http://{HOST}:{port}"


def wanted_port() -> int:
    """GIFTLEDGER_LOCAL_PORT; or else 4566; or else, where that is taken, any free port.

    Raises:
        ServerError: the port that was asked for is taken.
    """
    asked = os.environ.get("GIFTLEDGER_LOCAL_PORT")
    port = int(asked or DEFAULT_PORT)
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) != 0:
            return port
    if asked:
        raise ServerError(f"port {port} is taken: choose another by GIFTLEDGER_LOCAL_PORT")
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def running() -> tuple[int, int] | None:
    """The process id and port of our server, or None if it is gone or made of other packages."""
    try:
        described = json.loads(SERVER_FILE.read_text())
        pid, port, packages = described["pid"], described["port"], described["packages"]
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError, ValueError, KeyError):
        return None
    # Under load an answer may take its time: a busy server must not be taken for a dead one.
    answers = packages == _packages() and any(_is_ready(port) for _ in range(READY_TRIES))
    return (pid, port) if answers else None


def start() -> int:
    """Start the server and wait until it answers. Returns its port.

    Raises:
        ServerError: somebody else uses the port, or the server does not become ready.
    """
    port = wanted_port()
    for folder in (TEMPORARY, FOLDER / "s3", FOLDER / "state"):
        folder.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "server.log").open("wb") as log:
        process = subprocess.Popen(
            # -P: the folder of the program must not be importable by the server.
            [str(PYTHON), "-P", str(PROGRAM)],
            env=_environment(port),
            cwd=FOLDER,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    SERVER_FILE.write_text(json.dumps({"pid": process.pid, "port": port, "packages": _packages()}))
    until = time.monotonic() + READY_SECONDS
    while not _is_ready(port):
        if process.poll() is not None or time.monotonic() > until:
            raise ServerError(f"the local AWS does not start: see {FOLDER / 'server.log'}")
        time.sleep(0.2)
    return port


def stop() -> None:
    """End the server and every worker, and remove all that they and `up` have written."""
    try:
        pid = int(json.loads(SERVER_FILE.read_text())["pid"])
    except (FileNotFoundError, ValueError, KeyError):
        pid = 0
    if pid and pid in _ours(pid):
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + END_SECONDS
        while pid in _ours(pid) and time.monotonic() < until:
            time.sleep(0.1)
    for each in _ours(pid):
        _kill(each)
    shutil.rmtree(FOLDER, ignore_errors=True)


def _packages() -> str:
    """What the server is made of: it must not outlive a change of that."""
    parts = (PROGRAM, ROOT / "requirements-local.txt")
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def worker_pids() -> set[int]:
    """The process ids of the Lambda workers, for tests that kill them."""
    found = running()
    return _ours(found[0]) - {found[0]} if found else set()


def _environment(port: int) -> dict[str, str]:
    """Little: what the server sees, the functions see. Above all no AWS_ENDPOINT_URL."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": "us-east-1",
        "LAMBDA_EXECUTOR": "local",
        "LAMBDA_WARM_TTL_SECONDS": str(WORKER_IDLE_SECONDS),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "S3_DATA_DIR": str(FOLDER / "s3"),
        "STATE_DIR": str(FOLDER / "state"),
        "TMPDIR": str(TEMPORARY),
        "NO_PROXY": f"{HOST},localhost",
        "PYTHONUNBUFFERED": "1",
    }


def _is_ready(port: int) -> bool:
    pool = urllib3.PoolManager(retries=False, timeout=2)
    try:
        return pool.request("GET", f"{endpoint(port)}/_ministack/ready").status == 200
    except urllib3.exceptions.HTTPError:
        return False


def _ours(server: int) -> set[int]:
    """The server, its session, and workers that outlived it (their files are in our folder)."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            status = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        state, session = status[0], int(status[3])
        mine = str(PYTHON) in command or str(TEMPORARY) in command
        if state != "Z" and (mine or (server and session == server)):
            found.add(int(folder.name))
    return found - {os.getpid()}


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
