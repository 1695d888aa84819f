"""The time of the whole system, which passes only when a test lets it, and its dice."""

import inspect
import random
import sys
import time
from datetime import UTC, datetime, timedelta, tzinfo
from types import SimpleNamespace
from typing import Any

import moto.kms.utils
import pytest
from botocore.retries.quota import RetryQuota

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SEED = 20261120


class _AnyDatetime(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


class Clock(datetime, metaclass=_AnyDatetime):
    """Stands in for `datetime` in the modules that ask it for the time."""

    at = START

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return cls.at.astimezone(tz)

    @classmethod
    def pass_by(cls, **time: float) -> None:
        """Let time pass."""
        cls.at += timedelta(**time)


def stop_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every module that is loaded see this clock, and nobody sleep.

    What is waited for and diced elsewhere is made the same at every run: botocore never finds its
    quota of retries used up, and KMS encrypts the same text to the same text.
    """
    Clock.at = START
    for name, module in list(sys.modules.items()):
        if not name.startswith(("giftledger.", "functions.")):
            continue
        if vars(module).get("datetime") is datetime and "datetime.now(" in inspect.getsource(
            module
        ):
            monkeypatch.setattr(module, "datetime", Clock)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(RetryQuota, "acquire", lambda *_: True)
    dice = random.Random(SEED)
    monkeypatch.setattr(random, "_urandom", dice.randbytes)
    monkeypatch.setattr(moto.kms.utils, "os", SimpleNamespace(urandom=bytes))
