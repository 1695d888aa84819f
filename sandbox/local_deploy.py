"""Deploys the CDK app into the local AWS, if anything that it is made from has changed."""

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from sandbox.local_server import FOLDER, HOST, PYTHON, ROOT, TEMPORARY, endpoint

ACCOUNT = "000000000000"
REGION = "us-east-1"
STAGE = "local"
SOURCES = ("app.py", "cdk.json", "config/local.toml", "infra", "functions", "layers")
FINGERPRINT_FILE = FOLDER / "deployed"
OUTPUTS_FILE = FOLDER / "cdk-outputs.json"
LOG_FILE = FOLDER / "deploy.log"
LOG_LINES = 40


class DeployError(Exception):
    """The CDK command line failed; the message ends with what it said last."""


def aws_environment(port: int) -> dict[str, str]:
    """What points an AWS client at the local AWS, and at nothing else."""
    return {
        "AWS_ENDPOINT_URL": endpoint(port),
        "AWS_ENDPOINT_URL_S3": endpoint(port),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": f"{HOST},localhost",
    }


def deploy(port: int, *, shopify_url: str) -> bool:
    """Bring both stacks up to date. Returns whether there was anything to do.

    Raises:
        DeployError: bootstrapping or deploying failed.
    """
    fingerprint = _fingerprint(port, shopify_url)
    if FINGERPRINT_FILE.exists() and FINGERPRINT_FILE.read_text() == fingerprint:
        return False
    LOG_FILE.write_bytes(b"")
    if not FINGERPRINT_FILE.exists():
        _cdk(port, "bootstrap", "--app", "", f"aws://{ACCOUNT}/{REGION}")
    context = {
        "stage": STAGE,
        "local_endpoint": endpoint(port),
        "local_python": str(PYTHON),
        "local_shopify_url": shopify_url,
    }
    _cdk(
        port,
        "deploy",
        "--all",
        *("--require-approval", "never", "--progress", "events"),
        *("--concurrency", "1", "--output", str(FOLDER / "cdk.out")),
        *("--outputs-file", str(OUTPUTS_FILE)),
        *(part for name, value in context.items() for part in ("-c", f"{name}={value}")),
    )
    FINGERPRINT_FILE.write_text(fingerprint)
    return True


def outputs() -> dict[str, str]:
    """What both stacks put out, by name."""
    stacks: dict[str, dict[str, str]] = json.loads(OUTPUTS_FILE.read_text())
    return {name: value for stack in stacks.values() for name, value in stack.items()}


def _cdk(port: int, *arguments: str) -> None:
    environment: dict[str, Any] = {
        name: value for name, value in os.environ.items() if not name.startswith("AWS_")
    }
    environment |= aws_environment(port) | {
        "CI": "true",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
        "TMPDIR": str(TEMPORARY),
    }
    command = ["node_modules/.bin/cdk", *arguments, "--no-notices"]
    with LOG_FILE.open("ab") as log:
        run = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
        )
    if run.returncode:
        said = "\n".join(LOG_FILE.read_text(errors="replace").splitlines()[-LOG_LINES:])
        raise DeployError(f"cdk {arguments[0]} failed:\n{said}")


def _fingerprint(port: int, shopify_url: str) -> str:
    """A hash of everything that a deployment is made from."""
    digest = hashlib.sha256(f"{port}\n{shopify_url}\n{PYTHON.resolve()}\n".encode())
    for source in SOURCES:
        path = ROOT / source
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0")
                digest.update(_hash(file))
    return digest.hexdigest()


def _hash(file: Path) -> bytes:
    return hashlib.sha256(file.read_bytes()).digest()
