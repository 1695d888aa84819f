"""One canonical log line per operation, and the metrics that dashboards and alarms read.

Never logged: a code, an e-mail address, a message, a raw body.
"""

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
