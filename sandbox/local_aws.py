"""Pointing this process at the local stack: its AWS endpoint, tables, queues and secrets."""

import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STACK_FILE = ROOT / ".local" / "stack.json"
"""For everybody: where the stack answers and what signs its webhooks."""

OUTPUTS_FILE = ROOT / ".local" / "outputs.json"
"""For our own tools: the environment that the functions have."""


def use_local_stack() -> dict[str, Any]:
    """Set the environment of the running stack; returns what stack.json says.

    Raises:
        FileNotFoundError: no stack is up.
    """
    described: dict[str, Any] = json.loads(STACK_FILE.read_text())
    outputs = json.loads(OUTPUTS_FILE.read_text())
    aws = described["aws"]
    os.environ.update(
        AWS_ENDPOINT_URL=aws["endpoint_url"],
        AWS_DEFAULT_REGION=aws["region"],
        AWS_REGION=aws["region"],
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        **outputs["environment"],
    )
    return described
