"""How many lives are lived: enough for every run, and very many for a long one."""

import os

from hypothesis import HealthCheck, settings

EXAMPLES, STEPS = (20_000, 100) if os.environ.get("GIFTLEDGER_LONG_RUN") else (500, 50)
"""`GIFTLEDGER_LONG_RUN=1 pytest tests/property/test_lives.py` takes hours."""

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
