"""Runs the local AWS, in its own environment, with one repair: a worker's start is tried again.

As it comes, a Lambda worker that dies while it starts makes the server throw away all workers of
that function, those that are just starting included. Under load that never ends: each loss causes
the next one. AWS starts another environment instead, and so does this.
"""

from typing import Any

from ministack.app import main
from ministack.core.lambda_runtime import Worker

STARTS = 4
BROKEN = "Worker init failed"
"""How the server words a handler that can't be imported: no further start would help."""

_start = Worker._spawn
"""Private, and there is no public hook; the version of the package is pinned."""


def _start_again(worker: Any) -> None:  # noqa: ANN401  the package has no annotations
    for left in reversed(range(STARTS)):
        try:
            _start(worker)
        except (RuntimeError, OSError) as error:
            if not left or BROKEN in str(error):
                raise
        else:
            return


if __name__ == "__main__":
    Worker._spawn = _start_again
    main()
