"""Secrets, kept for five minutes: long enough to be cheap, short enough to follow a rotation."""

import json
import time
from dataclasses import dataclass
from typing import Any

from giftledger.aws import client
from giftledger.settings import settings

KEPT_SECONDS = 300
REFRESH_AT_MOST_EVERY_SECONDS = 10
"""A failed verification asks for fresh values; a flood of forged calls must not flood the API."""


@dataclass(slots=True)
class _Kept:
    value: dict[str, Any]
    read_at: float


class UnfilledSecretError(Exception):
    """A secret exists, but nobody has put a value into it."""


_kept: dict[str, _Kept] = {}


def secret_value(name: str, *, fresh: bool = False) -> dict[str, Any]:
    """The JSON object of a secret. `fresh` asks again, at most every ten seconds.

    Raises botocore.exceptions.ClientError where the secret is absent or not granted.
    """
    kept = _kept.get(name)
    keep_seconds = REFRESH_AT_MOST_EVERY_SECONDS if fresh else KEPT_SECONDS
    if kept is not None and time.monotonic() - kept.read_at < keep_seconds:
        return kept.value
    answer = client("secretsmanager").get_secret_value(SecretId=name)
    value: dict[str, Any] = json.loads(answer["SecretString"])
    _kept[name] = _Kept(value, time.monotonic())
    return value


def link_key() -> bytes:
    """The key of links, ids and names: never rotated, because what it made is stored for ever.

    Raises UnfilledSecretError where the deployment left its own reference in the secret instead
    of a value: tokens made from that could be made by anybody.
    """
    key: str = secret_value(settings().codes_secret)["link_key"]
    if not key or "{{" in key:
        raise UnfilledSecretError("the link key of the codes secret has no value")
    return key.encode()
