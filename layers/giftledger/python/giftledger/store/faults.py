"""Reading what DynamoDB refused: a race is a Conflict, silence is Unavailable, the rest is a bug.

A failed condition says nothing by itself (our own write may have been applied and its reply
lost): it only makes the service read again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from pynamodb.exceptions import PynamoDBException, TransactWriteError

from giftledger.store.protocol import Conflict, UnavailableError

_RACES = {"ConditionalCheckFailed", "TransactionConflict"}
_THROTTLES = {"ThrottlingError", "ProvisionedThroughputExceeded", "AccelerateRequest"}
_RACE_ERRORS = {
    "ConditionalCheckFailedException",
    "TransactionConflictException",
    "TransactionInProgressException",
    "IdempotentParameterMismatchException",
}
_SILENCE_ERRORS = {
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "InternalServerError",
    "ServiceUnavailable",
    "LimitExceededException",
}


@contextmanager
def translated() -> Iterator[None]:
    """Turn PynamoDB's exceptions into ours; what is neither a race nor silence goes through."""
    try:
        yield
    except TransactWriteError as error:
        reasons = {reason.code for reason in error.cancellation_reasons if reason is not None}
        if reasons & _THROTTLES:
            raise UnavailableError(str(reasons)) from error
        if reasons & _RACES:
            raise Conflict(str(reasons)) from error
        _raise_by_cause(error)
        raise
    except PynamoDBException as error:
        _raise_by_cause(error)
        raise


def _raise_by_cause(error: PynamoDBException) -> None:
    cause = error.cause
    if isinstance(cause, ClientError):
        code = cause.response.get("Error", {}).get("Code", "")
        if code in _RACE_ERRORS:
            raise Conflict(code) from error
        if code in _SILENCE_ERRORS:
            raise UnavailableError(code) from error
    elif isinstance(cause, HTTPClientError | BotoCoreError):
        raise UnavailableError(type(cause).__name__) from error
