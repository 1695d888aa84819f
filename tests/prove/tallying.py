"""What tests count for the report, while `make prove` runs them."""

import json
import os
from pathlib import Path

FOLDER = "GIFTLEDGER_PROOF_FOLDER"
"""Where the counts go; nothing is kept while it is not set."""


def tally(lane: str, **counts: int) -> None:
    """Add to what a lane has tried, e.g. `tally("crashes", runs=1, **{"reply lost": 1})`."""
    folder = os.environ.get(FOLDER)
    if folder is None:
        return
    line = json.dumps({"lane": lane, "counts": counts})
    with Path(folder, f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
