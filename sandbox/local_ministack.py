"""Runs the local AWS, in its own environment, with two repairs.

A body that is not UTF-8 would reach the functions with its bytes replaced, and so with a wrong
signature: every body is handed over in base64, which API Gateway does too for what is not text.

A worker's start is tried again: as it comes, a Lambda worker that dies while it starts makes the
server throw away all workers of that function, those that are just starting included. Under load
that never ends, each loss causes the next one. AWS starts another environment instead.
"""

from typing import Any

from ministack.app import main
from ministack.core.lambda_runtime import Worker
from ministack.services import apigateway

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
    apigateway._v2_request_body_is_text = lambda _content_type: False
    main()
