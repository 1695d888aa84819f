"""One canonical log line per operation, and the metrics that dashboards and alarms read.

Never logged: a code, an e-mail address, a message, a raw body.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

NAMESPACE = "Giftledger"


@cache
def logger() -> Logger:
    """The process's structured logger."""
    return Logger(utc=True)


def count(name: str, value: int = 1, **dimensions: str) -> None:
    """Publish a number in Embedded Metric Format, with the given dimensions only.

    Powertools would add the function's name as a dimension; alarms and dashboards want one number
    for all functions.
    """
    with single_metric(
        name=name, unit=MetricUnit.Count, value=value, namespace=NAMESPACE
    ) as metric:
        metric.service = ""
        for dimension, text in dimensions.items():
            metric.add_dimension(name=dimension, value=text)


@contextmanager
def failure_logged(operation: str, record_id: str) -> Iterator[None]:
    """Say why a record will be delivered again: what was raised and where, never its text.

    A fault's own words may quote what was sent, and with it an address or a code.
    """
    try:
        yield
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        line = {
            "operation": operation,
            "record_id": record_id,
            "outcome": "failed",
            "fault": type(error).__name__,
            "at": f"{last.name}:{last.lineno}",
        }
        logger().error("record failed", extra=line)
        raise
