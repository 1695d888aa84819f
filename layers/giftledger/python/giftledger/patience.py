"""Trying again what lost a race or met silence: bounded, and spread out in time."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from giftledger.store.protocol import Conflict, UnavailableError

ATTEMPTS = 10
"""Fifty writers of one card settle within this; what does not comes again from its queue."""

UNAVAILABLE_ATTEMPTS = 3
"""A store that does not answer is not hammered: the queue tries again later."""

FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 1.0

Done = TypeVar("Done")


def pause_with_jitter(attempt: int) -> None:
    """Full jitter: racing writers spread out instead of meeting again."""
    ceiling = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**attempt)
    time.sleep(random.uniform(0, ceiling))  # noqa: S311  spreading load, not a secret


def patiently(
    attempt: Callable[[], Done], *, what: str, pause: Callable[[int], None] = pause_with_jitter
) -> Done:
    """Try again what lost a race or met silence, a bounded number of times.

    Raises UnavailableError after that.
    """
    unavailable = 0
    for number in range(ATTEMPTS):
        try:
            return attempt()
        except Conflict:
            pause(number)
        except UnavailableError:
            unavailable += 1
            if unavailable == UNAVAILABLE_ATTEMPTS:
                raise
            pause(number)
    raise UnavailableError(f"{what}: still contended after {ATTEMPTS} attempts")
