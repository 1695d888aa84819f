"""AWS clients, made when first used and kept for the life of the process.

botocore alone: boto3 on top costs start-up time and offers nothing that these calls need.
"""

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

CONNECT_TIMEOUT_SECONDS = 2
READ_TIMEOUT_SECONDS = 5
ATTEMPTS = 3
"""For calls that are safe to repeat. Writes of money are retried by giftledger.service alone."""

FAULTS = (BotoCoreError, ClientError)
"""What a client raises: the service was not reached, or it refused."""

ONE_ATTEMPT = frozenset({"sesv2"})
"""Services whose calls do twice what is sent twice: the next delivery decides."""


@cache
def client(service: str) -> Any:  # noqa: ANN401  botocore makes its client classes at run time
    """The process's client of an AWS service, e.g. `client("sqs")`."""
    config = Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        retries={
            "mode": "standard",
            "total_max_attempts": 1 if service in ONE_ATTEMPT else ATTEMPTS,
        },
    )
    return botocore.session.get_session().create_client(service, config=config)
