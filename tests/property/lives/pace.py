"""How many lives are lived: enough for every run, and very many for a long one."""

import os

from hypothesis import HealthCheck, settings

EXAMPLES, STEPS = map(int, os.environ.get("GIFTLEDGER_LIVES", "500x50").split("x"))
"""`GIFTLEDGER_LIVES=20000x100 pytest tests/property/test_lives.py` takes an hour."""

LIVES = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=False,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow],
)

MORE_LIVES = settings(LIVES, max_examples=2 * EXAMPLES)
"""Where what is wrong takes many steps in a row to be seen."""
