"""Starts and ends the stand-in shop beside the local AWS: one process, everything in memory."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import urllib3

from sandbox.local_server import FOLDER, HOST, ROOT, ServerError

SHOP_FILE = FOLDER / "shopify.json"
LOG_FILE = FOLDER / "shopify.log"
DEFAULT_PORT = 4570
READY_SECONDS = 30
MODULE = "sandbox.shopify"


def url(port: int) -> str:
    """Where the shop answers."""
    return f"http://{HOST}:{port}"


def start() -> int:
    """Start the shop, unless it runs already, and wait until it answers. Returns its port.

    Raises:
        ServerError: it does not become ready.
    """
    found = _running()
    if found is not None:
        return found
    stop()
    FOLDER.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    with LOG_FILE.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", MODULE, "--port", str(port)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    SHOP_FILE.write_text(json.dumps({"pid": process.pid, "port": port}))
    until = time.monotonic() + READY_SECONDS
    while not _is_ready(port):
        if process.poll() is not None or time.monotonic() > until:
            raise ServerError(f"the stand-in shop does not start: see {LOG_FILE}")
        time.sleep(0.1)
    return port


def connect(port: int, *, webhooks: str, secret: str, client_id: str, shop: str) -> None:
    """Tell the shop where its webhooks go, and by which secret it signs them and knows its app."""
    told = {"url": webhooks, "secret": secret, "client_id": client_id, "shop": shop}
    answer = urllib3.PoolManager(retries=False, timeout=5).request(
        "POST", f"{url(port)}/sandbox/target", json=told
    )
    if answer.status != 200:
        raise ServerError(f"the stand-in shop refused its target: {answer.status}")


def stop() -> None:
    """End the shop, if it is ours."""
    described = _described()
    if described is None or not _is_ours(described[0]):
        return
    os.kill(described[0], signal.SIGTERM)
    until = time.monotonic() + READY_SECONDS
    while _is_ours(described[0]) and time.monotonic() < until:
        time.sleep(0.05)
    SHOP_FILE.unlink(missing_ok=True)


def _running() -> int | None:
    described = _described()
    if described is None or not _is_ours(described[0]) or not _is_ready(described[1]):
        return None
    return described[1]


def _described() -> tuple[int, int] | None:
    try:
        told = json.loads(SHOP_FILE.read_text())
        return int(told["pid"]), int(told["port"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def _is_ours(pid: int) -> bool:
    """Whether the process is a stand-in shop, and no zombie or stranger with the same number."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return False
    return MODULE in command


def _is_ready(port: int) -> bool:
    try:
        pool = urllib3.PoolManager(retries=False, timeout=2)
        return pool.request("GET", f"{url(port)}/sandbox").status == 200
    except urllib3.exceptions.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        if probe.connect_ex((HOST, DEFAULT_PORT)) != 0:
            return DEFAULT_PORT
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])
